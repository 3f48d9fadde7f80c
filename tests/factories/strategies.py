"""Strategies and tools for tests, made by their services."""

from __future__ import annotations

from typing import Any

import clock
from resilience import services
from resilience.cards import HOUSE, packed
from resilience.models import Strategy

CARD = {
    "title": "Toast at three",
    "when": "When I lie awake.",
    "how": "Make toast. Sit at the window while you eat it.",
}


def hand_in(actor: Any, *, story: Any = None, **given: Any) -> Strategy:
    """A card of `actor`, not read by anybody yet."""
    card = services.Card(**{**CARD, **given})
    return services.write_strategy(actor=actor, card=card, story_uid=story.uid if story is not None else None).strategy


def let_out(strategy: Strategy, moderator: Any) -> Strategy:
    """A person of the team has read it: members may see it."""
    assert services.review_strategy(actor=moderator, strategy=strategy, version=strategy.version, lets=True)
    strategy.refresh_from_db()
    return strategy


def house_card(key: str = "breathing") -> Strategy:
    """A card that comes with the house; tests that empty every table lose what the migration put there."""
    card = HOUSE[key]
    values = {
        "basis": "evidence" if card.source else "experience",
        "situations": packed(card.situations),
        "minutes": card.minutes,
        "reviewed_at": clock.now(),
        "read_level": "none",
        "read_version": "house",
        "read_at": clock.now(),
    }
    return Strategy.objects.get_or_create(key=key, defaults=values)[0]
