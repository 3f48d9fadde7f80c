"""Stories and the answers to them, as moderation knows them."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _

from groups.models import Group
from moderation.readable import Readable, Told, readables
from moderation.subjects import Neighbour, Subject, subjects
from stories.models import Story, StoryReply
from stories.services import authorship_of, group_of
from stories.services import moderating as blocks
from stories.services.replies import reply_authorship, reply_group

STORIES = Story.objects.select_related("group", "membership__group", "author")
REPLIES = StoryReply.objects.select_related("membership__group", "author", "story__group")


def _fetch_story(uid: uuid.UUID, user: Any) -> Story | None:
    rows = Story.objects.visible_to(user).filter(uid=uid)
    return rows.select_related("group", "membership__group", "author").first()


def _fetch_reply(uid: uuid.UUID, user: Any) -> StoryReply | None:
    rows = StoryReply.objects.visible_to(user).filter(uid=uid)
    return rows.select_related("membership__group", "author", "story__group").first()


def _around(reply: StoryReply) -> list[Neighbour]:
    story = reply.story
    if story.removed_at is not None:
        return []
    return [Neighbour(account_id=story.author_id, label=story.label, text=story.text_for_others()[:1000])]


def _sensitivity(group: Group | None) -> str:
    return group.sensitivity if group is not None else "usual"


def _tell_story(story: Story) -> Told:
    return Told(
        text=story.text_read(),
        language=story.language,
        authorship=authorship_of(story),
        group=group_of(story),
        sensitivity=_sensitivity(story.group),
    )


def _tell_reply(reply: StoryReply) -> Told:
    return Told(
        text=reply.text_read() if reply.removed_at is None else "",
        language=reply.story.language,
        authorship=reply_authorship(reply),
        group=reply_group(reply),
        sensitivity=_sensitivity(reply.story.group),
    )


def register() -> None:
    acts: dict[str, Any] = {
        "hide": blocks.hide,
        "restore": blocks.restore,
        "take_away": blocks.take_away,
        "put_back": blocks.put_back,
        "note": blocks.put_note,
        "fold": blocks.fold,
    }
    subjects.add(
        "story",
        Subject(
            kind="story",
            what=_("this story"),
            fetch=_fetch_story,
            authorship=authorship_of,
            group=group_of,
            snapshot=lambda story: {"text": story.text_read(), "neighbours": []},
            find=lambda uid: STORIES.all().filter(uid=uid).first(),
            **acts,
        ),
    )
    subjects.add(
        "story_reply",
        Subject(
            kind="story_reply",
            what=_("this answer to a story"),
            fetch=_fetch_reply,
            authorship=reply_authorship,
            group=reply_group,
            snapshot=lambda reply: {"text": reply.text_read(), "neighbours": _around(reply)},
            find=lambda uid: REPLIES.all().filter(uid=uid).first(),
            **acts,
        ),
    )
    readables.add("story", Readable(kind="story", model=Story, tell=_tell_story))
    readables.add("story_reply", Readable(kind="story_reply", model=StoryReply, tell=_tell_reply))
