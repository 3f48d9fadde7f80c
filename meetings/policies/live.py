"""The live room: its door, and who is in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rules import predicate

import clock
from chat.models import Participant
from groups.models import Membership
from meetings.models import (
    LiveMeeting,
    Meeting,
)
from meetings.policies.base import (
    keeps_its_group,
)

# How long before the beginning one can come in.
DOOR_OPENS = timedelta(minutes=15)


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
    return Participant.objects.filter(room__in=rooms_of(meeting), membership__account=user).exists()


@predicate
def was_removed_there(user: Any, meeting: Meeting | None) -> bool:
    live = _live(meeting) if meeting is not None else None
    removed = live.now.removed if live is not None else ()
    # Asked of the person: who leaves the group and joins it again has another membership there.
    return bool(removed) and Membership.objects.filter(uid__in=removed, account=user).exists()


@predicate
def is_inside(user: Any, meeting: Meeting | None) -> bool:
    """They came in and have not left: what goes on is told to nobody else."""
    return meeting is not None and LiveMeeting.objects.visible_to(user).filter(meeting=meeting).exists()


@predicate
def goes_on(user: Any, meeting: Meeting | None) -> bool:
    return meeting is not None and LiveMeeting.objects.going_on().filter(meeting=meeting).exists()


def _live(meeting: Meeting) -> LiveMeeting | None:
    return LiveMeeting.objects.filter(meeting=meeting).first()


def rooms_of(meeting: Meeting) -> Any:
    return LiveMeeting.objects.filter(meeting=meeting).values("room")
