"""What else meetings hold of a person: their calendar address, and where they were noted to be."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, holdings
from meetings.models import Attendance, CalendarFeed, MeetingChoices

G, P, S, T = Class.GROUP, Class.PRIVATE, Class.SENSITIVE, Class.TECHNICAL
_ROW = {"id": T, "uid": T}


def _calendars(account: Any) -> list[dict[str, Any]]:
    rows = CalendarFeed.objects.filter(account=account)
    return [{"made": row.made_at.isoformat(), "with_names": row.with_names} for row in rows]


def _erase_calendars(account: Any) -> None:
    CalendarFeed.objects.filter(account=account).delete()


def _attendances(account: Any) -> list[dict[str, Any]]:
    rows = Attendance.objects.filter(membership__account=account).select_related("meeting__series__group")
    return [
        {
            "group": row.meeting.series.group.name,
            "when": row.meeting.starts_at.isoformat(),
            "present": row.present,
            "came": row.came_at and row.came_at.isoformat(),
            "left": row.left_at and row.left_at.isoformat(),
        }
        for row in rows.order_by("meeting__starts_at", "pk")
    ]


def _erase_attendances(account: Any) -> None:
    Attendance.objects.filter(membership__account=account).delete()
    # What they noted about others stays with those others, without who noted it.
    Attendance.objects.filter(noted_by__account=account).update(noted_by=None)


def register() -> None:
    """Called once, from AppConfig.ready(), after those of `privacy`."""
    add = holdings.add
    add("meetings.calendarfeed", Holding(
        model=CalendarFeed, kind="calendar_address", export=_calendars, erase=_erase_calendars,
        about=_("The secret address of your calendar, without the address"),
        retention=_("Until you end it."),
        fields={**_ROW, "account": P, "token_hash": T, "with_names": P, "made_at": P},
    ))  # fmt: skip
    add("meetings.meetingchoices", Holding(
        model=MeetingChoices, kind="meeting_choices", retention=_("As long as the group."),
        fields={**_ROW, "group": G, "published_at": G, "shows_address": G, "confirms": G},
    ))  # fmt: skip
    add("meetings.attendance", Holding(
        model=Attendance, kind="attendance", export=_attendances, erase=_erase_attendances,
        about=_("When you were noted to be at a meeting"),
        retention=_("Until a month after you leave the group. From when to when: a month."),
        fields={**_ROW, "meeting": G, "membership": S, "present": S, "came_at": S, "left_at": S, "noted_at": P,
                "noted_by": G},
    ))  # fmt: skip
