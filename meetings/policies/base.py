"""Of a group and its meetings: who sees them, who keeps them, and whether they are still to come."""

from __future__ import annotations

from typing import Any

from rules import predicate

from accounts.standing import sees
from groups.models import Group
from groups.policies import (
    keeps_group,
    membership_of,
)
from meetings.models import (
    Meeting,
    Rsvp,
)


@predicate
def sees_meeting(user: Any, meeting: Meeting | None) -> bool:
    return meeting is not None and sees(user, meeting)


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


def _group(row: Any) -> Group:
    found: Group = row.series.group if isinstance(row, Meeting) else row.group
    return found
