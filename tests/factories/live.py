"""Live rooms for tests, opened and led by the real services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import clock
from groups.models import Membership
from meetings import services
from meetings.live import Kind, Phase, State
from meetings.models import LiveMeeting, Meeting
from tests.factories.meetings import make_meeting, says


def make_soon(keeper: Any, group: Any, *, minutes: float = 5, **fields: Any) -> Meeting:
    """A single meeting that begins in a few minutes: its door is open."""
    starts = clock.now() + timedelta(minutes=minutes)
    days = (starts.date() - clock.now().date()).days
    return make_meeting(keeper, group, days=days, at=starts.time(), **({"format": "sharing_round"} | fields))


def comes_in(user: Any, meeting: Meeting, **fields: Any) -> LiveMeeting:
    """`user` says that they come where they did not yet, and comes in."""
    says(user, meeting)
    return services.come_in(actor=user, meeting=meeting, **fields)


def live_of(meeting: Meeting) -> LiveMeeting:
    return LiveMeeting.objects.select_related("room").get(meeting=meeting)


def now_of(meeting: Meeting) -> State:
    return live_of(meeting).now


def name_of(user: Any, meeting: Meeting) -> str:
    """Under which id the state knows somebody."""
    return str(Membership.objects.get(account=user, group=meeting.series.group).uid)


def presses(user: Any, meeting: Meeting, kind: str, **fields: Any) -> LiveMeeting:
    """`user` presses a button of the page as it is now."""
    version = fields.pop("version", live_of(meeting).version)
    return services.act(actor=user, meeting=meeting, kind=kind, version=version, **fields)


def leads_to(user: Any, meeting: Meeting, phase: str) -> None:
    """`user` moves the meeting on as far as `phase`."""
    while now_of(meeting).phase != phase:
        presses(user, meeting, Kind.BEGIN if now_of(meeting).phase == Phase.LOBBY else Kind.NEXT)
