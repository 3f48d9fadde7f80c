"""What is beside a meeting: side rooms, guests, and a few words to who was not there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rules import predicate

import clock
from accounts.ages import Ages, fits
from chat.models import Participant
from groups.models import Membership
from meetings.models import (
    Guest,
    LiveMeeting,
    MayBeMissed,
    Meeting,
    Missed,
    ServiceRole,
    SideRoom,
)
from meetings.policies.base import (
    is_active_there,
    keeps_its_group,
)

# How long everybody has to know of a guest: a night to sleep over it.
GUEST_AHEAD = timedelta(days=1)


@predicate
def sees_side(user: Any, side: SideRoom | None) -> bool:
    return side is not None and SideRoom.objects.visible_to(user).filter(pk=side.pk).exists()


@predicate
def was_offered_it(user: Any, side: SideRoom | None) -> bool:
    return side is not None and side.membership.account_id == getattr(user, "pk", None)


@predicate
def somebody_went_there(user: Any, side: SideRoom | None) -> bool:
    return side is not None and side.entered_at is not None


@predicate
def side_is_open(user: Any, side: SideRoom | None) -> bool:
    """While the meeting goes on; who went there before may also say goodbye, as in the meeting's own room."""
    if side is None or not side.live.now.is_closed:
        return side is not None
    until = side.live.talk_until
    return side.entered_at is not None and until is not None and clock.now() < until


@predicate
def is_in_the_side_room(user: Any, side: SideRoom | None) -> bool:
    return side is not None and Participant.objects.of(user).filter(room=side.room_id, room__isnull=False).exists()


@predicate
def is_a_day_away(user: Any, meeting: Meeting | None) -> bool:
    return meeting is not None and meeting.is_planned and clock.now() <= meeting.starts_at - GUEST_AHEAD


@predicate
def sees_guest(user: Any, guest: Guest | None) -> bool:
    return guest is not None and Guest.objects.visible_to(user).filter(pk=guest.pk).exists()


@predicate
def keeps_their_meeting(user: Any, guest: Guest | None) -> bool:
    return guest is not None and bool(keeps_its_group(user, guest.meeting))


@predicate
def is_in_the_group_now(user: Any, guest: Guest | None) -> bool:
    return guest is not None and bool(is_active_there(user, guest.meeting))


@predicate
def guest_is_still_to_come(user: Any, guest: Guest | None) -> bool:
    return guest is not None and guest.ended_at is None and clock.now() < guest.meeting.starts_at


@predicate
def is_the_guest(user: Any, guest: Guest | None) -> bool:
    return guest is not None and guest.account_id is not None and guest.account_id == getattr(user, "pk", None)


@predicate
def place_is_open(user: Any, guest: Guest | None) -> bool:
    """Nobody has it yet, and it can still be used."""
    if guest is None or guest.ended_at is not None or guest.account_id is not None:
        return False
    return guest.meeting.is_planned and clock.now() < guest.goes_at


@predicate
def was_never_a_member(user: Any, guest: Guest | None) -> bool:
    """Who is in the group comes as themselves, and who was removed from it has no second door."""
    if guest is None:
        return False
    return not Membership.objects.filter(account=user, group=guest.meeting.series.group_id).exists()


@predicate
def guest_fits_the_ages(user: Any, guest: Guest | None) -> bool:
    """Nobody is a guest across the line at 18 but an adult whom the team trusts with the young."""
    if guest is None:
        return False
    ages = guest.meeting.series.group.ages
    return fits(user, ages, keeping=False) or fits(user, ages, keeping=True)


@predicate
def is_among_adults(user: Any, row: Any) -> bool:
    """Of a membership or a side room. Who keeps a group for the young is an adult: no room for two holds both."""
    membership = row.membership if isinstance(row, SideRoom) else row
    return membership is not None and membership.group.ages == Ages.ADULTS


@predicate
def is_awaited_now(user: Any, guest: Guest | None) -> bool:
    """From the beginning to the time that members were told, while somebody of the group is there."""
    if guest is None or guest.ended_at is not None or not guest.meeting.is_planned:
        return False
    if not guest.meeting.starts_at <= clock.now() < guest.goes_at:
        return False
    return LiveMeeting.objects.going_on().filter(meeting=guest.meeting_id).exists()


@predicate
def greets_there(user: Any, membership: Membership | None) -> bool:
    roles = [ServiceRole.Role.GREETER, ServiceRole.Role.WELCOMER]
    held = ServiceRole.objects.live().filter(membership__account=user, role__in=roles)
    return membership is not None and held.filter(membership__group=membership.group_id).exists()


@predicate
def may_be_told_they_were_missed(user: Any, membership: Membership | None) -> bool:
    if membership is None:
        return False
    rows = MayBeMissed.objects.reachable(user, membership.group).unwritten()
    return rows.filter(membership=membership).exists()


@predicate
def was_written_to(user: Any, missed: Missed | None) -> bool:
    return missed is not None and Missed.objects.visible_to(user).filter(pk=missed.pk).exists()
