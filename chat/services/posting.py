"""Posting: a list of posts in one transaction; a form sends a list of one.

Form, policy, reading and context come before the transaction. A post that breaks its batch refuses only itself.
"""

from __future__ import annotations

import logging
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

import clock
from accounts import limits
from chat.items import event_of
from chat.models import Message, Participant, Room
from chat.policies import why_not
from chat.services.rooms import take_places, topic_of
from groups.models import Group
from moderation.detection import Turn
from moderation.models import Level
from moderation.reading import Outcome, after_store, apply_reading, read_text
from moderation.subjects import Authorship
from realtime import hub
from rows import effect

log = logging.getLogger(__name__)
CONTEXT_TURNS = 4
NEIGHBOURS = 4

REASONS: dict[str, Any] = {
    "not_found": _("This room is not open to you."),
    "suspended": _("You cannot post at the moment. You can still read, ask for help and write to the team."),
    "muted": _("You cannot post in this room at the moment. You can still read, and ask for help."),
    "room_closed": _("This room takes no new messages. What was said stays readable."),
    "no_facilitator": _("This room is open while a facilitator is here. Nobody is here right now."),
    "slow": _("This room is on slow mode. Please wait a little. Your words are kept here."),
    "too_fast": _("That was a lot at once. Please wait a few seconds. Your words are kept here."),
    "try_again": _("This could not be saved. It is still here. Please try again."),
}


@dataclass(frozen=True)
class Post:
    """One cleaned message on its way. `participant_id` is who posts, already known to belong to `account_id`."""

    participant_id: int
    account_id: int
    body: str
    content_note: str = ""
    reply_to: uuid.UUID | None = None
    client_uid: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True)
class Posted:
    message: Message
    outcome: Outcome | None = None
    case: Any = None
    again: bool = False


@dataclass(frozen=True)
class Refused:
    """Nothing was stored. The text was read all the same: `outcome` says whether its author needs the panel."""

    code: str
    text: str
    outcome: Outcome | None = None


@dataclass
class _Draft:
    post: Post
    participant: Participant
    outcome: Outcome
    turns: list[Any]


def post_messages(*, posts: Sequence[Post]) -> list[Posted | Refused]:
    """Store `posts`, each with its reading, in one transaction; the answer has one entry for each, in order."""
    answers: dict[int, Posted | Refused] = {}
    drafts: list[tuple[int, _Draft]] = []
    for index, draft in _drafts(posts):
        if isinstance(draft, Refused):
            answers[index] = draft
        else:
            drafts.append((index, draft))
    try:
        stored = _store([draft for _, draft in drafts])
    except DatabaseError:
        log.warning("a batch of %d posts failed; each is tried alone", len(drafts))
        stored = [_store_alone(draft) for _, draft in drafts]
    answers.update({index: answer for (index, _), answer in zip(drafts, stored, strict=True)})
    return [answers[index] for index in range(len(posts))]


def _store_alone(draft: _Draft) -> Posted | Refused:
    try:
        return _store([draft])[0]
    except DatabaseError:
        log.exception("a post could not be stored")
        return refusal("try_again", draft.outcome)


def refusal(code: str, outcome: Outcome | None = None) -> Refused:
    return Refused(code=code, text=str(REASONS[code]), outcome=outcome)


def _people(ids: Sequence[int]) -> dict[int, Participant]:
    return Participant.objects.select_related("room__group", "membership__account__profile", "account").in_bulk(ids)


def _account(participant: Participant) -> Any:
    return participant.account if participant.membership is None else participant.membership.account


def _drafts(posts: Sequence[Post]) -> list[tuple[int, _Draft | Refused]]:
    """Read every text before any lock is taken."""
    people = _people(list({post.participant_id for post in posts}))
    turns = _recent({person.room_id for person in people.values()})
    found: list[tuple[int, _Draft | Refused]] = []
    for index, post in enumerate(posts):
        person = people.get(post.participant_id)
        if person is None:
            found.append((index, refusal("not_found")))
            continue
        group = person.room.group
        recent = turns.get(person.room_id, [])
        text = f"{post.content_note}\n{post.body}" if post.content_note else post.body
        outcome = read_text(
            text,
            language=group.language if group else "en",
            context=[Turn(m.author_id == person.pk, m.body, m.body.rstrip().endswith("?")) for m in recent],
            sensitivity=group.sensitivity if group else "usual",
        )
        within = limits.allow(
            f"post:{post.account_id}", most=settings.CHAT_POSTS_MOST, per_seconds=settings.CHAT_POSTS_SECONDS
        )
        draft = _Draft(post=post, participant=person, outcome=outcome, turns=recent)
        found.append((index, draft if within else refusal("too_fast", outcome)))
    return found


def _recent(room_ids: set[int]) -> dict[int, list[Message]]:
    """The last few messages of each room, oldest first, in one query: what an answer may refer to."""
    rows = Message.objects.filter(
        room_id__in=room_ids, seq__gt=F("room__seq") - CONTEXT_TURNS * 3, removed_at__isnull=True
    ).select_related("author")
    found: dict[int, list[Message]] = defaultdict(list)
    for message in rows.order_by("seq"):
        found[message.room_id].append(message)
    return {room: messages[-CONTEXT_TURNS:] for room, messages in found.items()}


@transaction.atomic(durable=True)
def _store(drafts: list[_Draft]) -> list[Posted | Refused]:
    if not drafts:
        return []
    answers: dict[int, Posted | Refused] = {}
    people = _people([draft.participant.pk for draft in drafts])
    by_room: dict[int, list[tuple[int, _Draft]]] = defaultdict(list)
    for index, draft in enumerate(drafts):
        person = people.get(draft.participant.pk)
        code = why_not(_account(person), person) if person and _account(person).pk == draft.post.account_id else "not_found"
        if code or person is None:
            answers[index] = refusal(code or "not_found", draft.outcome)
            continue
        draft.participant = person
        by_room[person.room_id].append((index, draft))
    now = clock.now()
    replies = _replies([draft for entries in by_room.values() for _, draft in entries])
    new: list[Message] = []
    placed: list[tuple[int, _Draft, Message]] = []
    for room_id in sorted(by_room):
        entries = by_room[room_id]
        room = entries[0][1].participant.room
        take_places(room, 0)  # the lock: from here to commit nobody else posts in this room
        again = _sent_before(entries)
        seen: dict[tuple[int, uuid.UUID], Message] = {}
        fresh: list[tuple[int, _Draft]] = []
        for index, draft in entries:
            key = (draft.participant.pk, draft.post.client_uid)
            if key in again:
                answers[index] = Posted(message=again[key], again=True)
            else:
                fresh.append((index, draft))
        first = take_places(room, len({(d.participant.pk, d.post.client_uid) for _, d in fresh})) if fresh else 0
        for index, draft in fresh:
            key = (draft.participant.pk, draft.post.client_uid)
            if key not in seen:
                seen[key] = _message(draft, first + len(seen), now, replies)
                new.append(seen[key])
            placed.append((index, draft, seen[key]))
    if new:
        Message.objects.bulk_create(new)
        ids = {draft.participant.pk for _, draft, _ in placed}
        Participant.objects.filter(pk__in=ids).update(last_posted_at=now, seen_at=now)
        groups = {d.participant.room.group_id for _, d, _ in placed if d.participant.room.group_id}
        Group.objects.filter(pk__in=groups).update(last_active_at=now)
        Room.objects.filter(pk__in=by_room).update(last_message_at=now)
    told: set[uuid.UUID] = set()
    for index, draft, message in placed:
        case = None
        if message.uid not in told:
            told.add(message.uid)
            case = _after_store(draft, message)
            _tell(message, draft.participant)
        answers[index] = Posted(message=message, outcome=draft.outcome, case=case)
    return [answers[index] for index in range(len(drafts))]


def _replies(drafts: list[_Draft]) -> dict[tuple[int, uuid.UUID], Message]:
    """Messages that are answered, each only within its own room."""
    wanted = {draft.post.reply_to for draft in drafts if draft.post.reply_to}
    if not wanted:
        return {}
    return {(m.room_id, m.uid): m for m in Message.objects.filter(uid__in=wanted)}


def _sent_before(entries: list[tuple[int, _Draft]]) -> dict[tuple[int, uuid.UUID], Message]:
    room_id = entries[0][1].participant.room_id
    rows = Message.objects.filter(
        room_id=room_id, client_uid__in=[draft.post.client_uid for _, draft in entries]
    ).select_related("author", "reply_to")
    return {(m.author_id, m.client_uid): m for m in rows}


def _message(draft: _Draft, seq: int, now: Any, replies: dict[tuple[int, uuid.UUID], Message]) -> Message:
    post, person = draft.post, draft.participant
    message = Message(
        room=person.room,
        author=person,
        client_uid=post.client_uid,
        seq=seq,
        changed_seq=seq,
        body=post.body,
        content_note=post.content_note,
        reply_to=replies.get((person.room_id, post.reply_to)) if post.reply_to else None,
        posted_at=now,
    )
    apply_reading(message, draft.outcome)
    return message


def authorship_of(person: Participant) -> Authorship:
    """Who wrote it, for the desk: only the label may be shown."""
    return Authorship(
        account_id=_account(person).pk,
        membership_id=person.membership_id,
        label=person.label,
        avatar_seed=person.avatar_seed,
    )


def _after_store(draft: _Draft, message: Message) -> Any:
    if draft.outcome.level in (Level.NONE, Level.NOT_UNDERSTOOD, Level.NOT_YET):
        return None
    text = f"{message.content_note}\n{message.body}" if message.content_note else message.body
    return after_store(
        kind="message",
        row_uid=message.uid,
        outcome=draft.outcome,
        text=text,
        authorship=authorship_of(draft.participant),
        group=draft.participant.room.group,
        neighbours=[{"label": m.author.label, "text": m.body} for m in draft.turns[-NEIGHBOURS:]],
    )


def _tell(message: Message, person: Participant) -> None:
    name = topic_of(person.room)
    event = event_of(message)
    effect(lambda: hub.publish(name, event))
