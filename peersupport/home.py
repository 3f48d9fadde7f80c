"""Home: what is next for me."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

import clock
from registries import HomeCard, home


def cards_for(user: Any) -> list[HomeCard]:
    """All cards that apps add for `user`, ordered by weight."""
    return sorted((card for source in home for card in source(user)), key=lambda card: card.weight)


def part_of_day() -> str:
    """Where the person is: night, morning, afternoon or evening."""
    hour = timezone.localtime(clock.now()).hour
    if hour < 5:
        return "night"
    return "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"
