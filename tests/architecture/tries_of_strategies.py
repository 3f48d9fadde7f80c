"""The same as `tries` for strategies and the toolbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from resilience import services
from tests.architecture.tries_of_stories import CLOSED, asked
from tests.factories.house import House
from tests.factories.strategies import CARD, hand_in

STAFF = ("ben", "mo", "ada")
OTHER = services.Card(**{**CARD, "how": "Other words."})


def review(house: House, actor: Any, key: str) -> Any:
    return services.review_strategy(actor=actor, strategy=house.cards[key], version=1, lets=True)


TRIES_OF_STRATEGIES: dict[str, list[tuple[str, Callable[[House, Any], Any]]]] = {
    "resilience.read_inside": [(who, asked("resilience.read_inside")) for who in ("new", CLOSED)],
    "resilience.write_strategy": [(who, lambda h, a: hand_in(a)) for who in ("new", "hal")],
    "resilience.change_strategy": [
        (who, lambda h, a: services.change_strategy(actor=a, strategy=h.cards["shown"], card=OTHER))
        for who in ("ana", *STAFF)
    ],
    "resilience.take_back_strategy": [
        (who, lambda h, a: services.take_back_strategy(actor=a, strategy=h.cards["shown"])) for who in ("ana", *STAFF)
    ],
    "resilience.keep_tool": [(who, lambda h, a: services.take_out(actor=a, tool=h.tool)) for who in ("eve", *STAFF)]
    + [(who, lambda h, a: services.change_tool(actor=a, tool=h.tool, words="mine", favourite=False)) for who in STAFF]
    + [(who, lambda h, a: services.keep_words(actor=a, words="toast")) for who in ("new", CLOSED)],
    "resilience.keep_strategy": [
        (who, lambda h, a: services.keep_strategy(actor=a, strategy=h.cards["waiting"])) for who in ("cy", *STAFF)
    ],
    "resilience.say_tried": [
        (who, lambda h, a: services.say_tried(actor=a, strategy=h.cards["shown"], situation="night", outcome="helped"))
        for who in ("eve", "hal")
    ]
    + [
        (
            "mo",
            lambda h, a: services.say_tried(actor=a, strategy=h.cards["waiting"], situation="night", outcome="worse"),
        )
    ],
    "resilience.oversee_strategies": [(who, asked("resilience.oversee_strategies")) for who in ("ana", "ben", "ada")],
    "resilience.review_strategy": [(who, lambda h, a: review(h, a, "waiting")) for who in ("ana", "ben", "ada")]
    + [("mo", lambda h, a: review(h, a, "shown"))],
    "resilience.keep_strategy_back": [
        (who, asked("resilience.keep_strategy_back", lambda h: h.cards["waiting"])) for who in ("ana", "ben", "ada")
    ]
    + [("mo", asked("resilience.keep_strategy_back", lambda h: h.cards["shown"]))],
}
