"""The steps of a safety plan, after Stanley and Brown: their words, and how the lines people write are read.

Reasons to live come first and may stay empty; then six steps, from what one can do alone to making it safer around
oneself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# Letters that one step holds. Longer steps are refused with a sentence, never cut.
STEP_MOST = 4000


@dataclass(frozen=True)
class Step:
    """One part of a plan. `hint` asks gently; `now` is said above it when the plan is used."""

    key: str
    title: Any
    hint: Any
    now: Any
    # People and places are reached by telephone: numbers in such a step can be called.
    has_numbers: bool = False


REASONS = Step(
    "reasons",
    _("What keeps me here"),
    _("You can leave this empty. People, animals, places, a song, something you look forward to. Small things count."),
    _("You wrote this for a moment like now."),
)
STEPS = (
    REASONS,
    Step(
        "signs",
        _("How I notice that it gets hard"),
        _("Thoughts, feelings, things you do or stop doing. What is different on those days?"),
        _("Is this how it is now? Then it is a good time for the next step."),
    ),
    Step(
        "alone",
        _("What I can do on my own"),
        _("Things that helped before, even a little. A walk, a shower, music, slow breathing."),
        _("Pick one. Try it for ten minutes. It need not be the best one."),
    ),
    Step(
        "places",
        _("People and places that take my mind off it"),
        _("You do not have to talk about it there. A café, a park, someone to watch a film with."),
        _("You do not have to tell anyone why you come."),
        has_numbers=True,
    ),
    Step(
        "people",
        _("People I can ask for help"),
        _("Who may know how you are? Write how to reach them, and maybe a sentence you could send."),
        _("You can say: “I am having a hard time. Can you stay with me for a while?”"),
        has_numbers=True,
    ),
    Step(
        "professionals",
        _("Professionals and helplines"),
        _("A doctor, a therapist, a clinic, a helpline, each with a number."),
        _("They do this every day. You can hang up at any time."),
        has_numbers=True,
    ),
    Step(
        "safer",
        _("Making it safer around me"),
        _("What would make the place where you are safer? Who can help you with that, or stay with you?"),
        _("You can ask someone to do this with you. Or go to where other people are."),
        has_numbers=True,
    ),
)
KEYS = tuple(step.key for step in STEPS)
BY_KEY = {step.key: step for step in STEPS}

_BULLET = re.compile(r"^\s*(?:[-*•–]\s+|\d{1,2}[.)]\s+)")
_NUMBER = re.compile(r"(?<![\w+])\+?\(?\d[\d ()/.\-]{3,22}\d(?!\w)|(?<![\w+])\d{3,4}(?!\w)")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}[.:]\d{2}\s*[-–]\s*\d{1,2}[.:]\d{2}")
# Fewer digits are a house or a bus, unless it is a number that this installation knows.
DIGITS_LEAST, DIGITS_MOST = 6, 15


@dataclass(frozen=True)
class Line:
    """One thing in a step. `href` calls the first number in it, "" where there is none; `dial` is that number."""

    text: str
    dial: str = ""
    href: str = ""


@dataclass(frozen=True)
class Part:
    """A step that has something in it, for reading."""

    step: Step
    lines: tuple[Line, ...]


def lines_of(step: Step, text: str, known: Collection[str] = ()) -> tuple[Line, ...]:
    """What somebody wrote, one thing a line; `known` are short numbers that may be called from here."""
    plain = (_BULLET.sub("", line).strip() for line in text.splitlines())
    return tuple(_line(step, line, known) for line in plain if line)


def parts_of(texts: dict[str, str], known: Collection[str] = ()) -> list[Part]:
    """The steps that have something in them, in their order."""
    found = (Part(step, lines_of(step, texts.get(step.key, ""), known)) for step in STEPS)
    return [part for part in found if part.lines]


def _line(step: Step, text: str, known: Collection[str]) -> Line:
    for typed in _numbers(text) if step.has_numbers else ():
        digits = re.sub(r"\D", "", typed)
        if DIGITS_LEAST <= len(digits) <= DIGITS_MOST or digits in known:
            return Line(text, typed, f"tel:{'+' if typed.startswith('+') else ''}{digits}")
    return Line(text)


def _numbers(text: str) -> Iterator[str]:
    for found in _NUMBER.finditer(_DATE.sub(lambda date: "-" * len(date[0]), text)):
        yield found[0].strip(" .-/")


def chosen(keys: Iterable[str]) -> list[str]:
    """The keys among `keys` that are steps, in the order of the plan."""
    wanted = set(keys)
    return [key for key in KEYS if key in wanted]
