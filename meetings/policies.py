"""Who may do what with meetings. To see one is defined by `visible_to`, so lists and pages cannot disagree."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rules import predicate

import clock
from accounts.access import declare
from accounts.policies import is_onboarded, is_signed_in
from chat.models import Participant
from groups.models import Group
from groups.policies import (
    is_active_member,
    is_live,
    is_own,
    keeps_group,
    keeps_their_group,
    keeps_too,
    membership_of,
    participates,
)
from meetings.models import LiveMeeting, Meeting, Rsvp

# How long before the beginning one can come in.
DOOR_OPENS = timedelta(minutes=15)


@predicate
def sees_meeting(user: Any, meeting: Meeting | None) -> bool:
    return meeting is not None and Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists()


@predicate
def group_is_active(user: Any, group: Group | None) -> bool:
    return group is not None and group.state == Group.State.ACTIVE


@predicate
def keeps_its_group(user: Any, row: Any) -> bool:
    """`row` is a meeting or a series."""
    return row is not None and bool(keeps_group(user, _group(row)))


@predicate
def its_group_is_active(user: Any, row: Any) -> bool:
    return row is not None and bool(group_is_active(user, _group(row)))


@predicate
def is_still_to_come(user: Any, meeting: Meeting | None) -> bool:
    """Planned, and not over."""
    return meeting is not None and meeting.is_planned and not meeting.is_over


@predicate
def is_still_on(user: Any, meeting: Meeting | None) -> bool:
    return meeting is not None and meeting.is_planned


@predicate
def is_not_over(user: Any, meeting: Meeting | None) -> bool:
    return meeting is not None and not meeting.is_over


@predicate
def has_a_place(user: Any, meeting: Meeting | None) -> bool:
    places = [Rsvp.Seat.HELD, Rsvp.Seat.KEEPING]
    return meeting is not None and Rsvp.objects.live().filter(
        meeting=meeting, membership__account=user, seat__in=places
    ).exists()  # fmt: skip


@predicate
def is_active_there(user: Any, meeting: Meeting | None) -> bool:
    """Their membership neither rests nor waits for the ground rules."""
    mine = membership_of(user, meeting.series.group) if meeting is not None else None
    return mine is not None and mine.state == "active"


@predicate
def door_is_open(user: Any, meeting: Meeting | None) -> bool:
    """From a quarter of an hour before, until it is closed; where nobody came at all, until its time is up."""
    if meeting is None or clock.now() < meeting.starts_at - DOOR_OPENS:
        return False
    live = _live(meeting)
    return not meeting.is_over if live is None else live.closed_at is None


@predicate
def comes_in_time(user: Any, meeting: Meeting | None) -> bool:
    """Within the late-entry window; whoever was in once, or keeps the room, may come back at any time."""
    if meeting is None:
        return False
    late = meeting.late_minutes
    if late is None or clock.now() <= meeting.starts_at + timedelta(minutes=late) or keeps_its_group(user, meeting):
        return True
    return Participant.objects.filter(room__in=_rooms(meeting), membership__account=user).exists()


@predicate
def was_removed_there(user: Any, meeting: Meeting | None) -> bool:
    mine = membership_of(user, meeting.series.group) if meeting is not None else None
    live = _live(meeting) if meeting is not None else None
    return mine is not None and live is not None and str(mine.uid) in live.now.removed


@predicate
def is_inside(user: Any, meeting: Meeting | None) -> bool:
    """They came in and have not left: what goes on is told to nobody else."""
    return meeting is not None and LiveMeeting.objects.visible_to(user).filter(meeting=meeting).exists()


@predicate
def goes_on(user: Any, meeting: Meeting | None) -> bool:
    return meeting is not None and LiveMeeting.objects.going_on().filter(meeting=meeting).exists()


def _live(meeting: Meeting) -> LiveMeeting | None:
    return LiveMeeting.objects.filter(meeting=meeting).first()


def _rooms(meeting: Meeting) -> Any:
    return LiveMeeting.objects.filter(meeting=meeting).values("room")


def _group(row: Any) -> Group:
    found: Group = row.series.group if isinstance(row, Meeting) else row.group
    return found


changing = participates & keeps_its_group & its_group_is_active
entering = participates & sees_meeting & its_group_is_active & is_still_on & is_active_there
entering &= has_a_place | keeps_its_group

declare(
    meetings=dict(
        view=sees_meeting,
        view_list=is_active_member,
        see_address=sees_meeting & (has_a_place | keeps_its_group),
        plan=participates & keeps_group & group_is_active,
        change_series=changing,
        change=changing & is_not_over,
        answer=participates & sees_meeting & its_group_is_active & is_still_to_come,
        come_in=entering & door_is_open & comes_in_time & ~was_removed_there,
        take_part=participates & is_inside & goes_on,
        # Nobody is kept in a room they want to leave.
        leave=is_inside,
        set_aside=participates & ~is_own & is_live & keeps_their_group & ~keeps_too,
        read_scripts=is_signed_in & is_onboarded,
        # One's own matter, also for who does not take part at the moment.
        set_reminders=is_signed_in & is_onboarded,
    )
)
