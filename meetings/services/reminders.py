"""Reminders: rows with a due time, handed to the outbox once. A meeting that moves moves its rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

import clock
from accounts.access import require
from audit import services as audit
from meetings.models import Meeting, Reminder, ReminderWish, Rsvp
from notifications.services import Message, notify_many
from rows import require_transaction

AHEAD = {Reminder.Kind.DAY: timedelta(days=1), Reminder.Kind.HOUR: timedelta(hours=1)}
When = ReminderWish.When
KINDS: dict[str, tuple[Reminder.Kind, ...]] = {
    When.DAY: (Reminder.Kind.DAY,),
    When.HOUR: (Reminder.Kind.HOUR,),
    When.BOTH: (Reminder.Kind.DAY, Reminder.Kind.HOUR),
    When.NONE: (),
}
BATCH = 500


def wish_of(account: Any) -> str:
    """When this person wants to be reminded: a day before, as long as they said nothing else."""
    wish = ReminderWish.objects.filter(account=account).first()
    return wish.when if wish is not None else When.DAY


def set_reminders(rsvp: Rsvp) -> None:
    """Building block. The reminders of one RSVP follow from its place, the meeting's time and the person's wish.

    What was handed over stays: nobody is reminded twice of one meeting in one way, wherever it moves.
    """
    require_transaction()
    meeting, now = rsvp.meeting, clock.now()
    account = rsvp.membership.account
    due = {}
    if meeting.is_planned and (rsvp.has_place or rsvp.seat == Rsvp.Seat.OFFERED) and account is not None:
        due = {kind: meeting.starts_at - AHEAD[kind] for kind in KINDS[wish_of(account)]}
    rows = {row.kind: row for row in Reminder.objects.filter(rsvp=rsvp)}
    for kind in Reminder.Kind:
        row, at = rows.get(kind), due.get(kind)
        if row is not None and row.handed_at is not None:
            continue
        if at is None or at <= now:
            # Too late for this one: whoever says yes, or is told of a move, on the day knows it already.
            if row is not None:
                row.delete()
        elif row is None:
            Reminder.objects.create(rsvp=rsvp, kind=kind, due_at=at)
        elif row.due_at != at:
            row.due_at = at
            row.save(update_fields=["due_at"])


@transaction.atomic(durable=True)
def choose_reminders(*, actor: Any, when: str) -> ReminderWish:
    """When `actor` wants to be reminded from now on, of meetings they have said yes to as well."""
    require(actor, "meetings.set_reminders")
    when = When(when)
    wish = ReminderWish.objects.update_or_create(account=actor, defaults={"when": when})[0]
    ahead = Rsvp.objects.filter(
        membership__account=actor, meeting__starts_at__gt=clock.now(), meeting__state=Meeting.State.PLANNED
    )
    for rsvp in ahead.select_related("meeting", "membership__account"):
        set_reminders(rsvp)
    audit.record(actor=actor, verb="reminders.chosen", target=wish)
    return wish


def hand_over_reminders() -> int:
    """Sweep. Hands what is due to the outbox; returns how many. May run in several processes at once."""
    count = 0
    while handed := _hand_over():
        count += handed
    return count


@transaction.atomic(durable=True)
def _hand_over() -> int:
    """One batch: the row is marked in the transaction that fills the outbox, so each is handed over exactly once."""
    now = clock.now()
    due = Reminder.objects.select_for_update(skip_locked=True).filter(handed_at__isnull=True, due_at__lte=now)
    claimed = [pk for (pk,) in due.order_by("due_at", "pk").values_list("pk")[:BATCH]]
    # Plain values: there may be very many, and nothing else of them is asked.
    rows = Reminder.objects.filter(pk__in=claimed).values_list(
        "uid", "rsvp__seat", "rsvp__meeting__state", "rsvp__meeting__starts_at", "rsvp__membership__account_id"
    )
    notify_many(
        messages=[
            Message(account_id=account_id, kind="meetings.reminder", about=Reminder(uid=uid))
            for uid, seat, state, starts_at, account_id in rows.order_by("due_at", "pk")
            if _holds(seat, state, starts_at, now) and account_id is not None
        ]
    )
    Reminder.objects.filter(pk__in=claimed).update(handed_at=now)
    return len(claimed)


def is_still_true(rsvp: Rsvp, now: datetime) -> bool:
    """Whether a reminder of this meeting would still tell this person something that is so."""
    return _holds(rsvp.seat, rsvp.meeting.state, rsvp.meeting.starts_at, now)


def _holds(seat: str, state: str, starts_at: datetime, now: datetime) -> bool:
    coming = seat in (Rsvp.Seat.HELD, Rsvp.Seat.KEEPING, Rsvp.Seat.OFFERED)
    return coming and state == Meeting.State.PLANNED and starts_at > now
