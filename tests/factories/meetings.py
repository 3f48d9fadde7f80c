"""Meetings for tests, planned by the real service."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import clock
from meetings import services
from meetings.models import Meeting, MeetingSeries, Reminder, Rsvp
from meetings.recurrence import Every, Rule
from tests.factories.groups import join, make_group


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


def due_reminders(people: list[Any], meetings: int) -> int:
    """A reminder that is due for each of `people` at each of so many meetings, as bulk rows: far quicker than saying
    yes so often. Returns how many."""
    keeper = people[0]
    group = make_group(keeper, size=max(12, len(people) + 1), entry="open")
    mine = [join(group, person) for person in people[1:]] + list(group.memberships.filter(account=keeper))
    series = make_series(keeper, group, weekly=False)
    starts_at, now = clock.now() + timedelta(hours=20), clock.now()
    Meeting.objects.bulk_create(
        Meeting(
            series=series,
            original_day=series.first_day + timedelta(days=number + 1),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
        )
        for number in range(meetings)
    )
    rows = list(Meeting.objects.filter(series=series, starts_at=starts_at))
    Rsvp.objects.bulk_create(
        (Rsvp(meeting=row, membership=member, answer="going", seat="held") for row in rows for member in mine),
        batch_size=5000,
    )
    said_yes = Rsvp.objects.filter(meeting__series=series).values_list("pk", flat=True)
    due_at = now - timedelta(minutes=1)
    Reminder.objects.bulk_create(
        (Reminder(rsvp_id=pk, kind=Reminder.Kind.DAY, due_at=due_at) for pk in list(said_yes)), batch_size=5000
    )
    return len(rows) * len(mine)
