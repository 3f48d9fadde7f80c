"""Writing a story before anybody reads it. Sealed: the engine never sees a word of it, nothing here calls it."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

import clock
from accounts.access import require
from accounts.models import User
from accounts.sealed import open_sealed
from groups.words import clean_text
from stories.errors import DraftChanged, ManyDrafts, TooMuch
from stories.helps import unpacked
from stories.models import Story, StoryDraft
from stories.parts import KEPT_MOST, TEXTS, Choices, Words

DRAFTS_MOST = 100


@dataclass(frozen=True)
class Written:
    """A draft as its owner reads it."""

    uid: uuid.UUID
    words: Words
    version: int
    changed_at: datetime
    changes: bool = False

    def __repr__(self) -> str:
        return f"<Written {self.version}>"


def plain(text: str) -> str:
    """Words as they are kept: one kind of line end, nothing that cannot be seen, nothing blank around them."""
    return clean_text(text)


def opened(*, actor: Any, draft: StoryDraft) -> Written:
    """What `actor` wrote in a draft of theirs, opened for them alone."""
    require(actor, "stories.keep_draft", draft)
    texts = {name: open_sealed(draft, name, actor) for name in TEXTS}
    choices = Choices.of(json.loads(open_sealed(draft, "choices", actor) or "{}"))
    return Written(draft.uid, Words(texts, choices), draft.version, draft.changed_at, draft.story_id is not None)


@transaction.atomic(durable=True)
def begin_draft(*, actor: Any, language: str = "en") -> StoryDraft:
    """An empty page. One that is still empty is given again, so that pressing twice leaves one. Raises ManyDrafts."""
    row = StoryDraft(owner=actor, choices=json.dumps(Choices(language=language).as_dict()))
    require(actor, "stories.keep_draft", row)
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    mine = StoryDraft.objects.visible_to(actor)
    empty: StoryDraft | None = mine.filter(story__isnull=True, **dict.fromkeys(TEXTS, "")).first()
    if empty is not None:
        return empty
    if mine.count() >= DRAFTS_MOST:
        raise ManyDrafts
    row.version = int(clock.now().timestamp())
    row.begun_at = row.changed_at = clock.now()
    row.save()
    return row


@transaction.atomic(durable=True)
def write_draft(
    *,
    actor: Any,
    draft: StoryDraft,
    words: Words,
    version: int,
    page: uuid.UUID | None = None,
    turn: int = 0,
) -> Written:
    """Keep what `actor` typed over `version`, the draft they had read. Returns what is kept now.

    `page` is the open page they type in and `turn` counts its saves from 1: a save that was answered into nothing may
    be sent again, an old one that comes late changes nothing. Raises DraftChanged or TooMuch and keeps nothing then.
    """
    typed = {name: plain(words.texts.get(name, "")) for name in TEXTS}
    words = Words(typed, words.choices)
    if words.letters > KEPT_MOST:
        raise TooMuch(words.letters)
    held = StoryDraft.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=draft.pk)
    there = opened(actor=actor, draft=held)
    same_page = page is not None and held.last_page == page
    if same_page and 0 < turn <= held.last_turn:
        return there
    if (there.words.texts, there.words.choices) == (typed, words.choices):
        return there
    if version != there.version and not same_page:
        raise DraftChanged(there)
    for name, text in typed.items():
        if text != there.words.texts[name]:
            setattr(held, name, text)
    held.choices = json.dumps(words.choices.as_dict(), ensure_ascii=False)
    held.version, held.last_page, held.last_turn, held.changed_at = there.version + 1, page, turn, clock.now()
    held.save()
    return Written(held.uid, words, held.version, held.changed_at, held.story_id is not None)


@transaction.atomic(durable=True)
def remove_draft(*, actor: Any, draft: StoryDraft) -> None:
    """Throw it away. Nothing of it stays; a story that it would have changed stays as it is."""
    require(actor, "stories.keep_draft", draft)
    StoryDraft.objects.visible_to(actor).filter(pk=draft.pk).delete()


@transaction.atomic(durable=True)
def change_story(*, actor: Any, story: Story) -> StoryDraft:
    """A draft with the words of one's own story, to change it; the one that there is already, where there is one."""
    held = Story.objects.select_for_update(no_key=True, of=("self",)).get(pk=story.pk)
    require(actor, "stories.change", held)
    there = StoryDraft.objects.visible_to(actor).filter(story=held).first()
    return there or draft_of(held, owner=actor, changes=held)


def draft_of(story: Story, *, owner: Any, changes: Story | None = None) -> StoryDraft:
    """Building block. The words and choices of `story` as a sealed draft."""
    row = StoryDraft(owner=owner, story=changes, **texts_of(story))
    row.choices = json.dumps(choices_of(story).as_dict(), ensure_ascii=False)
    row.version = int(clock.now().timestamp())
    row.begun_at = row.changed_at = clock.now()
    row.save()
    return row


def texts_of(story: Story) -> dict[str, str]:
    """The words of a story as its author wrote them, by the names of its parts."""
    return {name: getattr(story, name) for name in TEXTS}


def choices_of(story: Story) -> Choices:
    """What its author chose for a story that is published."""
    group = story.group or (story.membership.group if story.membership is not None else None)
    return Choices(
        audience=story.audience,
        byline=story.byline,
        name=story.label if story.byline == Story.Byline.OTHER else "",
        group=str(group.uid) if group is not None else "",
        topics=tuple(topic.slug for topic in story.topics.all()),
        helped=tuple(unpacked(story.helped)),
        still_in_it=story.still_in_it,
        replies_open=story.replies_open,
        language=story.language,
    )
