"""What time does to meetings. Each sweep is idempotent and claims its rows."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

import clock
from meetings.models import Meeting, MeetingSeries, Rsvp
from meetings.recurrence import RecurrenceError
from meetings.services.blocks import AHEAD, fill, lock_series
from meetings.services.minding import forget_lives
from meetings.services.seats import lock, settle

log = logging.getLogger(__name__)
AT_ONCE = 200
# Where one meant to be is nobody's business for longer.
KEEP_ANSWERS = timedelta(days=30)


def extend_series() -> int:
    """Sweep. Makes the meetings that came within eight weeks; returns how many. One that fails stops no other."""
    now = clock.now()
    # The horizon moves once a day, wherever the series lives.
    due = Q(filled_until__isnull=True) | Q(filled_until__lt=(now + AHEAD).date() - timedelta(days=1))
    rows = MeetingSeries.objects.going_on().filter(due).order_by("filled_until", "pk")
    return sum(_extend(series=row, now=now) for row in rows)


def _extend(*, series: MeetingSeries, now: datetime) -> int:
    try:
        return _fill(series=series, now=now)
    except RecurrenceError as error:
        log.error("series %s was not extended: %s", series.uid, error.code)
        return 0


@transaction.atomic(durable=True)
def _fill(*, series: MeetingSeries, now: datetime) -> int:
    held = lock_series(series)
    return fill(held, now) if held.ended_at is None else 0


def lapse_offers() -> int:
    """Sweep. Ends offers whose time is over, and offers each place to the next; returns how many meetings it saw."""
    now = clock.now()
    late = Rsvp.objects.filter(seat=Rsvp.Seat.OFFERED, offer_until__lte=now).values("meeting")
    rows = list(Meeting.objects.filter(pk__in=late, ends_at__gt=now).order_by("pk")[:AT_ONCE])
    for row in rows:
        _settle(meeting=row)
    return len(rows)


@transaction.atomic(durable=True)
def _settle(*, meeting: Meeting) -> None:
    settle(lock(meeting))


def forget_old(moment: datetime) -> int:
    """Retention. Answers to meetings that ended a month before `moment` go, with reminders and their live rooms."""
    return _forget(moment=moment)


@transaction.atomic(durable=True)
def _forget(*, moment: datetime) -> int:
    return Rsvp.objects.filter(meeting__ends_at__lt=moment - KEEP_ANSWERS).delete()[0] + forget_lives(moment)
