"""The state of a meeting that goes on, and what can happen to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Phase(StrEnum):
    LOBBY = "lobby"
    OPENING = "opening"
    GROUND_RULES = "ground_rules"
    CHECK_IN = "check_in"
    ROUND = "round"
    TOPIC = "topic"
    CHECK_OUT = "check_out"
    CLOSED = "closed"


class Kind(StrEnum):
    ARRIVE = "arrive"
    VANISH = "vanish"
    LEAVE = "leave"
    REMOVE = "remove"
    MUTE = "mute"
    UNMUTE = "unmute"
    AGREE = "agree"
    SAY_HOW = "say_how"
    NEWS = "news"
    BEGIN = "begin"
    NEXT = "next"
    BACK = "back"
    ORDER = "order"
    TAKE = "take"
    PASS = "pass"  # noqa: S105 - somebody passes their turn
    DONE = "done"
    SKIP = "skip"
    HAND = "hand"
    LOWER = "lower"
    LEAD = "lead"
    HAND_OVER = "hand_over"
    CLOSE = "close"


# Parts in which one speaks after the other.
TURNS = frozenset({Phase.ROUND, Phase.TOPIC})
# Nobody in the room: time did it, or the machine.
PLATFORM = ""


@dataclass(frozen=True)
class Person:
    """`had`: had their turn in this round or let it go by. `heard`: used one, this evening."""

    id: str
    here: bool = True
    listening: bool = False
    muted: bool = False
    agreed: bool = False
    had: bool = False
    heard: bool = False

    @property
    def may_speak(self) -> bool:
        return self.here and not self.muted


@dataclass(frozen=True)
class Event:
    """`by` did `kind`, to `whom`; an empty `by` is the platform. `version` is what the page showed that led to it."""

    kind: Kind
    by: str = PLATFORM
    whom: str = ""
    order: tuple[str, ...] = ()
    listening: bool = False
    version: int | None = None


@dataclass(frozen=True)
class Facts:
    """Who keeps the room, whether somebody else may offer to lead now, and whether the time is over."""

    keepers: frozenset[str] = frozenset()
    volunteers: bool = True
    over: bool = False


@dataclass(frozen=True)
class State:
    """`people` stand in the order in which they speak; `steered` is the version of the last event that steered.

    `left` are those who went: coming in again, they find what held for them, neither unmuted nor with a second turn.
    """

    agenda: tuple[Phase, ...]
    phase: Phase = Phase.LOBBY
    version: int = 0
    steered: int = 0
    people: tuple[Person, ...] = ()
    hands: tuple[str, ...] = ()
    turn: str = ""
    lead: str = ""
    removed: tuple[str, ...] = ()
    left: tuple[Person, ...] = ()

    def person(self, who: str) -> Person | None:
        return next((one for one in self.people if one.id == who), None)

    def is_here(self, who: str) -> bool:
        found = self.person(who)
        return found is not None and found.here

    @property
    def is_closed(self) -> bool:
        return self.phase == Phase.CLOSED

    @property
    def next_phase(self) -> Phase:
        """What comes after this part; the last one is its own."""
        return self.agenda[min(self.agenda.index(self.phase) + 1, len(self.agenda) - 1)]

    @property
    def up(self) -> str:
        """Who may take the turn: the next in the order who did not have it, then whoever has a hand up."""
        if self.turn or self.phase not in TURNS:
            return ""
        if self.phase == Phase.ROUND:
            for one in self.people:
                if one.may_speak and not one.listening and not one.had:
                    return one.id
        return next((who for who in self.hands if self._may_speak(who)), "")

    def _may_speak(self, who: str) -> bool:
        found = self.person(who)
        return found is not None and found.may_speak

    @property
    def not_heard(self) -> tuple[str, ...]:
        """Who is here to speak and has not had a turn of their own this evening."""
        return tuple(one.id for one in self.people if one.here and not one.listening and not one.heard)


def begin(middle: Phase = Phase.ROUND) -> State:
    """A meeting that nobody has come to yet; `middle` is what it is about: a round, or a topic."""
    parts = (Phase.LOBBY, Phase.OPENING, Phase.GROUND_RULES, Phase.CHECK_IN, middle, Phase.CHECK_OUT, Phase.CLOSED)
    return State(agenda=parts)


def to_json(state: State) -> dict[str, Any]:
    """The state as plain values."""
    return asdict(state)


def from_json(data: Mapping[str, Any]) -> State:
    """The state that `to_json` wrote, from the database or from a list that became one of JSON."""
    return State(
        agenda=tuple(Phase(one) for one in data["agenda"]),
        phase=Phase(data["phase"]),
        version=data["version"],
        steered=data["steered"],
        people=tuple(Person(**one) for one in data["people"]),
        hands=tuple(data["hands"]),
        turn=data["turn"],
        lead=data["lead"],
        removed=tuple(data["removed"]),
        left=tuple(Person(**one) for one in data.get("left", ())),
    )
