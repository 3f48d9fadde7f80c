"""What is told of how a card was for others: rough words, and nothing where few have said anything. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from resilience.cards import SITUATIONS

# From so many people on. Counts are told in steps, so that nobody can watch one answer come in.
SHOWN_FROM = 5
STEPS = (5, 10, 20, 50, 100, 200, 500, 1000)
# Rough on purpose: from SHOWN_FROM up each of them stands for two numbers or more, and one answer alone never moves the
# words from "nobody" to "somebody".
SHARES = ((0.75, _("most or all")), (0.26, _("some, or about half")), (0.0, _("few or nobody")))
OUTCOMES = (("helped", _("It helped")), ("not_for_me", _("It was not for them")), ("worse", _("It made it worse")))


@dataclass(frozen=True)
class Told:
    """`people` is at least how many said something; 0 where nothing is told. `at`: situations where it helped most."""

    people: int = 0
    shares: tuple[tuple[Any, Any], ...] = ()
    at: list[Any] = field(default_factory=list)


def told(tries: Iterable[tuple[int, str, str]]) -> Told:
    """`tries` are (whose, situation, outcome), the newest first. A person counts once: with what they said last."""
    said = list(tries)
    last: dict[int, str] = {}
    for whose, _situation, outcome in said:
        last.setdefault(whose, outcome)
    if len(last) < SHOWN_FROM:
        return Told()
    shares = tuple((words, _share(list(last.values()), key)) for key, words in OUTCOMES)
    return Told(max(step for step in STEPS if step <= len(last)), shares, [SITUATIONS[key] for key in _helped_at(said)])


def _share(outcomes: list[str], key: str) -> Any:
    share = outcomes.count(key) / len(outcomes)
    return next(words for least, words in SHARES if share >= least)


def _helped_at(said: list[tuple[int, str, str]]) -> list[str]:
    """Situations in which enough people tried it, and most of them say that it helped."""
    found = []
    for key in SITUATIONS:
        here = [outcome for _whose, situation, outcome in said if situation == key]
        if len(here) >= SHOWN_FROM and here.count("helped") / len(here) >= SHARES[0][0]:
            found.append(key)
    return found
