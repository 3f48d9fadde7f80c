"""On home: a small step for today, the way to one's buddy, one's toolbox; for the team, that a strategy waits.

Quietly, and without a number.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists

from accounts.access import can
from moderation.distress import in_distress
from registries import HomeCard, home_when
from registries import home as home_page
from resilience.models import BuddyPair, BuddyRequest, Commitment, Strategy
from resilience.pages import pairs_of
from resilience.services.steps import steps_of

# One thing to do is enough, two are the most.
STEPS_MOST, BUDDIES_MOST = 2, 6


def steps(user: Any) -> list[HomeCard]:
    """A small step that would be for today. While somebody is in distress, home has one thing to say."""
    if in_distress(user):
        return []
    found = [step for step in steps_of(actor=user, state="going") if step.is_for_today][:STEPS_MOST]
    return [HomeCard(template="resilience/_home_step.html", context={"steps": found}, weight=12)] if found else []


def buddies(user: Any) -> list[HomeCard]:
    """The way to one's buddy, and to what waits for an answer."""
    pairs = pairs_of(user, most=BUDDIES_MOST)
    asked = list(BuddyRequest.objects.waiting_for(user).select_related("asker", "asked__group")[:BUDDIES_MOST])
    if not pairs and not asked:
        return []
    context = {"pairs": pairs, "asked": asked}
    return [HomeCard(template="resilience/_home_buddies.html", context=context, weight=25, place="aside")]


def strategies(user: Any) -> list[HomeCard]:
    found = [HomeCard(template="resilience/_home_toolbox.html", weight=61, place="aside")]
    if can(user, "resilience.oversee_strategies"):
        waiting = Strategy.objects.waiting_for(user)
        if waiting.exists():
            worse = waiting.filter(worse_at__isnull=False).exists()
            found.append(HomeCard(template="resilience/_home_reviews.html", context={"worse": worse}, weight=25))
    return found


def register() -> None:
    """Called once, from AppConfig.ready()."""
    home_page.add("resilience.steps", steps)
    home_page.add("resilience.buddies", buddies)
    home_page.add("resilience.strategies", strategies)
    home_when.add("resilience.steps", lambda user: Exists(Commitment.objects.visible_to(user).filter(state="going")))
    home_when.add("resilience.buddies", _has_buddies)


def _has_buddies(user: Any) -> Any:
    return Exists(BuddyPair.objects.visible_to(user).live()) | Exists(BuddyRequest.objects.waiting_for(user))
