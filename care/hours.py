"""Opening hours as they are written beside a helpline, and whether it is open at a moment. Pure: no Django, no clock.

    24/7                                             day and night
    su-fr 08:00-18:00; sa 10:00-14:00                several periods
    mo,th,fr 00:00-24:00; tu,we,sa,su 06:00-24:00    several days
    mo-su 15:30-00:30                                an end that is earlier than the start lies on the next day

An empty text means that nobody knows. Not knowing is never "open".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
DAY_MINUTES = 24 * 60
State = Literal["open", "closed", "unknown"]

_PERIOD = re.compile(r"([a-z,\-]+) (\d{2}):(\d{2})-(\d{2}):(\d{2})", re.ASCII)


class HoursError(ValueError):
    """The text is not written in the way that this module reads; the message says where."""


@dataclass(frozen=True)
class Period:
    """The same times on some days. Minutes since midnight; `end` passes 1440 where it lies on the next day."""

    days: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Hours:
    """`always` is day and night; else `periods` has at least one."""

    periods: tuple[Period, ...] = ()
    always: bool = False


@dataclass(frozen=True)
class Openness:
    """`opens_at` is the next opening in the line's own zone, only where it is closed now."""

    state: State
    opens_at: datetime | None = None


UNKNOWN = Openness("unknown")


def parse(text: str) -> Hours | None:
    """Hours, None for an empty text, HoursError for anything that cannot be read in exactly one way."""
    if text == "":
        return None
    if text == "24/7":
        return Hours(always=True)
    return Hours(periods=tuple(_period(part) for part in text.split("; ")))


def _period(text: str) -> Period:
    found = _PERIOD.fullmatch(text)
    if not found:
        raise HoursError(f"“{text}” is not like “mo-fr 08:00-18:00”")
    start, end = _minutes(found[2], found[3]), _minutes(found[4], found[5])
    if start == DAY_MINUTES:
        raise HoursError(f"“{text}” starts at 24:00; that is 00:00 of the next day")
    if start == end:
        raise HoursError(f"“{text}” ends when it starts; write 00:00-24:00 for the whole day")
    return Period(_days(found[1]), start, end if end > start else end + DAY_MINUTES)


def _minutes(hour: str, minute: str) -> int:
    minutes = int(hour) * 60 + int(minute)
    if int(minute) > 59 or minutes > DAY_MINUTES:
        raise HoursError(f"there is no time {hour}:{minute}")
    return minutes


def _days(text: str) -> tuple[int, ...]:
    days: list[int] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            raise HoursError(f"“{part}” is not a day or a span of days; days are {', '.join(DAYS)}")
        start, end = DAYS.index(first), DAYS.index(last or first)
        days += [(start + step) % 7 for step in range((end - start) % 7 + 1)]
    if len(set(days)) != len(days):
        raise HoursError(f"“{text}” names a day twice")
    return tuple(days)


def open_at(hours: Hours | None, moment: datetime, zone: ZoneInfo) -> Openness:
    """Is a line with these hours in `zone` open at the aware `moment`, and if not, when does it open next?"""
    if hours is None:
        return UNKNOWN
    if hours.always:
        return Openness("open")
    # In UTC: Python compares two times of the same zone by the hands of the clock and not by the order of moments.
    moment = moment.astimezone(UTC)
    today = moment.astimezone(zone).date()
    opens_at: datetime | None = None
    for offset in range(-2, 9):
        day = today + timedelta(days=offset)
        for period in hours.periods:
            if day.weekday() not in period.days:
                continue
            start, end = at(day, period.start, zone), at(day, period.end, zone)
            if start <= moment < end:
                return Openness("open")
            if moment < start < end and (opens_at is None or start < opens_at):
                opens_at = start
    return Openness("closed", opens_at.astimezone(zone) if opens_at else None)


def at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, when clocks in `zone` first show `minutes` past midnight of `day`, or jump over that time."""
    day, minutes = day + timedelta(days=minutes // DAY_MINUTES), minutes % DAY_MINUTES
    wall = datetime.combine(day, time(minutes // 60, minutes % 60))
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if late.astimezone(zone).replace(tzinfo=None) == wall:
        return late
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)
