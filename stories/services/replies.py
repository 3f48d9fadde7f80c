"""Answering a story, encouraging who wrote it, keeping it for later."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

import clock
from accounts import limits
from accounts.access import require
from accounts.ages import is_under_18
from accounts.names import pseudonym
from accounts.policies import is_limited
from audit import services as audit
from chat.newcomers import is_looked_after
from groups.models import Group, Membership, new_seed
from groups.words import clean_name, name_key
from moderation.contact import LeadsAway, leads_away
from moderation.models import Case
from moderation.reading import Authorship, Outcome, after_store, apply_reading, passages_gone, read_text
from stories.errors import RepliedOften
from stories.models import HintPutAway, SavedStory, Story, StoryEncouragement, StoryReply
from stories.services.hearing import hear_again, locked_story
from stories.services.refusing import refuse_words

# How many answers in how many seconds; a limited account waits as it does in a room.
OFTEN, LIMITED = (20, 3600), (1, 300)


@dataclass(frozen=True)
class Replied:
    reply: StoryReply
    outcome: Outcome
    case: Case | None = None


def reply_authorship(row: StoryReply) -> Authorship:
    """Who wrote it; only a name of a group belongs to a membership."""
    return Authorship(
        account_id=row.author_id, membership_id=row.membership_id, label=row.label, avatar_seed=row.avatar_seed
    )


def reply_group(row: StoryReply) -> Group | None:
    """The group whose keepers may know of a matter about it: where it is signed with a name of that group."""
    return row.membership.group if row.membership is not None else None


def read_reply(*, story: Story, body: str, content_note: str = "", name: str = "") -> Outcome:
    """What the engine says of an answer. Call it before anything is stored, or refused."""
    sensitivity = story.group.sensitivity if story.group is not None else Group.Sensitivity.USUAL
    text = "\n\n".join(filter(None, [name, content_note, body]))
    return read_text(text, language=story.language, sensitivity=sensitivity)


def reply(
    *,
    actor: Any,
    story: Story,
    body: str,
    opening: str = "",
    content_note: str = "",
    name: str = "",
    client_uid: uuid.UUID | None = None,
    outcome: Outcome | None = None,
) -> Replied:
    """Answer a story, under one's name in its group, else under `name`, which stays the same below this story.

    `outcome` is what the engine said of these words where the caller has asked already. The same `client_uid` twice
    stores one answer. Raises RepliedOften, ValidationError for the name and for what is to be left out, LeadsAway,
    PermissionDenied.
    """
    # First: where answers are closed, what is answered tells nothing about who wrote the story.
    require(actor, "stories.reply", story)
    name = clean_name(name) if name else ""
    if outcome is None:
        outcome = read_reply(story=story, body=body, content_note=content_note, name=name)
    # Before anything is counted or refused: it was taken, and only the line broke.
    sent = _sent(actor, story, client_uid)
    if sent is not None:
        return Replied(sent, outcome)
    # Nobody looks at an answer first: what the young write and read leads to no other place, unless somebody is called.
    young = is_under_18(actor) or is_under_18(story.author)
    if young and not is_looked_after(outcome) and leads_away("\n".join([name, content_note, body])):
        raise LeadsAway
    texts = {"name": name, "content_note": content_note, "body": body}
    refuse_words(actor=actor, texts=texts, outcome=outcome, group=story.group)
    most, seconds = LIMITED if is_limited(actor) else OFTEN
    if not limits.allow(f"story_reply:{actor.pk}", most=most, per_seconds=seconds):
        raise RepliedOften
    row = StoryReply(
        story=story, author=actor, body=body, opening=opening, content_note=content_note, label=name,
        client_uid=client_uid, posted_at=clock.now(),
    )  # fmt: skip
    return _reply(actor=actor, row=row, outcome=outcome)


def _sent(actor: Any, story: Story, client_uid: uuid.UUID | None) -> StoryReply | None:
    """What the same form stored before."""
    mine = StoryReply.objects.filter(story=story, author=actor)
    return mine.filter(client_uid=client_uid).first() if client_uid else None


@transaction.atomic(durable=True)
def _reply(*, actor: Any, row: StoryReply, outcome: Outcome) -> Replied:
    story = Story.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.story_id)
    require(actor, "stories.reply", story)
    sent = _sent(actor, story, row.client_uid)
    if sent is not None:
        return Replied(sent, outcome)
    # Before it is signed: the places are those of the words as they were read.
    apply_reading(row, outcome)
    text = row.text_read()
    _sign(row, story, actor)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return Replied(StoryReply.objects.get(story=story, author=actor, client_uid=row.client_uid), outcome)
    if story.answered_at is None and story.author_id != actor.pk:
        story.answered_at = row.posted_at
        story.save(update_fields=["answered_at"])
    audit.record(actor=actor, verb="story.answered", target=row)
    case = after_store(
        kind="story_reply",
        row_uid=row.uid,
        outcome=outcome,
        text=text,
        authorship=reply_authorship(row),
        group=reply_group(row),
        folded=row.folded,
    )
    return Replied(row, outcome, case)


def _sign(row: StoryReply, story: Story, actor: Any) -> None:
    """In a group everybody is their membership; who wrote the story answers as its byline; others have one name.

    What they were called while the story was for a group is no name for others: they have another one then.
    """
    before = StoryReply.objects.filter(story=story).under_a_name_of_ones_own(actor)
    if story.author_id == actor.pk:
        row.label, row.membership, row.avatar_seed = story.label, story.membership, story.avatar_seed
    elif story.group_id is not None:
        mine = Membership.objects.of(actor).get(group=story.group_id)
        row.label, row.membership, row.avatar_seed = mine.display_name, mine, mine.avatar_seed
    elif (one := before.first()) is not None:
        row.label, row.avatar_seed = one.label, one.avatar_seed
    else:
        row.label, row.avatar_seed = _free_name(row.label, story, actor), new_seed()


def _free_name(wished: str, story: Story, actor: Any) -> str:
    """A name that nobody else has below this story, or ValidationError: nobody speaks there as somebody else."""
    others = StoryReply.objects.filter(story=story).exclude(author=actor).values_list("label", flat=True)
    taken = {name_key(label) for label in (story.label, *others) if label}
    if wished and name_key(wished) in taken:
        raise ValidationError(_("Somebody here has this name already. Please choose another."), code="taken")
    while not wished or name_key(wished) in taken:
        wished = pseudonym()
    return wished


@transaction.atomic(durable=True)
def remove_reply(*, actor: Any, reply: StoryReply) -> None:
    """Take one's own answer back, also from below a story that is gone. The words are gone for good."""
    story = locked_story(reply.story_id)
    held = StoryReply.objects.select_for_update(no_key=True, of=("self",)).get(pk=reply.pk)
    require(actor, "stories.remove_reply", held)
    held.body = held.content_note = ""
    held.folded = {}
    passages_gone("story_reply", [held.uid])
    held.removed_at = clock.now()
    held.save()
    hear_again(story)
    audit.record(actor=actor, verb="story.answer_removed", target=held)


@transaction.atomic(durable=True)
def encourage(*, actor: Any, story: Story, words: str, back: bool = False) -> None:
    """Give these words to who wrote the story, or take them back. Only they see them. Twice is harmless."""
    require(actor, "stories.encourage", story)
    words = StoryEncouragement.Words(words)
    if back:
        StoryEncouragement.objects.filter(story=story, giver=actor, words=words).delete()
    else:
        StoryEncouragement.objects.get_or_create(story=story, giver=actor, words=words)


@transaction.atomic(durable=True)
def save_story(*, actor: Any, story: Story, kept: bool = True) -> None:
    """Keep a story for later, or keep it no more. Nobody else knows. Twice is harmless."""
    require(actor, "stories.save", story)
    if kept:
        SavedStory.objects.get_or_create(owner=actor, story=story)
    else:
        SavedStory.objects.filter(owner=actor, story=story).delete()


@transaction.atomic(durable=True)
def put_hint_away(*, actor: Any, hint: str) -> None:
    """Do not show this hint to `actor` again. Twice is harmless."""
    require(actor, "stories.put_hint_away")
    HintPutAway.objects.get_or_create(owner=actor, hint=hint)
