"""How long the parts of a meeting take, and how far into one it is: in words of a gentle clock, never a countdown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from meetings.live.state import Phase

# Of a hundred minutes. What a meeting is about gets what the others leave.
SHARES = {Phase.OPENING: 5, Phase.GROUND_RULES: 5, Phase.CHECK_IN: 15, Phase.CHECK_OUT: 15}
# What is shorter has only just begun.
JUST_BEGUN = 4
STEP = 5


@dataclass(frozen=True)
class Box:
    """One part of a meeting and about how many minutes it takes."""

    phase: Phase
    minutes: int


def timeboxes(agenda: tuple[Phase, ...], minutes: int) -> tuple[Box, ...]:
    """The parts between the lobby and the end; their minutes add up to those of the meeting."""
    parts = [phase for phase in agenda if phase not in (Phase.LOBBY, Phase.CLOSED)]
    short = {phase: max(1, minutes * SHARES[phase] // 100) for phase in parts if phase in SHARES}
    rest = minutes - sum(short.values())
    return tuple(Box(phase, short.get(phase, rest)) for phase in parts)


def into(since: datetime, now: datetime) -> int:
    """About how many minutes into a part it is, in steps of five; 0 for "it has only just begun"."""
    passed = max(0, int((now - since).total_seconds())) // 60
    return 0 if passed < JUST_BEGUN else max(STEP, STEP * round(passed / STEP))
