"""The strategies of the house: one that members see, one that waits to be read, one put aside, one of the house."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from resilience import services
from resilience.models import Strategy
from resilience.services import moderating
from tests.factories.house_stories import INSIDE
from tests.factories.strategies import hand_in, house_card, let_out

EVERYBODY = "*"
# Author and readers of each; what waits is read by the moderator on a page of its own.
CARDS_OF_HOUSE = {
    "shown": ("eve", INSIDE),
    "waiting": ("ana", "ana"),
    "aside": ("ana", "ana"),
    "house": ("", EVERYBODY),
}
TEXTS = ("title", "when", "how", "source")


def write_strategies(house: Any) -> None:
    """Before Ana blocks Eve and Hal asks to be erased."""
    people = house.people
    for key, (who, readers) in CARDS_OF_HOUSE.items():
        if not who:
            house.cards[key] = house_card("breathing")
            continue
        seen = f"{readers} mo" if key == "waiting" else readers
        texts = {name: house.mark(f"resilience.Strategy.{name}", seen, owner=who) for name in TEXTS}
        house.cards[key] = hand_in(people[who], **texts, basis="evidence", situations=("night",))
    for key in ("shown", "aside"):
        let_out(house.cards[key], people["mo"])
    with transaction.atomic():
        moderating.hide(house.cards["aside"])
    services.say_tried(actor=people["ben"], strategy=house.cards["shown"], situation="night", outcome="helped")
    services.keep_strategy(actor=people["ben"], strategy=house.cards["shown"])
    words = house.mark("resilience.Tool.words", "ana", owner="ana")
    house.tool = services.keep_words(actor=people["ana"], words=words, favourite=True)
    for key in house.cards:
        house.cards[key] = Strategy.objects.get(pk=house.cards[key].pk)
