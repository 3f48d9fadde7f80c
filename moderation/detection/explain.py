"""Sentences for a moderator."""

from __future__ import annotations

from .model import Reading


def explain(reading: Reading, text: str) -> list[str]:
    return [f"{cue.rule}: “{text[cue.start:cue.end]}”" for cue in reading.cues]
