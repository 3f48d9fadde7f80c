"""The same as `tries` for what people keep at: buddies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from resilience.services import buddies, buddy_pairs
from tests.architecture.tries_of_stories import CLOSED, asked
from tests.factories.house import House

Tried = list[tuple[str, Callable[[House, Any], Any]]]


def own(house: House, who: str) -> Any:
    return house.memberships[f"{who}@open"]


def asks(house: House, actor: Any, whom: Any) -> Any:
    return buddies.ask(actor=actor, asked=whom, words="Would you?")


TRIES_OF_RESILIENCE: dict[str, Tried] = {
    "resilience.view_buddies": [
        (who, asked("resilience.view_buddies", lambda h: h.groups["open"])) for who in ("cy", "dee", "mo", "ada", "new")
    ],
    # Eve has not been there for long, Ben keeps the room, Hal is on the way out; the last is somebody else's.
    "resilience.switch_on": [
        (who, lambda h, a, who=who: buddies.choose_askable(actor=a, membership=own(h, who), yes=True))
        for who in ("eve", "ben", "hal")
    ]
    + [("mo", lambda h, a: buddies.choose_askable(actor=a, membership=own(h, "ana"), yes=True))],
    "resilience.switch_off": [
        (who, lambda h, a: buddies.choose_askable(actor=a, membership=own(h, "ana"), yes=False))
        for who in ("ben", "eve", "mo", "ada")
    ],
    "resilience.look_for_buddy": [
        (who, asked("resilience.look_for_buddy", lambda h, who=who: own(h, who))) for who in ("eve", "ben", "hal")
    ]
    # Ana has a buddy there.
    + [("ana", asked("resilience.look_for_buddy", lambda h: h.memberships["ana@private"]))],
    "resilience.ask_buddy": [
        (who, lambda h, a: asks(h, a, h.of_kim["open"])) for who in ("cy", "eve", "ben", "mo", "ada", CLOSED)
    ]
    + [("ana", lambda h, a, who=who: asks(h, a, own(h, who))) for who in ("eve", "ben", "hal", "ana")],
    "resilience.say_yes": [
        (who, lambda h, a: buddy_pairs.say_yes(actor=a, request=h.buddy_request)) for who in ("ana", "ben", "mo", "ada")
    ],
    "resilience.put_request_away": [
        (who, lambda h, a: buddies.put_request_away(actor=a, request=h.buddy_request))
        for who in ("ana", "ben", "mo", "kim")
    ],
    "resilience.take_request_back": [
        (who, lambda h, a: buddies.take_request_back(actor=a, request=h.buddy_request)) for who in ("ana", "eve", "mo")
    ],
    "resilience.end_pair": [
        (who, lambda h, a: buddy_pairs.end_pair(actor=a, pair=h.pair)) for who in ("cy", "eve", "ivy", "mo", "ada")
    ],
    "resilience.tell_of_buddy": [
        (who, lambda h, a: buddy_pairs.tell_of_buddy(actor=a, pair=h.pair)) for who in ("cy", "eve", "ivy", "mo", "ada")
    ],
}
