"""On home: one's toolbox, and for the team, that a strategy waits to be read. Quietly, and without a number."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access import can
from accounts.cards import YouCard, you_cards
from registries import HomeCard
from registries import home as home_page
from resilience.models import Strategy


def cards(user: Any) -> list[HomeCard]:
    found = [HomeCard(template="resilience/_home_toolbox.html", weight=61, place="aside")]
    if can(user, "resilience.oversee_strategies"):
        waiting = Strategy.objects.waiting_for(user)
        if waiting.exists():
            worse = waiting.filter(worse_at__isnull=False).exists()
            found.append(HomeCard(template="resilience/_home_reviews.html", context={"worse": worse}, weight=25))
    return found


def _nothing(request: HttpRequest) -> dict[str, Any]:
    return {}


def register() -> None:
    home_page.add("resilience.strategies", cards)
    you_cards.add(
        "resilience.toolbox",
        YouCard(title=_("What helps me"), template="resilience/_toolbox_on_you.html", context=_nothing),
    )
