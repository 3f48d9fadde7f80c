"""What the pages of stories show, made ready for their templates. Reads only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from accounts.access import can
from accounts.models import LivedExperience
from groups.models import Membership
from registry import Registry
from stories.finding import title_of
from stories.helps import HELPS, unpacked
from stories.models import SavedStory, Story, StoryEncouragement, StoryReply
from stories.parts import IN_ORDER
from stories.policies import may_be_heard_by_author
from stories.prose import rendered_for

# What apps beside this one add to the page of a story, for people with an account: (reader, story, is it theirs) ->
# safe HTML or "". Joined in peersupport/wiring.py.
below: Registry[Callable[[Any, Story, bool], str]] = Registry("stories.below")


@dataclass(frozen=True)
class Section:
    key: str
    title: Any
    text: SafeString


@dataclass(frozen=True)
class Page:
    """A story as it is read."""

    title: str
    label: str
    avatar_seed: str
    minutes: int
    language: str
    still_in_it: bool
    content_note: str
    note_help: str
    sections: list[Section]
    topics: list[str] = field(default_factory=list)
    helped: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Answer:
    """One answer below a story, as its reader meets it."""

    row: StoryReply
    mine: bool
    by_author: bool
    body: SafeString
    content_note: str


def page(story: Story, topics: list[LivedExperience], reader: Any = None) -> Page:
    """A story with its parts in order, as `reader` has it; one that is not stored yet is shown in the same way."""
    own = story.author_id is not None and story.author_id == getattr(reader, "pk", None)
    sections = [Section(part.key, part.title, rendered_for(story.shown(part.key, own=own))) for part in IN_ORDER]
    return Page(
        title=title_of(story, own=own),
        label=story.label,
        avatar_seed=story.avatar_seed,
        minutes=story.minutes,
        language=story.language,
        still_in_it=story.still_in_it,
        content_note=story.shown("content_note", own=own).text,
        note_help=story.shown("note_help", own=own).text,
        sections=[section for section in sections if section.text],
        topics=[topic.label for topic in topics],
        helped=[HELPS[key] for key in unpacked(story.helped)],
    )


def answers_of(story: Story, user: Any) -> list[Answer]:
    """The answers that `user` may read, the oldest first."""
    rows = StoryReply.objects.visible_to(user).filter(story=story)
    return [_answer(row, row.author_id == user.pk, row.author_id == story.author_id) for row in rows]


def _answer(row: StoryReply, mine: bool, by_author: bool) -> Answer:
    note = row.shown("content_note", own=mine).text
    return Answer(row, mine, by_author, rendered_for(row.shown("body", own=mine)), note)


def about_me(story: Story, user: Any) -> dict[str, Any]:
    """What the page of a story holds for the one who reads it: what they gave, kept and may do, and their name."""
    given = StoryEncouragement.objects.filter(story=story)
    mine = story.author_id == user.pk
    words = dict(StoryEncouragement.Words.choices)
    return {
        "mine": mine,
        # Each once, in the order of the list: nothing tells how many gave them.
        "given_to_me": [words[key] for key in words if mine and key in set(given.values_list("words", flat=True))],
        "words": [] if mine or not can(user, "stories.encourage", story) else list(words.items()),
        "from_me": [] if mine else list(given.filter(giver=user).values_list("words", flat=True)),
        "kept": SavedStory.objects.visible_to(user).filter(story=story).exists(),
        "may_answer": can(user, "stories.reply", story),
        # To who may not answer across the line at 18 it looks as if nobody may: no page tells an age.
        "just_read": not story.replies_open or not may_be_heard_by_author(user, story),
        "me_here": name_below(story, user),
        "below": [part for part in (asked(user, story, mine) for asked in below) if part],
    }


def name_below(story: Story, user: Any) -> str:
    """The name under which `user` answers here, where it is settled; else nothing, and they choose one."""
    if story.author_id == user.pk:
        return story.label
    if story.group_id is not None:
        mine = Membership.objects.of(user).filter(group=story.group_id).first()
        return mine.display_name if mine is not None else ""
    before = StoryReply.objects.filter(story=story).under_a_name_of_ones_own(user).first()
    return before.label if before is not None else ""
