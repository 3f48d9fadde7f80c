"""Pages of meetings: `attending` for members, `planning` for those who keep the room."""
