"""What one's own favourites say on pages of the care floor: in the plan as an offer, on the help page as one line."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from care.offers import OFFERS_MOST, Offer, helped_before
from resilience.finding import favourites_of


def _favourites(user: Any) -> list[Offer]:
    return [
        Offer(kept.text, f"{reverse('resilience:exercises')}#{kept.exercise}" if kept.exercise else kept.url)
        for kept in favourites_of(user)[:OFFERS_MOST]
    ]


def register() -> None:
    helped_before.add("resilience.toolbox", _favourites)
