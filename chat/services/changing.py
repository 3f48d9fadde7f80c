"""Changing what was said: one's own words, encouragements, read marks; hiding is moderation's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

import clock
from accounts import limits
from accounts.access import require
from audit import services as audit
from chat.items import event_of, given_event, words_given
from chat.models import Encouragement, Message, Participant, Room
from chat.neighbours import spoken_in
from chat.newcomers import unfit_of_new
from chat.policies import why_not_change
from chat.services.lean import places
from chat.services.posting import authorship_of, worth_telling
from chat.services.posts import Posted
from chat.services.refusing import Refused, refusal, refused_by_rule, rule_met, rules_in, unfit_there
from chat.services.rooms import muted_in_group, renew_access, take_places, topic_of
from groups.models import Group
from moderation.models import WordRule
from moderation.reading import Outcome, after_store, apply_reading, passages_gone, read_text
from realtime import hub
from rows import effect, require_transaction


def edit_message(*, actor: Any, message: Message, body: str, content_note: str = "") -> Posted | Refused:
    """Change one's own words; they are read again. Returns the message and what the reading led to.

    Refused, for the reasons and within the limit of a post: otherwise who may not speak would go on by changing old
    words. Raises PermissionDenied for anybody else's message and for one that was removed.
    """
    group = spoken_in(message)
    text = f"{content_note}\n{body}" if content_note else body
    outcome = read_text(
        text,
        language=group.language if group else "en",
        sensitivity=group.sensitivity if group else Group.Sensitivity.USUAL,
    )
    if not limits.allow(f"post:{actor.pk}", most=settings.CHAT_POSTS_MOST, per_seconds=settings.CHAT_POSTS_SECONDS):
        return refusal("too_fast", outcome)
    place = places({message.author_id})[message.author_id]
    if code := unfit_of_new(place, text, outcome):
        return refusal(code, outcome)
    if rule := rule_met(actor.pk, place, text, outcome, rules_in([place])):
        held = rule.effect == WordRule.Effect.HELD and place.is_kept
        return refused_by_rule(rule, outcome, sentence="word_rule_change" if held else "word_rule")
    return _edit(actor=actor, message=message, body=body, content_note=content_note, outcome=outcome)


@transaction.atomic(durable=True)
def _edit(*, actor: Any, message: Message, body: str, content_note: str, outcome: Outcome) -> Posted | Refused:
    message = _locked(message)
    require(actor, "chat.edit_message", message)
    if code := why_not_change(actor, message.author):
        return refusal(code, outcome)
    if code := unfit_there(message.room, f"{content_note}\n{body}", outcome):
        return refusal(code, outcome)
    kept = message.content_note if message.noted_at is not None else None
    message.body, message.content_note, message.edited_at = body, content_note, clock.now()
    apply_reading(message, outcome)
    if kept is not None:
        # The note of a moderator stays before whatever the words are now.
        message.content_note = content_note = kept
        message.folded.pop("content_note", None)
    passages_gone("message", [message.uid])
    _place_again(message)
    case = None
    if worth_telling(outcome):
        case = after_store(
            kind="message",
            row_uid=message.uid,
            outcome=outcome,
            text=f"{content_note}\n{body}" if content_note else body,
            authorship=authorship_of(message.author),
            group=message.room.group,
            neighbours=[],
            folded=message.folded,
        )
    return Posted(message=message, outcome=outcome, case=case)


@transaction.atomic(durable=True)
def remove_message(*, actor: Any, message: Message) -> Message:
    """Empty one's own message; a tombstone stays so that answers keep their place.

    Also one whose words a moderator took away: then nothing puts them back.
    """
    message = _locked(message)
    require(actor, "chat.remove_message", message)
    message.body, message.content_note, message.removed_at, message.folded = "", "", clock.now(), {}
    passages_gone("message", [message.uid])
    Encouragement.objects.filter(message=message).delete()
    _place_again(message)
    audit.record(actor=actor, verb="chat.message_removed", target=message)
    return message


def fold_message(message: Message, spans: dict[str, Any]) -> None:
    """Block of folding: others do not read these passages, or, with none, read it all."""
    require_transaction()
    message = _locked(message)
    message.folded = dict(spans) if message.body else {}
    if message.noted_at is not None:
        # Its places are those of the author's note, and a moderator's stands there now.
        message.folded.pop("content_note", None)
    _place_again(message)


def hide_message(message: Message) -> None:
    """Block of `moderation.decide`: nobody but its author reads it any more; the text is kept."""
    require_transaction()
    message = _locked(message)
    if not message.was_taken_away:
        message.hidden_at = clock.now()
    _place_again(message)


def restore_message(message: Message) -> None:
    """Block of `moderation.decide`: as it was."""
    require_transaction()
    message = _locked(message)
    message.hidden_at = None
    _place_again(message)


def take_away_message(message: Message) -> dict[str, str]:
    """Block of `moderation.decide`: the words leave the room, for their author too. Answers what puts them back."""
    require_transaction()
    message = _locked(message)
    if message.was_taken_back:
        return {}
    kept = {"body": message.body, "content_note": message.content_note}
    message.hidden_at = message.removed_at = clock.now()
    message.body = message.content_note = ""
    _place_again(message)
    return kept


def put_back_message(message: Message, kept: dict[str, str]) -> None:
    """Block of `moderation.decide`: the words that were taken away are where they were.

    Not those that their author took back meanwhile: they are gone for good.
    """
    require_transaction()
    message = _locked(message)
    if not message.was_taken_away:
        return
    message.hidden_at = message.removed_at = None
    message.body, message.content_note = kept.get("body", ""), kept.get("content_note", "")
    _place_again(message)


def note_message(message: Message, note: str, *, by_team: bool) -> dict[str, str]:
    """Block of `moderation.decide`: another content note before the words. Answers the one before it."""
    require_transaction()
    message = _locked(message)
    kept = {"content_note": message.content_note}
    if message.removed_at is None:
        message.content_note, message.noted_at = note, clock.now() if by_team else None
        message.folded.pop("content_note", None)
        if message.read_at is not None:
            # What was found lies elsewhere now: a later report marks no wrong words.
            message.read_at = clock.now()
        _place_again(message)
    return kept


def mute_in_group(*, account_id: int, group_uid: Any, until: datetime | None) -> None:
    """Block of `moderation.decide`: they read, and call for help, but say nothing in the group's rooms until then.

    What mutes them in one meeting, and lasts longer, stays as it is.
    """
    require_transaction()
    theirs = Participant.objects.filter(membership__account=account_id, room__group__uid=group_uid)
    own = theirs.filter(room__kind=Room.Kind.MEETING, muted_until__isnull=False)
    for moment in (muted_in_group(theirs), until):
        own = own.filter(muted_until__gt=moment) if moment is not None else own
    longer = list(own.values_list("pk", flat=True))
    # Also where they left: whoever comes in again is still muted.
    theirs.exclude(pk__in=longer).update(muted_until=until)
    renew_access(theirs.filter(ended_at__isnull=True))


def _locked(message: Message) -> Message:
    """The message as it is now, its room locked first: the order in which every writer takes them."""
    room = Room.objects.select_related("group").get(pk=message.room_id)
    take_places(room, 0)
    found = Message.objects.select_related("room__group", "author__membership__account", "author__account", "reply_to")
    fresh: Message = found.get(pk=message.pk)
    return fresh


def _place_again(message: Message) -> None:
    message.changed_seq = take_places(message.room)
    message.save()
    event, name = event_of(message, words_given([message]).get(message.pk, [])), topic_of(message.room)
    effect(lambda: hub.publish(name, event))


@transaction.atomic(durable=True)
def encourage(*, actor: Any, message: Message, participant: Participant, words: str, give: bool = True) -> list[str]:
    """Give words, or take them back; returns all words the message has, each once. Twice is as once.

    Raises PermissionDenied for one's own message and for one that cannot be seen.
    """
    require(actor, "chat.encourage", message)
    require(actor, "chat.enter_room", participant)
    if give:
        Encouragement.objects.get_or_create(message=message, giver=participant, words=words)
    else:
        Encouragement.objects.filter(message=message, giver=participant, words=words).delete()
    given = words_given([message]).get(message.pk, [])
    event, name = given_event(message, participant, given), topic_of(message.room)
    effect(lambda: hub.publish(name, event))
    return given


@transaction.atomic(durable=True)
def mark_read(*, actor: Any, participant: Participant, seq: int) -> None:
    """Everything up to `seq` counts as read. It only moves forward, and nobody else can see it."""
    require(actor, "chat.mark_read", participant)
    seq = min(seq, Room.objects.get(pk=participant.room_id).seq)
    Participant.objects.filter(pk=participant.pk, last_read_seq__lt=seq).update(last_read_seq=seq)
