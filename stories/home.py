"""On the home page: one story and why, and for who welcomes people, that somebody waits for an answer."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists

import clock
from moderation.distress import in_distress
from registries import HomeCard, home_when
from registries import home as home_page
from stories.finding import card, chosen_for
from stories.models import NotToday, Story
from stories.policies import may_welcome
from stories.querysets import StoryQuerySet, reads_inside


def waiting_card(user: Any) -> list[HomeCard]:
    """For who welcomes people, that somebody waits."""
    if not _may_be_brought(user) or not may_welcome(user) or not waiting_for(user).exists():
        return []
    return [HomeCard(template="stories/_home_waiting.html", weight=15)]


def story_card(user: Any) -> list[HomeCard]:
    chosen = chosen_for(user) if _may_be_brought(user) else None
    if chosen is None:
        return []
    story, why = chosen
    context = {"story": card(story), "uid": story.uid, "why": why}
    return [HomeCard(template="stories/_home_story.html", context=context, weight=40)]


def _may_be_brought(user: Any) -> bool:
    """Nothing while somebody is in distress: then home has one thing to say, and gives no reason for the rest."""
    return reads_inside(user) and not in_distress(user)


def _away(user: Any, what: str) -> Exists:
    """Was it put away until a morning that has not come yet?"""
    return Exists(NotToday.objects.visible_to(user).filter(what=what, until__gt=clock.now()))


def waiting_for(user: Any) -> StoryQuerySet:
    """What `user` could be the first to answer, the longest waiting first."""
    return Story.objects.visible_to(user).unanswered().of_ages_seen_by(user).exclude(author=user)


def register() -> None:
    home_page.add("stories.waiting", waiting_card)
    home_page.add("stories.story", story_card)
    home_when.add("stories.waiting", lambda user: ~_away(user, NotToday.What.WAITING))
    home_when.add("stories.story", lambda user: ~_away(user, NotToday.What.STORY))
