"""The same as `tries` for what people note for themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from accounts.access import can
from resilience.services import growth, journal, steps
from tests.factories.house import House

CLOSED = "closed account"
OTHERS = ("ben", "mo", "ada")

TRIES_OF_GROWTH: dict[str, list[tuple[str, Callable[[House, Any], Any]]]] = {
    "resilience.keep_course": [
        *((who, lambda h, a: growth.take_check_in_away(actor=a, check_in=h.growth["check_in"])) for who in OTHERS),
        *((who, lambda h, a: growth.take_milestone_away(actor=a, milestone=h.growth["milestone"])) for who in OTHERS),
        *((who, lambda h, a: growth.say_how_i_am(actor=a, word="calm")) for who in ("new", CLOSED)),
    ],
    "resilience.keep_steps": [
        *((who, lambda h, a: steps.step_of(actor=a, commitment=h.growth["told"])) for who in OTHERS),
        *((who, lambda h, a: steps.put_step_down(actor=a, commitment=h.growth["step"])) for who in OTHERS),
        *((who, lambda h, a: steps.say_step(actor=a, words="Tea")) for who in ("new", CLOSED)),
    ],
    "resilience.keep_journal": [
        *((who, lambda h, a: journal.opened(actor=a, entry=h.growth["entry"])) for who in OTHERS),
        *((who, lambda h, a: journal.remove_entry(actor=a, entry=h.growth["entry"])) for who in OTHERS),
        *((who, lambda h, a: journal.begin_entry(actor=a)) for who in ("new", CLOSED)),
    ],
    "resilience.show_step": [
        (who, lambda h, a: can(a, "resilience.show_step", h.memberships["ana@open"])) for who in ("ben", "dee", *OTHERS)
    ]
    + [("hal", lambda h, a: can(a, "resilience.show_step", h.memberships["hal@open"]))],
    "resilience.show_step_to_buddy": [
        (who, lambda h, a: can(a, "resilience.show_step_to_buddy", h.pair)) for who in ("dee", "eve", *OTHERS)
    ],
}
