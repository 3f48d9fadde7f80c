"""Places at a meeting: who has one, who waits, and what is offered to whom. Blocks under the lock of the meeting's row.

A place is held, kept for a while (offered), or free. While somebody waits, no place is free: it is offered to who has
waited longest, until a time that is said to them. A minute before the beginning the list ends, and what is free goes
to whoever is there and takes it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import clock
from meetings.models import Meeting, Rsvp
from meetings.querysets import RsvpQuerySet
from meetings.services.reminders import set_reminders
from notifications.services import notify
from rows import require_transaction

Answer, Seat = Rsvp.Answer, Rsvp.Seat
# The standby minute: no offer lasts into it.
STANDBY = timedelta(minutes=1)
OFFER_MOST, OFFER_LEAST = timedelta(hours=12), timedelta(minutes=15)


def lock(meeting: Meeting) -> Meeting:
    """The meeting's row, fresh and locked until commit: it is what RSVPs compete for."""
    require_transaction()
    rows = Meeting.objects.select_for_update(no_key=True, of=("self",)).select_related("series__group")
    return rows.get(pk=meeting.pk)


def lock_all(meetings: list[Meeting]) -> list[Meeting]:
    """Several rows, always in the same order, so that two who lock many never wait for each other."""
    require_transaction()
    rows = Meeting.objects.select_for_update(no_key=True, of=("self",)).select_related("series__group")
    return list(rows.filter(pk__in=[meeting.pk for meeting in meetings]).order_by("pk"))


def in_standby(meeting: Meeting, now: datetime) -> bool:
    """The list has ended: whoever is there takes what is free."""
    return now >= meeting.starts_at - STANDBY


def offer_ends(starts_at: datetime, now: datetime) -> datetime:
    """Until when a place is kept: for a quarter of the time that is left, within sense, and not into standby."""
    left = starts_at - STANDBY - now
    lasts = min(max(left / 4, OFFER_LEAST), OFFER_MOST, left)
    ends = now + lasts
    # People are told a minute, so it ends on one.
    whole = ends.replace(second=0, microsecond=0)
    return whole if whole > now else ends


def free_seats(meeting: Meeting) -> int | None:
    """How many places nobody has; None where there is no end of them."""
    if meeting.capacity is None:
        return None
    return max(0, meeting.capacity - Rsvp.objects.filter(meeting=meeting).taking_seats().count())


def settle(meeting: Meeting, now: datetime | None = None) -> None:
    """Building block. End offers whose time is over, and offer what is free to who waits. Twice is harmless."""
    require_transaction()
    now = now or clock.now()
    if not meeting.is_planned or meeting.ends_at <= now:
        return
    if meeting.capacity is None:
        for rsvp in _of(meeting).filter(seat__in=[Seat.WAITING, Seat.OFFERED]):
            give(rsvp)
        return
    for rsvp in _of(meeting).filter(seat=Seat.OFFERED, offer_until__lte=now):
        _lapse(rsvp, now)
    if in_standby(meeting, now):
        return
    free = free_seats(meeting) or 0
    for rsvp in _of(meeting).live().waiting()[:free]:
        _offer(rsvp, meeting, now)


def _of(meeting: Meeting) -> RsvpQuerySet:
    return Rsvp.objects.filter(meeting=meeting).select_related("meeting", "membership__account")


def give(rsvp: Rsvp, *, seat: str = Seat.HELD) -> None:
    """Block. The place is theirs."""
    rsvp.seat = seat
    rsvp.waiting_since = rsvp.offer_until = rsvp.lapsed_at = None
    rsvp.save()
    set_reminders(rsvp)


def take_away(rsvp: Rsvp) -> None:
    """Block. They have no place and wait for none; the caller settles afterwards."""
    rsvp.seat = Seat.NONE
    rsvp.waiting_since = rsvp.offer_until = None
    rsvp.save()
    set_reminders(rsvp)


def keep_for_a_while(rsvp: Rsvp, meeting: Meeting, now: datetime) -> None:
    """Block. The place they had becomes an offer: the meeting was moved, and they are asked again."""
    rsvp.seat = Seat.OFFERED
    rsvp.offer_until = offer_ends(meeting.starts_at, now)
    rsvp.save()
    set_reminders(rsvp)


def _offer(rsvp: Rsvp, meeting: Meeting, now: datetime) -> None:
    rsvp.seat = Seat.OFFERED
    rsvp.offer_until = offer_ends(meeting.starts_at, now)
    rsvp.waiting_since = None
    rsvp.save()
    notify(account=rsvp.membership.account, kind="meetings.offer", about=rsvp)


def _lapse(rsvp: Rsvp, now: datetime) -> None:
    """Nobody is put back on the list: who comes back to it says so, and is never written to again and again."""
    rsvp.answer = Answer.MAYBE
    rsvp.lapsed_at = now
    take_away(rsvp)
