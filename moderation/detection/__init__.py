"""Understands crisis language in a message, clause by clause, and explains what it understood.

What it knows of the languages takes half a second to load. That comes with the first text, or with `get_ready`, so
that a process that reads nothing starts without it.
"""

from __future__ import annotations

from collections.abc import Sequence

from .model import VERSION, Cue, Finding, Reading, Turn
from .packs import ENABLED_PACKS

__all__ = [
    "ENABLED_PACKS", "VERSION", "Cue", "Finding", "Reading", "Turn", "explain", "get_ready", "may_be_foreign", "read",
]  # fmt: skip


def get_ready() -> None:
    """Load every enabled pack now, so that nobody's first words wait for it."""
    from . import engine  # noqa: F401


def read(text: str, *, language: str, context: Sequence[Turn] = (), sensitivity: str = "usual") -> Reading:
    """What a text says; the same text and context always give the same reading.

    `language` is its author's, as a code; `context` are their last messages and what was asked of them, oldest first;
    `sensitivity` is calmer, usual or careful.
    """
    from .engine import read as reading_of

    return reading_of(text, language=language, context=context, sensitivity=sensitivity)


def explain(reading: Reading, text: str) -> list[str]:
    """Lines for people: the level, and for each cue the words and what they were taken to mean."""
    from .sentences import explain as lines_of

    return lines_of(reading, text)


def may_be_foreign(text: str) -> bool:
    """True where the words may be of a language that no enabled pack reads. A guess, and right for most messages."""
    from .tongue import may_be_foreign as guess

    return guess(text)
