"""What the engine is given and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field

VERSION = "5"

LEVELS = ("none", "concern", "crisis")


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier message in the same room, the oldest first."""

    same_author: bool
    text: str
    is_question: bool


@dataclass(frozen=True, slots=True)
class Cue:
    """A passage that a rule understood; the offsets point into the text as it was written."""

    start: int
    end: int
    rule: str
    slots: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage to fold or to look at apart from any crisis: method_detail or identifying_detail."""

    kind: str
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    level: str
    severity: int
    categories: tuple[str, ...]
    findings: tuple[Finding, ...]
    about: str
    cues: tuple[Cue, ...]
    packs: tuple[str, ...]
    version: str
