"""What this floor holds of a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import LivedExperience
from accounts.privacy import Class, Holding, erase_rows, holdings
from moderation.privacy import FOLDABLE
from stories.finding import title_of
from stories.helps import HELPS, unpacked
from stories.models import (
    HintPutAway,
    NotToday,
    SavedStory,
    Story,
    StoryAside,
    StoryDraft,
    StoryEncouragement,
    StoryReply,
    StoryWishes,
)
from stories.parts import TEXTS
from stories.services import erase_stories_of, opened, wishes_of

T, P, S, M = Class.TECHNICAL, Class.PRIVATE, Class.SENSITIVE, Class.MEMBERS
_ROW = {"id": T, "uid": T}


def _stories(account: Any) -> list[dict[str, Any]]:
    rows = Story.objects.written_by(account).prefetch_related("topics").select_related("group")
    return [
        {
            **{name: getattr(row, name) for name in TEXTS},
            "published_at": row.published_at,
            "changed_at": row.changed_at,
            "signed": row.label,
            "for": row.audience,
            "group": row.group.name if row.group is not None else "",
            "topics": [topic.name for topic in row.topics.all()],
            "still_in_it": row.still_in_it,
            "helped": [str(HELPS[key]) for key in unpacked(row.helped)],
            "story": str(row.uid),
        }
        for row in rows
    ]


def _drafts(account: Any) -> list[dict[str, Any]]:
    found = []
    for row in StoryDraft.objects.visible_to(account):
        draft = opened(actor=account, draft=row)
        found.append({**draft.words.texts, **draft.words.choices.as_dict(), "changed_at": draft.changed_at})
    return found


def _with_story(account: Any, rows: QuerySet[Any]) -> Iterator[tuple[Any, dict[str, str]]]:
    """Each row, and which story it belongs to; with the title as long as `account` may read the story."""
    readable = Exists(Story.objects.visible_to(account).filter(pk=OuterRef("story")))
    for row in rows.select_related("story").annotate(readable=readable):
        own = row.story.author_id == account.pk
        yield row, {"story": str(row.story.uid), "title": title_of(row.story, own=own) if row.readable else ""}


def _replies(account: Any) -> list[dict[str, Any]]:
    rows = StoryReply.objects.standing().filter(author=account)
    return [
        {
            "posted_at": row.posted_at,
            "as": row.label,
            "opening": row.get_opening_display(),
            "text": row.body,
            "content_note": row.content_note,
            **about,
        }
        for row, about in _with_story(account, rows)
    ]


def _encouragements(account: Any) -> list[dict[str, Any]]:
    rows = StoryEncouragement.objects.visible_to(account)
    return [{"words": row.words, "given_at": row.given_at, **about} for row, about in _with_story(account, rows)]


def _saved(account: Any) -> list[dict[str, Any]]:
    rows = SavedStory.objects.visible_to(account).select_related("story")
    return [{"story": str(row.story.uid), "saved_at": row.saved_at} for row in rows]


def _hints(account: Any) -> list[dict[str, Any]]:
    return [{"hint": row.hint, "at": row.at} for row in HintPutAway.objects.visible_to(account)]


def _wishes(account: Any) -> list[dict[str, Any]]:
    there = wishes_of(actor=account)
    avoided = LivedExperience.objects.filter(pk__in=there.avoided)
    row = {"not_about": [topic.name for topic in avoided], "more_hints": there.more_hints}
    return [row] if StoryWishes.objects.visible_to(account).exists() else []


def _aside(account: Any) -> list[dict[str, Any]]:
    rows = StoryAside.objects.visible_to(account).select_related("story")
    return [{"story": str(row.story.uid), "at": row.at} for row in rows]


def _not_today(account: Any) -> list[dict[str, Any]]:
    return [{"what": row.what, "until": row.until} for row in NotToday.objects.visible_to(account)]


def register() -> None:
    """Called once, from AppConfig.ready()."""
    holdings.add("stories.story", Holding(
        model=Story, kind="stories", retention=_("Until you take it back or erase your account."),
        fields={
            **_ROW, **FOLDABLE, "author": T, "byline": M, "membership": Class.GROUP, "label": M, "avatar_seed": M,
            "audience": P, "group": Class.GROUP, "language": M, **dict.fromkeys(TEXTS, S), "still_in_it": S,
            "topics": S, "helped": S, "minutes": M, "replies_open": M, "version": T, "published_at": M, "changed_at": M,
            "reviewed_at": M, "kept_inside_at": P, "removed_at": M, "hidden_at": M, "noted_at": M, "answered_at": P,
            "asked": P, "asked_at": P,
        },
        export=_stories, erase=erase_stories_of,
    ))  # fmt: skip
    holdings.add("stories.storydraft", Holding(
        model=StoryDraft, kind="story_drafts", retention=_("Until you share it or throw it away."),
        fields={
            **_ROW, "owner": T, "story": P, **dict.fromkeys(TEXTS, S), "choices": S, "version": T, "last_page": T,
            "last_turn": T, "begun_at": P, "changed_at": P,
        },
        export=_drafts, erase=erase_rows(StoryDraft),
    ))  # fmt: skip
    holdings.add("stories.storyreply", Holding(
        model=StoryReply, kind="answers to stories", retention=_("Until you take them back or erase your account."),
        fields={
            **_ROW, **FOLDABLE, "story": M, "author": T, "membership": Class.GROUP, "label": M, "avatar_seed": M,
            "opening": M, "body": S, "content_note": S, "client_uid": T, "posted_at": M, "removed_at": M,
            "hidden_at": M, "noted_at": M,
        },
        export=_replies, erase=erase_rows(StoryReply, "author"),
    ))  # fmt: skip
    holdings.add("stories.storyencouragement", Holding(
        model=StoryEncouragement, kind="words you gave for stories", retention=_("As long as the story."),
        fields={**_ROW, "story": P, "giver": P, "words": P, "given_at": P},
        export=_encouragements, erase=erase_rows(StoryEncouragement, "giver"),
    ))  # fmt: skip
    holdings.add("stories.savedstory", Holding(
        model=SavedStory, kind="stories you kept for later", retention=_("Until you take it off your list."),
        fields={**_ROW, "owner": T, "story": P, "saved_at": P},
        export=_saved, erase=erase_rows(SavedStory),
    ))  # fmt: skip
    holdings.add("stories.hintputaway", Holding(
        model=HintPutAway, kind="hints you put away", retention=_("As long as you have an account."),
        fields={**_ROW, "owner": T, "hint": P, "at": P},
        export=_hints, erase=erase_rows(HintPutAway),
    ))  # fmt: skip
    holdings.add("stories.storywishes", Holding(
        model=StoryWishes, kind="what you would rather not read about", retention=_("As long as you have an account."),
        fields={**_ROW, "owner": T, "avoided": S, "more_hints": P, "changed_at": P},
        export=_wishes, erase=erase_rows(StoryWishes),
    ))  # fmt: skip
    holdings.add("stories.storyaside", Holding(
        model=StoryAside, kind="stories that home does not bring again", retention=_("A year."),
        fields={**_ROW, "owner": T, "story": P, "at": P},
        export=_aside, erase=erase_rows(StoryAside),
    ))  # fmt: skip
    holdings.add("stories.nottoday", Holding(
        model=NotToday, kind="what you put away for a day", retention=_("Until the next morning."),
        fields={**_ROW, "owner": T, "what": P, "until": P},
        export=_not_today, erase=erase_rows(NotToday),
    ))  # fmt: skip
