"""Saying whether one comes, taking a place that is offered, and who may see it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

import clock
from accounts.access import require
from groups.models import Membership
from meetings.models import Meeting, Rsvp
from meetings.services.seats import Answer, Seat, free_seats, give, in_standby, lock, settle, take_away
from rows import require_transaction


@transaction.atomic(durable=True)
def answer(
    *,
    actor: Any,
    meeting: Meeting,
    answer: str,
    just_listening: bool = False,
    shown_to: str = Rsvp.ShownTo.NOBODY,
) -> Rsvp:
    """`actor` comes, might come, or does not. Coming takes a place, or the end of the waiting list; the row says which.

    Saying it again changes nothing but what was said. An offer is accepted by coming and declined by anything else.
    Raises PermissionDenied, also for who was removed a moment ago.
    """
    # First the membership, then the meeting: whoever ends a membership takes them in the same order.
    membership = (
        Membership.objects.select_for_update(no_key=True, of=("self",))
        .of(actor)
        .filter(group__meeting_series__meetings=meeting.pk)
        .first()
    )
    meeting = lock(meeting)
    require(actor, "meetings.answer", meeting)
    if membership is None:
        raise PermissionDenied("meetings.answer")
    now = clock.now()
    settle(meeting, now)
    rsvp = Rsvp.objects.filter(meeting=meeting, membership=membership).first()
    rsvp = rsvp or Rsvp(meeting=meeting, membership=membership)
    rsvp.meeting, rsvp.membership = meeting, membership
    rsvp.answer = Answer(answer).value
    rsvp.just_listening, rsvp.shown_to = just_listening, Rsvp.ShownTo(shown_to).value
    rsvp.answered_at, rsvp.asked_again_at, rsvp.lapsed_at = now, None, None
    if rsvp.answer == Answer.GOING:
        seat_or_list(rsvp, meeting)
    else:
        take_away(rsvp)
        settle(meeting, now)
    return rsvp


def seat_or_list(rsvp: Rsvp, meeting: Meeting) -> None:
    """Building block. A place in the locked, settled `meeting` for who comes, or the end of its waiting list."""
    require_transaction()
    now = clock.now()
    if rsvp.membership.keeps_the_room:
        give(rsvp, seat=Seat.KEEPING)
    elif meeting.capacity is None or rsvp.seat in (Seat.HELD, Seat.OFFERED):
        give(rsvp)
    elif free_seats(meeting) and (in_standby(meeting, now) or not _somebody_waits(meeting)):
        give(rsvp)
    else:
        rsvp.seat = Seat.WAITING
        rsvp.waiting_since = rsvp.waiting_since or now
        rsvp.save()


def _somebody_waits(meeting: Meeting) -> bool:
    return Rsvp.objects.filter(meeting=meeting).live().waiting().exists()
