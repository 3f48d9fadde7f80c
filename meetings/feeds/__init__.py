"""What other programs read of meetings. `ical` and `zones` write; `calendars`, `guide`, `schema_org` say what."""
