"""On the home page: one story and why, and for who welcomes people, that somebody waits for an answer."""

from __future__ import annotations

from typing import Any

from moderation.models import Case
from registries import HomeCard
from registries import home as home_page
from stories.finding import card, chosen_for
from stories.models import Story
from stories.policies import may_welcome
from stories.querysets import reads_inside


def cards(user: Any) -> list[HomeCard]:
    """Nothing while somebody is in distress: then home has one thing to say."""
    if not reads_inside(user) or Case.objects.open().filter(subject_account=user, kind__in=["crisis", "help"]).exists():
        return []
    found: list[HomeCard] = []
    if may_welcome(user) and waiting_for(user).exists():
        found.append(HomeCard(template="stories/_home_waiting.html", weight=15))
    chosen = chosen_for(user)
    if chosen is not None:
        story, why = chosen
        found.append(
            HomeCard(template="stories/_home_story.html", context={"story": card(story), "why": why}, weight=40)
        )
    return found


def waiting_for(user: Any) -> Any:
    """What `user` could be the first to answer, the longest waiting first."""
    return Story.objects.visible_to(user).unanswered().exclude(author=user)


def register() -> None:
    home_page.add("stories", cards)
