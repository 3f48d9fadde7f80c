"""Finding a group: filters, what suits someone, and which others to offer. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

import clock
from accounts.models import LivedExperience, Profile
from accounts.standing import once
from fulltext.words import fold, words_of
from groups.doors import may_be_found
from groups.languages import name_of
from groups.models import Group
from groups.querysets import GroupQuerySet
from groups.search import ALL_TOPICS
from registries import Found

OTHERS = 3
# Of a search over the whole house: how many are shown, and among how many the best are looked for.
RESULTS_MOST, RANKED_MOST = 5, 50


@dataclass(frozen=True)
class Card:
    """A group on the shelf. What the shared card template asks for; `like` names a topic the person told us."""

    name: str
    url: str
    summary: str
    expect: str
    avatar_seed: str
    size: int
    taken: int
    when: str
    like: str = ""
    state_label: str = ""


@dataclass(frozen=True)
class Wish:
    """What someone looks for. Empty means: any."""

    words: str = ""
    topics: tuple[LivedExperience, ...] = ()
    language: str = ""
    crosstalk: str = ""
    free: bool = False


def told_us(user: Any) -> dict[int, str]:
    """Topics of lived experience in someone's profile: primary key to label. Empty for visitors."""
    if not getattr(user, "is_authenticated", False):
        return {}
    return {topic.pk: topic.label for topic in user.profile.lived_experience.all()}


def topics_for(user: Any) -> tuple[list[LivedExperience], dict[int, str]]:
    """All topics there are, for a form, and what `told_us` says, in one question."""
    profile = user.profile if getattr(user, "is_authenticated", False) else None
    told = Exists(Profile.lived_experience.through.objects.filter(profile=profile, livedexperience=OuterRef("pk")))
    topics = list(LivedExperience.objects.annotate(told=told) if profile else LivedExperience.objects.all())
    once(ALL_TOPICS, lambda: topics)
    return topics, {topic.pk: topic.label for topic in topics if getattr(topic, "told", False)}


def found(user: Any, wish: Wish, told: Iterable[int] = ()) -> GroupQuerySet:
    """Groups listed for `user` that fit the wish: like what they told us first, then those with a free place."""
    groups: GroupQuerySet = Group.objects.listed(user).search(wish.words)
    if wish.topics:
        groups = groups.about_topics([topic.pk for topic in wish.topics])
    if wish.language:
        groups = groups.filter(language=wish.language)
    if wish.crosstalk:
        groups = groups.filter(crosstalk=wish.crosstalk)
    groups = groups.with_room(clock.now().date()) if wish.free else groups.with_places()
    return groups.nearest_first(list(told)).prefetch_related("lived_experience")


def others(user: Any, group: Group) -> GroupQuerySet:
    """Up to three other groups in the same language with a free place; about the same topics where there are such.

    Who is signed out, as search engines are, is told only of groups that chose to be found.
    """
    groups: GroupQuerySet = Group.objects.listed(user).with_room(clock.now().date())
    if getattr(user, "is_authenticated", False):
        groups = groups.exclude(memberships__in=user.memberships.exclude(state="ended"))
    else:
        groups = groups.filter(may_be_found())
    groups = groups.exclude(pk=group.pk).filter(language=group.language)
    near = groups.about_topics(group.lived_experience.values("pk"))
    chosen = near if near.exists() else groups
    return chosen.prefetch_related("lived_experience")[:OTHERS]


def card(group: Group, told: dict[int, str] | None = None) -> Card:
    """What the shelf shows of a group fetched `with_places`; `told` marks what the person told us."""
    like = next((told[topic.pk] for topic in group.lived_experience.all() if topic.pk in told), "") if told else ""
    people: int = group.people  # type: ignore[attr-defined]
    return Card(
        name=group.name,
        url=group.get_absolute_url(),
        summary=group.summary,
        expect=group.expect or str(group.get_crosstalk_display()),
        avatar_seed=group.avatar_seed,
        size=group.size,
        taken=people,
        when=_manner(group),
        like=like,
        state_label=_state(group, people),
    )


def _manner(group: Group) -> str:
    return f"{group.get_entry_display()} · {name_of(group.language)}"


def _state(group: Group, people: int) -> str:
    if group.unkept_since or group.closed_to_posts_at:
        return _("Nobody keeps this room at the moment.")
    if group.cohort_starts_on and group.cohort_starts_on <= clock.now().date():
        return _("They have already begun together.")
    if people >= group.size:
        return _("Full. A place may come free.")
    return ""


def results(user: Any, words: str) -> list[Found]:
    """For a search over the whole house: what `user` may know of, groups with the words in their name first."""
    asked = words_of(words)
    if not asked:
        return []
    rows = Group.objects.visible_to(user).filter(state=Group.State.ACTIVE).search(words).order_by("name")[:RANKED_MOST]
    ranked = sorted(rows, key=lambda group: not all(word in fold(group.name) for word in asked))
    return [Found(group.name, group.get_absolute_url(), group.summary) for group in ranked[:RESULTS_MOST]]
