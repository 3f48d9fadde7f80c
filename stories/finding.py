"""Finding a story: filters, words, and what is near where somebody is. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import LivedExperience
from groups.finding import told_us
from registries import Found
from stories import search
from stories.helps import HELPS, LENGTHS, unpacked
from stories.models import SavedStory, Story, StoryAside, StoryEncouragement, StoryReply
from stories.querysets import StoryQuerySet
from stories.services.wishes import wishes_of

A_PAGE = 10
# Deeper than anybody turns pages; a search is bounded however common its words are.
PAGES_MOST = 20
RESULTS_MOST = 5


@dataclass(frozen=True)
class Wish:
    """What somebody looks for. Empty means: any."""

    words: str = ""
    topics: tuple[LivedExperience, ...] = ()
    helped: tuple[str, ...] = ()
    length: str = ""
    near: bool = False
    best: bool = False
    # Also what they would rather not read about.
    also: bool = False


@dataclass(frozen=True)
class Card:
    """A story in a list. `why` says what it has in common with the reader, where they asked for that."""

    title: str
    url: str
    label: str
    avatar_seed: str
    minutes: int
    content_note: str
    still_in_it: bool
    when: Any
    topics: list[str] = field(default_factory=list)
    helped: list[Any] = field(default_factory=list)
    why: str = ""


def title_of(story: Story, *, own: bool = False) -> str:
    return story.shown("title", own=own).text or _("A story")


def card(story: Story, told: dict[int, str] | None = None) -> Card:
    """What a list shows of a story fetched as `listed()`; `told` are the topics the reader told us."""
    topics = list(story.topics.all())
    return Card(
        title=title_of(story),
        url=story.get_absolute_url(),
        label=story.label,
        avatar_seed=story.avatar_seed,
        minutes=story.minutes,
        content_note=story.shown("content_note").text,
        still_in_it=story.still_in_it,
        when=story.published_at,
        topics=[topic.label for topic in topics],
        helped=[HELPS[key] for key in unpacked(story.helped)],
        why=next((told[topic.pk] for topic in topics if topic.pk in told), "") if told else "",
    )


def about(topics: Any) -> StoryQuerySet:
    """Stories about at least one of `topics` (rows or primary keys)."""
    rows: StoryQuerySet = Story.objects.all()
    return rows.filter(_is_about(topics))


def _is_about(topics: Any) -> Exists:
    return Exists(Story.topics.through.objects.filter(story=OuterRef("pk"), livedexperience__in=topics))


def left_out(wish: Wish, user: Any) -> tuple[int, ...]:
    """The topics that lists leave out for `user`: those they avoid, but for what they ask for themselves now."""
    if wish.also:
        return ()
    asked = {topic.pk for topic in wish.topics}
    return tuple(pk for pk in wishes_of(actor=user).avoided if pk not in asked)


def without(rows: StoryQuerySet, avoided: Iterable[int], user: Any) -> StoryQuerySet:
    """`rows` but for what others wrote about something that `user` would rather not read about."""
    avoided = list(avoided)
    return rows.filter(~Q(_is_about(avoided)) | Q(author=user)) if avoided else rows


def narrowed(wish: Wish, told: dict[int, str]) -> StoryQuerySet:
    """Stories that fit the choices of the wish, whoever may read them."""
    rows: StoryQuerySet = about(list(wish.topics)) if wish.topics else Story.objects.all()
    if wish.near and told:
        rows = rows & about(list(told))
    for key in wish.helped:
        rows = rows.filter(helped__contains=f",{key},")
    if wish.length in LENGTHS:
        least, most, _label = LENGTHS[wish.length]
        rows = rows.filter(minutes__gte=least, minutes__lte=most)
    return rows


def page_of(
    wish: Wish, user: Any, told: dict[int, str], number: int, avoided: Iterable[int] = ()
) -> tuple[list[Story], bool]:
    """The stories of one page, and whether more come after. Newest first; nothing is counted."""
    first = (number - 1) * A_PAGE
    rows = without(narrowed(wish, told), avoided, user)
    if wish.words:
        looks = search.best if wish.best else search.found
        found = looks(user, wish.words, most=first + A_PAGE + 1, rows=rows.prefetch_related("topics"))
        return found[first : first + A_PAGE], len(found) > first + A_PAGE
    listed = list(rows.visible_to(user).listed()[first : first + A_PAGE + 1])
    return listed[:A_PAGE], len(listed) > A_PAGE


def chosen_for(user: Any) -> tuple[Story, str] | None:
    """One story about something that `user` told us, and what that is: the newest that they neither wrote nor know.

    None for who told us nothing. Stories with a content note are looked for, never brought to anybody.
    """
    told = told_us(user)
    if not told:
        return None
    rows = without(Story.objects.visible_to(user) & about(list(told)), wishes_of(actor=user).avoided, user)
    rows = rows.filter(content_note="").exclude(author=user)
    # Kept, answered, encouraged, opened from home or passed over: what else somebody reads is noted nowhere.
    for known in (SavedStory, StoryAside, StoryEncouragement):
        rows = rows.exclude(pk__in=known.objects.visible_to(user).values("story"))
    rows = rows.exclude(pk__in=StoryReply.objects.filter(author=user).values("story"))
    found = rows.listed().first()
    if found is None:
        return None
    return found, next(told[topic.pk] for topic in found.topics.all() if topic.pk in told)


def results(user: Any, words: str) -> list[Found]:
    """For a search over the whole house."""
    rows = without(Story.objects.all(), left_out(Wish(), user), user)
    found = search.found(user, words, most=RESULTS_MOST, rows=rows)
    return [
        Found(title_of(row), row.get_absolute_url(), row.shown("content_note").text, row.published_at) for row in found
    ]
