"""Meetings for tests, planned by the real service."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import clock
from meetings import services
from meetings.models import Meeting, MeetingSeries, Rsvp
from meetings.recurrence import Every, Rule


def a_plan(*, days: float = 3, at: time = time(19, 30), zone: str = "UTC", weekly: bool = True, **about: Any) -> Any:
    """A plan from `days` days ahead: every week on that weekday, or once."""
    first = (clock.now() + timedelta(days=days)).date()
    rule = Rule(Every.WEEK, days=(first.weekday(),)) if weekly else None
    return services.Plan(first_day=first, at=at, time_zone=zone, rule=rule, about=services.About(**about))


def make_series(keeper: Any, group: Any, plan: Any = None, **fields: Any) -> MeetingSeries:
    """A series planned by `keeper`; `fields` are those of `a_plan`."""
    return services.plan_series(actor=keeper, group=group, plan=plan or a_plan(**fields))


def make_meeting(keeper: Any, group: Any, **fields: Any) -> Meeting:
    """A single meeting three days ahead, or what `fields` say."""
    series = make_series(keeper, group, **({"weekly": False} | fields))
    return Meeting.objects.filter(series=series).order_by("starts_at")[0]


def meetings_of(series: Any) -> list[Meeting]:
    return list(Meeting.objects.filter(series=series).order_by("starts_at"))


def says(user: Any, meeting: Any, answer: str = "going", **fields: Any) -> Rsvp:
    """`user` answers through the real service."""
    return services.answer(actor=user, meeting=meeting, answer=answer, **fields)


def rsvp_of(user: Any, meeting: Any) -> Rsvp:
    return Rsvp.objects.get(meeting=meeting, membership__account=user)
