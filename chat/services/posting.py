"""Posting: a list of posts in one transaction; a form sends a list of one.

Form, policy, reading and context come before the transaction. A post that breaks its batch refuses only itself.
"""

from __future__ import annotations

import logging
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction

import clock
from accounts import limits
from chat.hints import somebody_spoke
from chat.items import event_of
from chat.models import Message, Participant
from chat.neighbours import neighbours_of
from chat.newcomers import too_soon_of_new, unfit_of_new
from chat.policies import why_not
from chat.services.lean import Place, Said, Speaker, insert, places, recent, speakers
from chat.services.refusing import Refused, refusal, refused_by_rule, rules_in, unfit_there
from chat.services.rooms import take_places_in, topic_of
from chat.words import tidy
from groups.models import Group
from moderation.detection import Turn
from moderation.models import Level
from moderation.reading import Ask, Outcome, after_store, apply_reading, read_texts
from moderation.subjects import Authorship
from realtime import hub
from rows import effect

log = logging.getLogger(__name__)
# More than a message holds, and still read in one go.
UNFIT_READ_MOST = 20_000
# The oversight of groups needs to know the day, not the second.
ACTIVITY_STEP = timedelta(minutes=5)
# The drivers refuse text that is no text with a ValueError.
UNSTORABLE = (DatabaseError, ValueError)


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


@dataclass
class _Draft:
    post: Post
    outcome: Outcome
    turns: list[Said]


def post_messages(*, posts: Sequence[Post]) -> list[Posted | Refused]:
    """Store `posts`, each with its reading, in one transaction; the answer has one entry for each, in order."""
    answers: dict[int, Posted | Refused] = {}
    drafts: dict[int, _Draft] = {}
    for index, draft in _drafts(posts):
        if isinstance(draft, Refused):
            answers[index] = draft
        else:
            drafts[index] = draft
    try:
        stored = _store(list(drafts.values()))
    except UNSTORABLE:
        stored = _store_again(list(drafts.values()))
    answers.update(zip(drafts, stored, strict=True))
    if refused := [posts[index] for index, answer in answers.items() if isinstance(answer, Refused)]:
        # What is stored is stored, whatever has become of the room or of a limit since its ack was lost.
        again = _sent_before(refused)
        answers.update({index: again[_key(post)] for index, post in enumerate(posts) if _key(post) in again})
    return [answers[index] for index in range(len(posts))]


def post_from_page(*, post: Post) -> Posted | Refused:
    """Store one post that came by form. Other words under the name of stored ones are a message of their own.

    Somebody goes back to a page, or rewords what seemed not to be sent: the form still holds the earlier `client_uid`.
    """
    (answer,) = post_messages(posts=[post])
    if isinstance(answer, Posted) and answer.again and _says_else(post, answer.message):
        (answer,) = post_messages(posts=[replace(post, client_uid=uuid.uuid5(post.client_uid, post.body))])
    return answer


def _says_else(post: Post, message: Message) -> bool:
    return message.body != post.body and message.edited_at is None and message.removed_at is None


def _store_again(drafts: list[_Draft]) -> list[Posted | Refused]:
    """After a batch that failed: what is there already is found, the rest is tried once more together, then alone."""
    again = _sent_before([draft.post for draft in drafts])
    rest = [draft for draft in drafts if _key(draft.post) not in again]
    answers: dict[tuple[int, int, uuid.UUID], Posted | Refused] = dict(again)
    try:
        if again:
            answers.update({_key(d.post): answer for d, answer in zip(rest, _store(rest), strict=True)})
            rest = []
    except UNSTORABLE:
        log.warning("the rest of a batch of %d posts failed too", len(drafts))
    answers.update({_key(draft.post): _store_alone(draft) for draft in rest})
    return [answers[_key(draft.post)] for draft in drafts]


def _store_alone(draft: _Draft) -> Posted | Refused:
    try:
        # Somebody who sent it at the same moment over another line came first.
        return _sent_before([draft.post]).get(_key(draft.post)) or _store([draft])[0]
    except UNSTORABLE:
        log.exception("a post could not be stored")
        return refusal("try_again", draft.outcome)


def refuse_unfit(*, participant_id: int, account_id: int, words: str, code: str, text: str) -> tuple[Post, Refused]:
    """Words that are not well formed (too long, say) are not stored, but read: a cry for help may be among them."""
    post = Post(participant_id, account_id, tidy(words)[:UNFIT_READ_MOST])
    place = places({participant_id}).get(participant_id)
    outcome = read_texts([_ask(post, place, [])])[0] if place is not None else None
    return post, Refused(code=code, text=text, outcome=outcome)


def _drafts(posts: Sequence[Post]) -> list[tuple[int, _Draft | Refused]]:
    """Read every text before any lock is taken."""
    rooms = places({post.participant_id for post in posts})
    turns = recent({place.room_id for place in rooms.values()})
    found: dict[int, _Draft | Refused] = {
        index: refusal("not_found") for index, post in enumerate(posts) if post.participant_id not in rooms
    }
    rules = rules_in(rooms.values())
    known = [(index, post, rooms[post.participant_id]) for index, post in enumerate(posts) if index not in found]
    outcomes = read_texts([_ask(post, place, turns.get(place.room_id, [])) for _, post, place in known])
    for (index, post, place), outcome in zip(known, outcomes, strict=True):
        # First what holds for a new account: what it has to wait with takes nothing from what everybody may send.
        code = unfit_of_new(place, _text(post), outcome) or too_soon_of_new(post.account_id, place, outcome)
        if not code and not limits.allow(
            f"post:{post.account_id}", most=settings.CHAT_POSTS_MOST, per_seconds=settings.CHAT_POSTS_SECONDS
        ):
            code = "too_fast"
        if code:
            found[index] = refusal(code, outcome)
        else:
            draft = _Draft(post, outcome, turns.get(place.room_id, []))
            found[index] = refused_by_rule(place, _text(post), outcome, rules) or draft
    return sorted(found.items())


def _ask(post: Post, place: Place, recent: list[Said]) -> Ask:
    return Ask(_text(post), language=place.language, sensitivity=place.sensitivity, context=_context(post, recent))


def _context(post: Post, recent: list[Said]) -> list[Turn]:
    return [Turn(t.author_id == post.participant_id, t.body, t.body.rstrip().endswith("?")) for t in recent]


def _text(post: Post) -> str:
    return f"{post.content_note}\n{post.body}" if post.content_note else post.body


@transaction.atomic(durable=True)
def _store(drafts: list[_Draft]) -> list[Posted | Refused]:
    if not drafts:
        return []
    answers: dict[int, Posted | Refused] = {}
    # Asked here, under the lock, and not before: a right that was lost while the text was read is lost.
    people = speakers({draft.post.participant_id for draft in drafts})
    by_room: dict[int, list[tuple[int, _Draft, Speaker]]] = defaultdict(list)
    for index, draft in enumerate(drafts):
        person = people.get(draft.post.participant_id)
        mine = person is not None and person.owner.pk == draft.post.account_id
        code = why_not(person.owner, person) if person is not None and mine else "not_found"
        if person is not None and not code:
            code = unfit_there(person.room, _text(draft.post), draft.outcome)
        if person is None or code:
            answers[index] = refusal(code, draft.outcome)
        else:
            by_room[person.room_id].append((index, draft, person))
    now = clock.now()
    placed = _place(by_room, now)
    made = {message.uid: (message, person) for _, _, message, person in placed}
    if made:
        insert([message for message, _ in made.values()])
        _note_activity([person for _, person in made.values()], now)
    told: set[uuid.UUID] = set()
    for index, draft, message, person in placed:
        case = None
        if message.uid not in told:
            told.add(message.uid)
            case = _after_store(draft, message, person)
        answers[index] = Posted(message=message, outcome=draft.outcome, case=case)
    _tell(list(made.values()))
    somebody_spoke([person for _, person in made.values()], now)
    return [answers[index] for index in range(len(drafts))]


def _place(
    by_room: dict[int, list[tuple[int, _Draft, Speaker]]], now: Any
) -> list[tuple[int, _Draft, Message, Speaker]]:
    """Take the places; the same client_uid twice in a batch is one message.

    Somebody who sends it at the same moment over another line runs into the unique constraint, and finds it when the
    post is tried again alone.
    """
    replies = _replies([draft for entries in by_room.values() for _, draft, _ in entries])
    placed: list[tuple[int, _Draft, Message, Speaker]] = []
    wanted = {
        room: list(dict.fromkeys((person.pk, draft.post.client_uid) for _, draft, person in entries))
        for room, entries in by_room.items()
    }
    first = take_places_in({room: len(keys) for room, keys in wanted.items()}, said_at=now)
    for room, entries in by_room.items():
        made: dict[Any, Message] = {}
        for index, draft, person in entries:
            key = (person.pk, draft.post.client_uid)
            if key not in made:
                made[key] = _message(draft, person, first[room] + wanted[room].index(key), now, replies)
            placed.append((index, draft, made[key], person))
    return placed


def _note_activity(people: list[Speaker], now: Any) -> None:
    Participant.objects.filter(pk__in={person.pk for person in people}).update(last_posted_at=now, seen_at=now)
    stale = {
        person.room.group.pk
        for person in people
        if person.room.group is not None
        and (person.room.group.last_active_at is None or now - person.room.group.last_active_at > ACTIVITY_STEP)
    }
    if stale:
        Group.objects.filter(pk__in=stale).update(last_active_at=now)


def _replies(drafts: list[_Draft]) -> dict[tuple[int, uuid.UUID], Message]:
    """Messages that are answered, each only within its own room."""
    wanted = {draft.post.reply_to for draft in drafts if draft.post.reply_to}
    if not wanted:
        return {}
    return {(m.room_id, m.uid): m for m in Message.objects.filter(uid__in=wanted)}


def _key(post: Post) -> tuple[int, int, uuid.UUID]:
    return post.participant_id, post.account_id, post.client_uid


def _sent_before(posts: Sequence[Post]) -> dict[tuple[int, int, uuid.UUID], Posted]:
    """What of this is stored already: a line that was lost after the commit sends it again."""
    people = {post.participant_id for post in posts}
    rows = Message.objects.filter(
        room__in=Participant.objects.filter(pk__in=people).values("room"),
        author_id__in=people,
        client_uid__in={post.client_uid for post in posts},
    )
    ids = list(rows.values_list("pk", flat=True))
    if not ids:
        return {}
    found = Message.objects.filter(pk__in=ids).select_related("author__membership", "reply_to", "room")
    return {
        (message.author_id, owner, message.client_uid): Posted(message=message, again=True)
        for message in found
        if (owner := message.author.account_id or (message.author.membership and message.author.membership.account_id))
    }


def _message(
    draft: _Draft, person: Speaker, seq: int, now: Any, replies: dict[tuple[int, uuid.UUID], Message]
) -> Message:
    post = draft.post
    message = Message(
        room_id=person.room_id,
        author_id=person.pk,
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


def worth_telling(outcome: Outcome) -> bool:
    """Above ordinary, or with a finding such as method detail; everything else is on the row itself."""
    return outcome.level in (Level.CONCERN, Level.CRISIS) or bool(outcome.reading and outcome.reading.findings)


def authorship_of(person: Participant | Speaker) -> Authorship:
    """Who wrote it, for the desk: only the label may be shown."""
    return Authorship(
        account_id=person.account_id if person.membership is None else person.membership.account_id,
        membership_id=person.membership_id,
        label=person.label,
        avatar_seed=person.avatar_seed,
    )


def _after_store(draft: _Draft, message: Message, person: Speaker) -> Any:
    if not worth_telling(draft.outcome):
        return None
    crisis = draft.outcome.is_crisis
    return after_store(
        kind="message",
        row_uid=message.uid,
        outcome=draft.outcome,
        text=_text(draft.post),
        authorship=authorship_of(person),
        # Only a case needs to know where it was and what stood around it.
        group=message.room.group if crisis or message.folded else None,
        neighbours=neighbours_of((turn.author_id, turn.label, turn.shown) for turn in draft.turns) if crisis else (),
        folded=message.folded,
    )


def _tell(said: list[tuple[Message, Speaker]]) -> None:
    if said:
        events = [(topic_of(person.room), event_of(message, author=person)) for message, person in said]
        effect(lambda: hub.publish_all(events))
