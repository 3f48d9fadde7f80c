"""What else meetings hold of a person: their calendar address, and what they chose for a group they keep."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, holdings
from meetings.models import CalendarFeed, MeetingChoices

G, P, S, T = Class.GROUP, Class.PRIVATE, Class.SENSITIVE, Class.TECHNICAL
_ROW = {"id": T, "uid": T}


def _calendars(account: Any) -> list[dict[str, Any]]:
    rows = CalendarFeed.objects.filter(account=account)
    return [{"made": row.made_at.isoformat(), "with_names": row.with_names} for row in rows]


def _erase_calendars(account: Any) -> None:
    CalendarFeed.objects.filter(account=account).delete()


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
