"""The outbox: write a row in the transaction of what happened; claim, send and mark it afterwards."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

import clock
from accounts.access import require
from audit import services as audit
from notifications import mail
from notifications.kinds import kinds
from notifications.models import MutedKind, Notification, PushDevice
from notifications.push.delivery import Reached, push
from notifications.signals import outbox_filled, undelivered
from rows import effect, require_transaction

log = logging.getLogger(__name__)
State = Notification.State

LEASE = timedelta(minutes=2)
# Even where the mail server lets each of them wait for settings.EMAIL_TIMEOUT, and push services as long as they may,
# the lease lasts.
BATCH = 6
DEVICES_MOST = 5
TRIES_MOST = 8
FIRST_WAIT = timedelta(minutes=1)
# Addresses of people who left are not kept longer than the proof that something was sent is of use.
KEEP_SENT = timedelta(days=30)


def notify(*, account: Any, kind: str, about: Any = None, due_at: datetime | None = None) -> Notification:
    """Building block. `account` is to get a message of `kind`; one that still waits is not doubled.

    `about` is the row it speaks of (never named in the message); `due_at` is a moment, default now.
    """
    require_transaction()
    kinds.get(kind)
    about_kind = about._meta.label_lower if about is not None else ""
    about_uid = getattr(about, "uid", None)
    waiting = Notification.objects.filter(
        account=account, kind=kind, about_kind=about_kind, about_uid=about_uid, state=State.WAITING
    ).first()
    row = waiting or Notification.objects.create(
        account=account, kind=kind, about_kind=about_kind, about_uid=about_uid, due_at=due_at or clock.now()
    )
    effect(lambda: outbox_filled.send(Notification))
    return row


@transaction.atomic(durable=True)
def choose_mail(*, actor: Any, wanted: Collection[str]) -> None:
    """Of the kinds that can be turned off, send `actor` those in `wanted` and no others. Twice is harmless."""
    require(actor, "notifications.choose_mail", actor)
    muted = {kind.name for kind in kinds if kind.mutable} - set(wanted)
    MutedKind.objects.filter(account=actor).exclude(kind__in=muted).delete()
    MutedKind.objects.bulk_create(
        [MutedKind(account=actor, kind=name) for name in muted - muted_by(actor)], ignore_conflicts=True
    )
    audit.record(actor=actor, verb="account.mail_chosen", target=actor)


def muted_by(account: Any) -> set[str]:
    """The names of the kinds that `account` wants no mail of."""
    return set(MutedKind.objects.filter(account=account).values_list("kind", flat=True))


@transaction.atomic(durable=True)
def turn_on_push(*, actor: Any, endpoint: str, key: str, auth: str, session: str, browser: str) -> PushDevice:
    """Send messages to this browser of `actor`, for as long as the sign-in `session` lasts.

    A browser that is known already belongs to who turns it on last. Raises PermissionDenied or ValidationError.
    """
    require(actor, "notifications.turn_on_push", actor)
    mark = salted_hmac("notifications.device", endpoint, algorithm="sha256").hexdigest()
    PushDevice.objects.filter(mark=mark).delete()
    if PushDevice.objects.filter(account=actor).count() >= DEVICES_MOST:
        raise ValidationError(_("You have turned this on in many browsers. Please end one of them first."), code="many")
    keys = json.dumps({"endpoint": endpoint, "key": key, "auth": auth, "session": session})
    device: PushDevice = PushDevice.objects.create(
        account=actor, mark=mark, browser=PushDevice.Browser(browser).value, keys=keys
    )
    audit.record(actor=actor, verb="account.push_turned_on", target=actor)
    return device


@transaction.atomic(durable=True)
def end_device(*, actor: Any, device: PushDevice) -> None:
    """No more messages to that browser. Twice is harmless."""
    require(actor, "notifications.end_device", device)
    PushDevice.objects.filter(pk=device.pk).delete()
    audit.record(actor=actor, verb="account.push_ended", target=actor)


def end_devices_of(account: Any) -> None:
    """Building block. No message goes to any browser of `account` any more."""
    require_transaction()
    PushDevice.objects.filter(account=account).delete()


@dataclass(frozen=True)
class Message:
    """One message on its way into the outbox."""

    account_id: int
    kind: str
    about: Any


def notify_many(*, messages: Sequence[Message]) -> None:
    """Building block. Like `notify` for each, in one step, for a caller that knows that none of them waits already."""
    require_transaction()
    for kind in {message.kind for message in messages}:
        kinds.get(kind)
    now = clock.now()
    Notification.objects.bulk_create(
        Notification(
            account_id=message.account_id,
            kind=message.kind,
            about_kind=message.about._meta.label_lower,
            about_uid=message.about.uid,
            created_at=now,
            due_at=now,
        )
        for message in messages
    )
    if messages:
        effect(lambda: outbox_filled.send(Notification))


def deliver_due() -> int:
    """Sweep. Sends what is due, in three steps: claim (commit), send outside any transaction, mark (commit).

    Returns how many messages left. May run in several processes at once.
    """
    count = 0
    while claimed := _claim():
        for row in claimed:
            try:
                count += _deliver(row)
            except Exception as error:
                # It could not be marked: when the lease ends it is tried again, and the others go on.
                log.warning("message %s was not marked: %s", row.uid, type(error).__name__)
    return count


@transaction.atomic(durable=True)
def _claim() -> list[Notification]:
    now = clock.now()
    due = (
        Notification.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(state=State.WAITING, due_at__lte=now)
        .filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=now))
        .select_related("account__profile")[:BATCH]
    )
    rows = list(due)
    for row in rows:
        row.claimed_until = now + LEASE
        row.save(update_fields=["claimed_until"])
    return rows


def _deliver(row: Notification) -> int:
    if row.account.said_died_at is not None:
        # Whoever reads their mailbox now reads nothing of ours.
        _mark(row, State.KEPT)
        return 0
    reached = _push(row)
    if not mail.may_be_sent(row):
        return _without_mail(row, reached)
    try:
        sent = mail.send(row)
    except Exception as error:
        # The type only: a mail server's answer repeats the address.
        log.warning("message %s was not sent: %s", row.uid, type(error).__name__)
        _mark_failed(row)
        return 0
    _mark(row, State.SENT if sent else State.KEPT)
    return int(sent)


def _push(row: Notification) -> Reached:
    """To the devices first, once; that they took it is kept before the mail server is asked."""
    if row.pushed_at is not None:
        return Reached.YES
    reached, over = push(row)
    if over or reached == Reached.YES:
        _note_push(row, over, taken=reached == Reached.YES)
    return reached


@transaction.atomic(durable=True)
def _note_push(row: Notification, over: list[PushDevice], *, taken: bool) -> None:
    PushDevice.objects.filter(pk__in=[device.pk for device in over]).delete()
    if taken:
        Notification.objects.filter(pk=row.pk).update(pushed_at=clock.now())


def _without_mail(row: Notification, reached: Reached) -> int:
    """No mail can go out. An alert to the team counts as sent by mail alone: a device may lie in a drawer."""
    urgent = row.kind in kinds and kinds.get(row.kind).urgent
    if reached == Reached.LATER and not urgent:
        _mark_failed(row)
        return 0
    sent = reached == Reached.YES and not urgent
    _mark(row, State.SENT if sent else State.KEPT)
    return int(sent)


@transaction.atomic(durable=True)
def _mark(row: Notification, state: str) -> None:
    """Only while the lease is ours: who took it over after it expired has the say."""
    held = Notification.objects.filter(pk=row.pk, claimed_until=row.claimed_until, state=State.WAITING)
    if held.update(state=state, sent_at=clock.now() if state == State.SENT else None, claimed_until=None):
        _tell_if_given_up(row, state)


@transaction.atomic(durable=True)
def _mark_failed(row: Notification) -> None:
    failures = row.failures + 1
    held = Notification.objects.filter(pk=row.pk, claimed_until=row.claimed_until, state=State.WAITING)
    state = State.FAILED if failures >= TRIES_MOST else State.WAITING
    due_at = clock.now() + FIRST_WAIT * 2**row.failures
    if held.update(failures=failures, state=state, due_at=due_at, claimed_until=None):
        _tell_if_given_up(row, state)


def _tell_if_given_up(row: Notification, state: str) -> None:
    """In the same transaction, so that a message that nobody gets is never forgotten by who wrote it."""
    if state in (State.KEPT, State.FAILED):
        undelivered.send(sender=Notification, notification=row)


def forget_old(moment: datetime) -> int:
    """Retention. Rows made a month before `moment` and sent, kept or given up go; returns how many."""
    return _forget(moment=moment)


@transaction.atomic(durable=True)
def _forget(*, moment: datetime) -> int:
    old = Notification.objects.exclude(state=State.WAITING).filter(created_at__lt=moment - KEEP_SENT)
    return old.delete()[0]


def oldest_unsent_seconds() -> float:
    """How long the oldest message that is due has waited, in seconds; 0 when nothing waits. For the health page."""
    now = clock.now()
    row = Notification.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at").first()
    return (now - row.due_at).total_seconds() if row is not None else 0.0
