"""What somebody searches for may be a cry for help. It is read, answered at once, and kept nowhere."""

from __future__ import annotations

from moderation.engine import read_text
from moderation.models import Level


def reads_as_crisis(words: str, language: str) -> bool:
    """Does the engine hear a crisis, or somebody close to one? One that does not answer leaves the search as it is."""
    return read_text(words, language=language).level in (Level.CRISIS, Level.CONCERN)
