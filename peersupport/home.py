"""Home: what is next for me."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

import clock
from accounts.models import User
from registries import HomeCard, home, home_when


def cards_for(user: Any) -> list[HomeCard]:
    """All cards that apps add for `user`, ordered by weight."""
    nothing = _without_anything(user)
    sources = [source for name, source in home.items() if name not in nothing]
    return sorted((card for source in sources for card in source(user)), key=lambda card: card.weight)


def _without_anything(user: Any) -> set[str]:
    """The sources that have nothing for `user`, as far as they say so beforehand."""
    asked = {name.replace(".", "_"): when(user) for name, when in home_when.items()}
    found = User.objects.filter(pk=user.pk).values(**asked).get()
    return {name for name, _when in home_when.items() if not found[name.replace(".", "_")]}


def part_of_day() -> str:
    """Where the person is: night, morning, afternoon or evening."""
    hour = timezone.localtime(clock.now()).hour
    if hour < 5:
        return "night"
    return "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"
