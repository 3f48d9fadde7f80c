"""Every write to stories. Entry services open their own transaction; the blocks among them need one around them."""

from __future__ import annotations

from stories.services.drafts import Written, begin_draft, change_story, opened, remove_draft, write_draft
from stories.services.hearing import TARGET, Figure, ask_facilitators, first_answer, review
from stories.services.home import forget_put_away, not_today, set_story_aside
from stories.services.publishing import (
    Published,
    as_typed,
    authorship_of,
    group_of,
    publish,
    read_story,
    ready,
    refuse_contact,
    rename,
)
from stories.services.replies import (
    Replied,
    encourage,
    put_hint_away,
    read_reply,
    remove_reply,
    reply,
    save_story,
)
from stories.services.taking_back import erase_stories_of, take_back_story, take_words_back
from stories.services.wishes import Wishes, avoid_topic, set_wishes, wishes_of

__all__ = [
    "TARGET",
    "Figure",
    "Published",
    "Replied",
    "Wishes",
    "Written",
    "as_typed",
    "ask_facilitators",
    "authorship_of",
    "avoid_topic",
    "begin_draft",
    "change_story",
    "encourage",
    "erase_stories_of",
    "first_answer",
    "forget_put_away",
    "group_of",
    "not_today",
    "opened",
    "publish",
    "put_hint_away",
    "read_reply",
    "read_story",
    "ready",
    "refuse_contact",
    "remove_draft",
    "remove_reply",
    "rename",
    "reply",
    "review",
    "save_story",
    "set_story_aside",
    "set_wishes",
    "take_back_story",
    "take_words_back",
    "wishes_of",
    "write_draft",
]
