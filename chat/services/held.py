"""What becomes of words that a rule holds: let through or not by a person, taken back, or given back in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid5

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from accounts.access import require
from audit import services as audit
from chat.models import REASON_MOST, HeldMessage, Message
from chat.querysets import MessageQuerySet
from chat.services.holding import tell_keepers
from chat.services.posting import draft_of, store
from chat.services.posts import Draft
from chat.services.refusing import Refused
from chat.words import tidy
from moderation.hints import desks_changed
from realtime import hub
from rows import effect, require_transaction

State = HeldMessage.State
LOOKED_AT_WITHIN = timedelta(days=7)
KEEP_ANSWERED = timedelta(days=30)
BATCH = 100


class StaleHeld(ValidationError):
    """Somebody else decided, its author took it back, or it waited for too long."""

    def __init__(self) -> None:
        super().__init__(_("Something became of this meanwhile. It waits for nobody now."), code="stale")


class NotNow(ValidationError):
    """Its author may not write there. Why is not said: a facilitator knows of no suspension."""

    def __init__(self) -> None:
        super().__init__(
            _("This cannot come into the room at the moment: its author cannot write there now. It stays held."),
            code="not_now",
        )


class NoReason(ValidationError):
    """What is not let through has a reason that its author can read."""

    def __init__(self) -> None:
        super().__init__(_("Please say why, in a few kind words. Its author reads them."), code="reason")


class ReasonTooLong(ValidationError):
    """Nothing of a reason is cut."""

    def __init__(self) -> None:
        words = _("This is a little long. Up to %(most)d letters fit here.")
        super().__init__(words, code="reason", params={"most": REASON_MOST})


def let_through(*, actor: Any, held: HeldMessage, version: int) -> None:
    """It becomes a message like any other, now and at the end of the talk; read once more, and its author asked anew.

    Twice by the same person is once. Raises StaleHeld, and NotNow where its author may not write there.
    """
    draft = draft_of(held)
    _let_through(actor=actor, held=held, version=version, draft=draft)


@transaction.atomic(durable=True)
def _let_through(*, actor: Any, held: HeldMessage, version: int, draft: Any) -> None:
    row = _locked(actor, held, version, State.THROUGH)
    if row is None:
        return
    if draft is None:
        raise NotNow
    if not _is_said(row):
        if _sent(row).exists():
            # Its author went back and sent other words by the same form: both are theirs.
            draft = replace(draft, post=replace(draft.post, client_uid=uuid5(row.client_uid, row.body)))
        _say(draft)
    row.body = row.content_note = ""
    _decide(row, State.THROUGH, actor=actor)


def _sent(row: HeldMessage) -> MessageQuerySet:
    """What stands in the room by the same form or line."""
    return Message.objects.filter(author=row.author_id, client_uid=row.client_uid)


def _is_said(row: HeldMessage) -> bool:
    """Said meanwhile without the rule, by a line that sent it once more."""
    return _sent(row).filter(body=row.body, content_note=row.content_note).exists()


def _say(draft: Draft) -> None:
    try:
        with transaction.atomic():
            (answer,) = store([draft])
    except IntegrityError:
        # Over another line, in this moment.
        raise StaleHeld from None
    if isinstance(answer, Refused):
        raise NotNow


def do_not_let_through(*, actor: Any, held: HeldMessage, version: int, reason: str) -> None:
    """It comes into no room; its author keeps the words and reads `reason`.

    Twice by the same person is once. Raises StaleHeld, also where it stands in the room by now, NoReason and
    ReasonTooLong.
    """
    if not _kept_out(actor=actor, held=held, version=version, words=tidy(reason)):
        raise StaleHeld


@transaction.atomic(durable=True)
def _kept_out(*, actor: Any, held: HeldMessage, version: int, words: str) -> bool:
    row = _locked(actor, held, version, State.NOT_THROUGH)
    if row is None:
        return True
    if _is_said(row):
        # It waits for nobody any more, whatever was pressed.
        row.body = row.content_note = ""
        _decide(row, State.THROUGH, actor=actor)
        return False
    if not words:
        raise NoReason
    if len(words) > REASON_MOST:
        raise ReasonTooLong
    row.reason = words
    _decide(row, State.NOT_THROUGH, actor=actor)
    _tell_author(row)
    return True


@transaction.atomic(durable=True)
def ask_held_again(*, actor: Any, held: HeldMessage) -> None:
    """Once, its author asks that somebody else looks at what was not let through: it waits anew, in no case.

    Twice is once, while it waits. Raises StaleHeld where something else became of it.
    """
    row = HeldMessage.objects.select_for_update(of=("self",)).filter(pk=held.pk).first()
    if row is None:
        raise StaleHeld
    require(actor, "chat.ask_held_again", row)
    if row.state == State.WAITING and row.asked_again_at is not None:
        return
    if row.state != State.NOT_THROUGH or row.asked_again_at is not None:
        raise StaleHeld
    row.state, row.version, row.decided_at, row.seen_at = State.WAITING, row.version + 1, None, None
    row.asked_again_at = row.held_at = clock.now()
    row.save()
    audit.record(actor=actor, verb="chat.held_asked_again", target=row)
    desks_changed()
    effect(lambda: tell_keepers(row.pk, row.room.group))


@transaction.atomic(durable=True)
def take_back_held(*, actor: Any, held: HeldMessage) -> dict[str, str]:
    """Nobody looks at it any more, and nothing of it is kept. Answers its words, so that its author still has them.

    Twice is once, without words. Raises StaleHeld where it is in the room by now.
    """
    row = HeldMessage.objects.select_for_update(of=("self",)).filter(pk=held.pk).first()
    if row is None:
        raise StaleHeld
    require(actor, "chat.take_back_held", row)
    if row.state == State.THROUGH:
        raise StaleHeld
    words = {"body": row.body, "content_note": row.content_note}
    if row.state != State.TAKEN_BACK:
        row.body = row.content_note = ""
        row.state, row.version, row.decided_at = State.TAKEN_BACK, row.version + 1, clock.now()
        row.save()
        audit.record(actor=actor, verb="chat.held_taken_back", target=row)
        desks_changed()
    return words


@transaction.atomic(durable=True)
def note_held_seen(*, actor: Any, held: HeldMessage) -> None:
    """Its author read what became of it; home need not say so any more."""
    require(actor, "chat.read_held", held)
    HeldMessage.objects.filter(pk=held.pk, seen_at=None).exclude(state=State.WAITING).update(seen_at=clock.now())


@transaction.atomic(durable=True)
def give_back_held() -> int:
    """Sweep. What nobody decided in a week, and what is of somebody who has left the room, goes back to its author."""
    late = Q(held_at__lt=clock.now() - LOOKED_AT_WITHIN) | Q(author__ended_at__isnull=False)
    rows = HeldMessage.objects.waiting().filter(late).select_for_update(skip_locked=True, of=("self",))[:BATCH]
    count = 0
    for row in rows:
        row.state, row.version, row.decided_at = State.RETURNED, row.version + 1, clock.now()
        row.save()
        audit.record(verb="chat.held_given_back", target=row)
        _tell_author(row)
        count += 1
    if count:
        desks_changed()
    return count


def forget_held(moment: datetime) -> int:
    """Retention. What came back to its author, or into the room, a month before `moment` goes."""
    return _forget(moment=moment)


@transaction.atomic(durable=True)
def _forget(*, moment: datetime) -> int:
    old = HeldMessage.objects.exclude(state=State.WAITING).filter(decided_at__lt=moment - KEEP_ANSWERED)
    return old.delete()[0]


def _locked(actor: Any, held: HeldMessage, version: int, wanted: State) -> HeldMessage | None:
    """The row as it is now, which `actor` may decide; None where they did so already."""
    row: HeldMessage | None = HeldMessage.objects.select_for_update(of=("self",)).filter(pk=held.pk).first()
    if row is None:
        raise StaleHeld
    require(actor, "chat.decide_held", row)
    if row.state == wanted and row.decided_by_id == actor.pk:
        return None
    if row.state != State.WAITING or row.version != version:
        raise StaleHeld
    return row


def _decide(row: HeldMessage, state: State, *, actor: Any) -> None:
    require_transaction()
    row.state, row.version, row.decided_at, row.decided_by = state, row.version + 1, clock.now(), actor
    row.save()
    audit.record(actor=actor, verb=f"chat.held_{state}", target=row)
    desks_changed()


def _tell_author(row: HeldMessage) -> None:
    """After commit, the pages they have open that follow them look again. The room says it when it is opened next."""
    owner = row.author.account if row.author.membership is None else row.author.membership.account
    if owner is not None:
        name = f"me:{owner.uid}"
        effect(lambda: hub.publish(name, {"seq": None, "kind": "conversation"}))
