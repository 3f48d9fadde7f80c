"""What follows at meetings when somebody goes, is hidden, or gets another role. Blocks, inside the cause."""

from __future__ import annotations

from typing import Any

import clock
from groups.models import Group, Membership
from meetings.models import Beside, Meeting, MeetingSeries, Rsvp
from meetings.services.answering import seat_or_list
from meetings.services.blocks import lock_series
from meetings.services.live import leave_lives_of
from meetings.services.missed import forget_missed_of
from meetings.services.planning import end
from meetings.services.seats import Seat, lock_all, settle, take_away
from meetings.services.sides import leave_sides_kept_by
from rows import require_transaction


def _ahead(membership: Membership) -> list[Meeting]:
    now = clock.now()
    return lock_all(list(Meeting.objects.filter(rsvps__membership=membership, ends_at__gt=now).distinct()))


def free_places_of(membership: Membership) -> None:
    """Building block. What they answered goes, their places go to who waits, and they are in no live room."""
    require_transaction()
    for meeting in _ahead(membership):
        Rsvp.objects.filter(meeting=meeting, membership=membership).delete()
        settle(meeting)
    Rsvp.objects.filter(membership=membership).delete()
    Beside.objects.filter(membership=membership, meeting__ends_at__gt=clock.now()).update(membership=None)
    leave_lives_of(membership)
    forget_missed_of(membership)


def free_places_of_account(account: Any) -> None:
    """Building block. The same in every group of an account that is hidden from now on."""
    for membership in Membership.objects.filter(account=account).order_by("pk"):
        free_places_of(membership)


def keep_no_places_for(account: Any) -> None:
    """Building block. Who has died: in every group their places go to who waits, and nothing reminds of a meeting.

    What they answered stays, for the case that it was a mistake.
    """
    require_transaction()
    for membership in Membership.objects.filter(account=account).order_by("pk"):
        for meeting in _ahead(membership):
            for rsvp in Rsvp.objects.filter(meeting=meeting, membership=membership):
                rsvp.meeting, rsvp.membership = meeting, membership
                take_away(rsvp)
            settle(meeting)
        Beside.objects.filter(membership=membership, meeting__ends_at__gt=clock.now()).update(membership=None)
        leave_lives_of(membership)


def give_places_again_to(account: Any) -> None:
    """Building block. It was a mistake: where they said that they come, they have a place, or are on the list."""
    require_transaction()
    for membership in Membership.objects.of(account).order_by("pk"):
        for meeting in _ahead(membership):
            settle(meeting)
            for rsvp in Rsvp.objects.filter(meeting=meeting, membership=membership, answer=Rsvp.Answer.GOING):
                rsvp.meeting, rsvp.membership = meeting, membership
                if meeting.is_planned:
                    seat_or_list(rsvp, meeting)


def change_role(membership: Membership) -> None:
    """Building block. Who keeps the room needs no counted place; who keeps it no longer takes one, or waits for it."""
    require_transaction()
    if not membership.keeps_the_room:
        leave_sides_kept_by(membership)
    for meeting in _ahead(membership):
        rsvp = Rsvp.objects.filter(meeting=meeting, membership=membership).first()
        if rsvp is None or rsvp.seat == Seat.NONE:
            continue
        rsvp.meeting, rsvp.membership = meeting, membership
        if membership.keeps_the_room != (rsvp.seat == Seat.KEEPING):
            if rsvp.seat == Seat.KEEPING:
                rsvp.seat = Seat.NONE
            seat_or_list(rsvp, meeting)
        settle(meeting)


def end_plans_of(group: Group) -> None:
    """Building block. A group that ended meets no more."""
    require_transaction()
    for row in MeetingSeries.objects.filter(group=group, ended_at__isnull=True).order_by("pk"):
        end(lock_series(row))


def erase_answers_of(account: Any) -> None:
    """Building block. Nothing is left of where an account said it would be."""
    require_transaction()
    Rsvp.objects.filter(membership__account=account).delete()
