"""On the home page: one story and why, and for who welcomes people, that somebody waits for an answer."""

from __future__ import annotations

from typing import Any

import clock
from moderation.models import Case
from moderation.querysets import DISTRESS
from registries import HomeCard
from registries import home as home_page
from stories.finding import card, chosen_for
from stories.models import NotToday, Story
from stories.policies import may_welcome
from stories.querysets import StoryQuerySet, reads_inside


def cards(user: Any) -> list[HomeCard]:
    """Nothing while somebody is in distress: then home has one thing to say, and gives no reason for the rest."""
    if not reads_inside(user) or Case.objects.open().filter(subject_account=user, kind__in=DISTRESS).exists():
        return []
    away = set(NotToday.objects.visible_to(user).filter(until__gt=clock.now()).values_list("what", flat=True))
    found: list[HomeCard] = []
    readable = Story.objects.visible_to(user)
    if NotToday.What.WAITING not in away and may_welcome(user) and waiting_for(user, readable).exists():
        found.append(HomeCard(template="stories/_home_waiting.html", weight=15))
    chosen = chosen_for(user, readable) if NotToday.What.STORY not in away else None
    if chosen is not None:
        story, why = chosen
        context = {"story": card(story), "uid": story.uid, "why": why}
        found.append(HomeCard(template="stories/_home_story.html", context=context, weight=40))
    return found


def waiting_for(user: Any, readable: StoryQuerySet | None = None) -> StoryQuerySet:
    """What `user` could be the first to answer, the longest waiting first."""
    rows = Story.objects.visible_to(user) if readable is None else readable
    return rows.unanswered().of_ages_seen_by(user).exclude(author=user)


def register() -> None:
    home_page.add("stories", cards)
