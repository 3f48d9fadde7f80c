"""Posting: a list of posts in one transaction; a form sends a list of one.

Form, policy, reading and context come before the transaction. A post that breaks its batch refuses only itself.
"""

from __future__ import annotations

import logging
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction

import clock
from accounts import limits
from chat.hints import somebody_spoke
from chat.items import event_of
from chat.models import HeldMessage, Message, Participant
from chat.neighbours import neighbours_of
from chat.newcomers import too_soon_of_new, unfit_of_new
from chat.policies import why_not, why_not_let_in
from chat.services.holding import Held, held_answer, hold, too_many_wait
from chat.services.lean import Place, Said, Speaker, insert, places, recent, speakers
from chat.services.posts import Answer, Draft, Post, Posted, key_of, says_else, sent_before, text_of
from chat.services.refusing import Refused, refusal, refused_by_rule, rule_met, rules_in, unfit_there
from chat.services.rooms import take_places_in, topic_of
from chat.words import tidy
from groups.models import Group
from moderation.detection import Turn
from moderation.models import Level, WordRule
from moderation.reading import Ask, Outcome, after_store, apply_reading, read_texts
from moderation.subjects import Authorship
from realtime import hub
from rows import effect, require_transaction

log = logging.getLogger(__name__)
# More than a message holds, and still read in one go.
UNFIT_READ_MOST = 20_000
# The oversight of groups needs to know the day, not the second.
ACTIVITY_STEP = timedelta(minutes=5)
# The drivers refuse text that is no text with a ValueError.
UNSTORABLE = (DatabaseError, ValueError)


def post_messages(*, posts: Sequence[Post]) -> list[Answer]:
    """Store `posts`, each with its reading, in one transaction; the answer has one entry for each, in order."""
    answers: dict[int, Answer] = {}
    drafts: dict[int, Draft] = {}
    for index, draft in _drafts(posts):
        if isinstance(draft, Refused):
            answers[index] = draft
        else:
            drafts[index] = draft
    if ruled := [draft.post for draft in drafts.values() if draft.rule is not None]:
        # Sent before, and perhaps said before there was the rule: that is answered, and nothing is held twice.
        known = sent_before(ruled)
        answers.update({index: known[key_of(d.post)] for index, d in drafts.items() if key_of(d.post) in known})
        drafts = {index: draft for index, draft in drafts.items() if index not in answers}
    try:
        stored = _store(list(drafts.values()))
    except UNSTORABLE:
        stored = _store_again(list(drafts.values()))
    answers.update(zip(drafts, stored, strict=True))
    if refused := [posts[index] for index, answer in answers.items() if isinstance(answer, Refused)]:
        # What is stored is stored, whatever has become of the room or of a limit since its ack was lost.
        again = sent_before(refused)
        answers.update({index: again[key_of(post)] for index, post in enumerate(posts) if key_of(post) in again})
    return [answers[index] for index in range(len(posts))]


def post_from_page(*, post: Post) -> Answer:
    """Store one post that came by form. Other words under the name of stored ones are a message of their own.

    Somebody goes back to a page, or rewords what seemed not to be sent: the form still holds the earlier `client_uid`.
    """
    (answer,) = post_messages(posts=[post])
    if not isinstance(answer, Refused) and answer.again and says_else(post, answer):
        (answer,) = post_messages(posts=[replace(post, client_uid=uuid.uuid5(post.client_uid, post.body))])
    return answer


def _store_again(drafts: list[Draft]) -> list[Answer]:
    """After a batch that failed: what is there already is found, the rest is tried once more together, then alone."""
    again = sent_before([draft.post for draft in drafts])
    rest = [draft for draft in drafts if key_of(draft.post) not in again]
    answers: dict[tuple[int, int, uuid.UUID], Answer] = dict(again)
    try:
        if again:
            answers.update({key_of(d.post): answer for d, answer in zip(rest, _store(rest), strict=True)})
            rest = []
    except UNSTORABLE:
        log.warning("the rest of a batch of %d posts failed too", len(drafts))
    answers.update({key_of(draft.post): _store_alone(draft) for draft in rest})
    return [answers[key_of(draft.post)] for draft in drafts]


def _store_alone(draft: Draft) -> Answer:
    try:
        # Somebody who sent it at the same moment over another line came first.
        return sent_before([draft.post]).get(key_of(draft.post)) or _store([draft])[0]
    except UNSTORABLE:
        log.exception("a post could not be stored")
        return refusal("try_again", draft.outcome)


def refuse_unfit(*, participant_id: int, account_id: int, words: str, code: str, text: str) -> tuple[Post, Refused]:
    """Words that are not well formed (too long, say) are not stored, but read: a cry for help may be among them."""
    post = Post(participant_id, account_id, tidy(words)[:UNFIT_READ_MOST])
    place = places({participant_id}).get(participant_id)
    outcome = read_texts([_ask(post, place, [])])[0] if place is not None else None
    return post, Refused(code=code, text=text, outcome=outcome)


def _drafts(posts: Sequence[Post]) -> list[tuple[int, Draft | Refused]]:
    """Read every text before any lock is taken."""
    rooms = places({post.participant_id for post in posts})
    turns = recent({place.room_id for place in rooms.values()})
    found: dict[int, Draft | Refused] = {
        index: refusal("not_found") for index, post in enumerate(posts) if post.participant_id not in rooms
    }
    rules = rules_in(rooms.values())
    known = [(index, post, rooms[post.participant_id]) for index, post in enumerate(posts) if index not in found]
    outcomes = read_texts([_ask(post, place, turns.get(place.room_id, [])) for _, post, place in known])
    for (index, post, place), outcome in zip(known, outcomes, strict=True):
        # First what holds for a new account: what it has to wait with takes nothing from what everybody may send.
        code = unfit_of_new(place, text_of(post), outcome) or too_soon_of_new(post.account_id, place, outcome)
        if not code and not limits.allow(
            f"post:{post.account_id}", most=settings.CHAT_POSTS_MOST, per_seconds=settings.CHAT_POSTS_SECONDS
        ):
            code = "too_fast"
        if code:
            found[index] = refusal(code, outcome)
        else:
            rule = rule_met(post.account_id, place, text_of(post), outcome, rules)
            if rule is None or (rule.effect == WordRule.Effect.HELD and place.is_kept):
                found[index] = Draft(post, outcome, turns.get(place.room_id, []), rule)
            else:
                found[index] = refused_by_rule(rule, outcome)
    return sorted(found.items())


def draft_of(held: HeldMessage) -> Draft | None:
    """What was held, read as it would be now, by itself: it answers nothing that was asked since.

    None where its author is gone. `store` asks if they may write.
    """
    place = places({held.author_id}).get(held.author_id)
    owner = held.author.owner_id
    if place is None or owner is None:
        return None
    answers = held.reply_to.uid if held.reply_to is not None else None
    post = Post(held.author_id, owner, held.body, held.content_note, answers, held.client_uid)
    return Draft(post, read_texts([_ask(post, place, [])])[0], [], held=held)


def _ask(post: Post, place: Place, recent: list[Said]) -> Ask:
    return Ask(text_of(post), language=place.language, sensitivity=place.sensitivity, context=_context(post, recent))


def _context(post: Post, recent: list[Said]) -> list[Turn]:
    return [Turn(t.author_id == post.participant_id, t.body, t.body.rstrip().endswith("?")) for t in recent]


@transaction.atomic(durable=True)
def _store(drafts: list[Draft]) -> list[Answer]:
    return store(drafts) if drafts else []


def store(drafts: list[Draft]) -> list[Answer]:
    """Block. What may be said now becomes messages, and what a rule holds is kept apart; the rest is refused."""
    require_transaction()
    answers: dict[int, Answer] = {}
    # Asked here, under the lock, and not before: a right that was lost while the text was read is lost.
    people = speakers({draft.post.participant_id for draft in drafts})
    by_room: dict[int, list[tuple[int, Draft, Speaker]]] = defaultdict(list)
    for index, draft in enumerate(drafts):
        person = people.get(draft.post.participant_id)
        mine = person is not None and person.owner.pk == draft.post.account_id
        # Somebody looked at what was held: it does not wait for its turn once more.
        asks = why_not if draft.held is None else why_not_let_in
        code = asks(person.owner, person) if person is not None and mine else "not_found"
        if person is not None and not code:
            code = unfit_there(person.room, text_of(draft.post), draft.outcome)
        if person is None or code:
            answers[index] = refusal(code, draft.outcome)
        elif draft.rule is not None:
            answers[index] = _hold(draft, draft.rule, person)
        else:
            by_room[person.room_id].append((index, draft, person))
    now = clock.now()
    placed = _place(by_room, now)
    made = {message.uid: (message, person) for _, _, message, person in placed}
    if made:
        insert([message for message, _ in made.values()])
        _note_activity([person for _, person in made.values()], now)
        # Whoever waited for somebody to look need not be here any more, and has waited.
        _note_presence({person.pk for _, draft, _, person in placed if draft.held is None}, now)
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


def _hold(draft: Draft, rule: WordRule, person: Speaker) -> Held | Refused:
    post = draft.post
    before = HeldMessage.objects.filter(author=person.pk, client_uid=post.client_uid).first()
    if before is not None:
        return held_answer(before, again=True)
    if too_many_wait(person.pk):
        return refusal("many_held", draft.outcome)
    answers = _replies([draft]).get((person.room_id, post.reply_to)) if post.reply_to else None
    return held_answer(hold(post=post, room=person.room, why=rule.why, outcome=draft.outcome, reply_to=answers))


def _place(by_room: dict[int, list[tuple[int, Draft, Speaker]]], now: Any) -> list[tuple[int, Draft, Message, Speaker]]:
    """Take the places; the same client_uid twice in a batch is one message.

    Somebody who sends it at the same moment over another line runs into the unique constraint, and finds it when the
    post is tried again alone.
    """
    replies = _replies([draft for entries in by_room.values() for _, draft, _ in entries])
    placed: list[tuple[int, Draft, Message, Speaker]] = []
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


def _note_presence(people: set[int], now: Any) -> None:
    if people:
        Participant.objects.filter(pk__in=people).update(last_posted_at=now, seen_at=now)


def _note_activity(people: list[Speaker], now: Any) -> None:
    stale = {
        person.room.group.pk
        for person in people
        if person.room.group is not None
        and (person.room.group.last_active_at is None or now - person.room.group.last_active_at > ACTIVITY_STEP)
    }
    if stale:
        Group.objects.filter(pk__in=stale).update(last_active_at=now)


def _replies(drafts: list[Draft]) -> dict[tuple[int, uuid.UUID], Message]:
    """Messages that are answered, each only within its own room."""
    wanted = {draft.post.reply_to for draft in drafts if draft.post.reply_to}
    if not wanted:
        return {}
    return {(m.room_id, m.uid): m for m in Message.objects.filter(uid__in=wanted)}


def _message(
    draft: Draft, person: Speaker, seq: int, now: Any, replies: dict[tuple[int, uuid.UUID], Message]
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
    if draft.held is not None:
        # The same to its author, whose open page puts it where it waited.
        message.uid = draft.held.uid
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


def _after_store(draft: Draft, message: Message, person: Speaker) -> Any:
    if not worth_telling(draft.outcome):
        return None
    crisis = draft.outcome.is_crisis
    return after_store(
        kind="message",
        row_uid=message.uid,
        outcome=draft.outcome,
        text=text_of(draft.post),
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
