"""A series and its meetings as events of a calendar: the rule as far as it holds, and what is not as the rule says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from meetings import recurrence
from meetings.feeds.ical import Event, stamp
from meetings.models import Details, Meeting, MeetingSeries
from meetings.recurrence import Pattern, RecurrenceError
from meetings.services.blocks import AHEAD, pattern_of, pauses_of, wall_of

# How much of what was stays in a calendar. Whole months, so that an event does not begin on another day each night.
KEPT_DAYS = 31
# A pause that lasts longer is the end of what can be told.
PAUSE_MOST = timedelta(days=400)


@dataclass(frozen=True)
class Told:
    """What a reader of a calendar is told of a meeting, besides its time."""

    title: str
    url: str = ""
    words: str = ""
    place: str = ""


def since(now: datetime) -> date:
    """The first day that calendars still tell of."""
    return (now.date() - timedelta(days=KEPT_DAYS)).replace(day=1)


def events_of(
    series: MeetingSeries,
    rows: Iterable[Meeting],
    tell: Callable[[Details], Told],
    *,
    uid: Callable[[MeetingSeries | Meeting], str],
    now: datetime,
    without: frozenset[int] = frozenset(),
) -> list[Event]:
    """The events of one series. `rows` are its meetings from `since(now)` on; those in `without` are left out."""
    rows = sorted(rows, key=lambda row: row.original_day)
    try:
        pattern = pattern_of(series)
    except RecurrenceError:
        # A zone that is gone has no wall. The moments are right all the same.
        return [_alone(row, tell(row), uid(row), "UTC") for row in rows if row.is_planned and row.pk not in without]
    if pattern.rule is None:
        return [
            _alone(row, tell(row), uid(series), pattern.zone, series.version)
            for row in rows
            if row.pk not in without and row.state != Meeting.State.PAUSED
        ]
    return _with_rule(series, rows, pattern, tell, uid, now, without)


def _with_rule(
    series: MeetingSeries,
    rows: list[Meeting],
    pattern: Pattern,
    tell: Callable[[Details], Told],
    uid: Callable[[MeetingSeries | Meeting], str],
    now: datetime,
    without: frozenset[int],
) -> list[Event]:
    usual = tell(series)
    first, last = max(since(now), pattern.first_day), _last_day(series, rows, pattern, now)
    seen_until = max([wall_of(now, pattern.zone)[0] + AHEAD, *(row.original_day for row in rows)])
    covered = set(recurrence.days(pattern, first, min(last or seen_until, seen_until)))
    # A time that the clocks jump over is no time of a rule (RFC 5545, 3.3.10), but we meet then all the same.
    jumped = {day for day in covered if not _is_on_the_wall(day, pattern)}
    regular = sorted(covered - jumped)
    left_out, found = set(jumped), []
    for row in rows:
        day, told = row.original_day, tell(row)
        goes_away = row.state == Meeting.State.PAUSED or row.pk in without
        if day not in covered or day in jumped:
            if row.is_planned and not goes_away:
                found.append(_alone(row, told, uid(row), pattern.zone, series.version))
        elif goes_away:
            left_out.add(day)
        elif (
            not row.is_planned
            or told != usual
            or row.minutes != series.minutes
            or row.starts_at != pattern.starts_at(day)
        ):
            event = _alone(row, told, uid(series), pattern.zone, series.version)
            found.append(replace(event, instead_of=_wall(day, pattern)))
    left_out |= _days_of_pauses(series, rows, pattern, covered, first, last)
    if not regular:
        return [event for event in found if event.instead_of is None]
    whole = Event(
        uid=uid(series),
        starts_at=pattern.starts_at(regular[0]),
        minutes=series.minutes,
        zone=pattern.zone,
        title=usual.title,
        url=usual.url,
        words=usual.words,
        place=usual.place,
        rule=_rule(pattern, last),
        left_out=tuple(_wall(day, pattern) for day in sorted(left_out) if day >= regular[0]),
        sequence=series.version,
    )
    return [whole, *found]


def _alone(row: Meeting, told: Told, uid: str, zone: str, version: int = 0) -> Event:
    return Event(
        uid=uid,
        starts_at=row.starts_at,
        minutes=row.minutes,
        zone=zone,
        title=told.title,
        url=told.url,
        words=told.words,
        place=told.place,
        sequence=version + row.version,
        is_cancelled=row.state == Meeting.State.CANCELLED,
    )


def _last_day(series: MeetingSeries, rows: list[Meeting], pattern: Pattern, now: datetime) -> date | None:
    """The last day on which the rule holds; None where it goes on."""
    rule = pattern.rule
    ends = [rule.until] if rule is not None and rule.until is not None else []
    if rule is not None and rule.count is not None:
        ends += recurrence.days(pattern, pattern.first_day, recurrence.LATEST)[-1:]
    if series.ended_at is not None:
        ends.append(max((row.original_day for row in rows), default=wall_of(now, pattern.zone)[0]))
    ends += [pause.first - timedelta(days=1) for pause in pauses_of(series) if _is_long(pause)]
    return min(ends) if ends else None


def _is_long(pause: recurrence.Pause) -> bool:
    return pause.last is None or pause.last - pause.first > PAUSE_MOST


def _days_of_pauses(
    series: MeetingSeries, rows: list[Meeting], pattern: Pattern, covered: set[date], first: date, last: date | None
) -> set[date]:
    """Days within pauses that have no meeting of their own yet."""
    there, found = {row.original_day for row in rows}, set()
    for pause in pauses_of(series):
        if not _is_long(pause) and pause.last is not None:
            end = min(pause.last, last or pause.last)
            found |= {day for day in recurrence.days(pattern, max(pause.first, first), end) if day not in there}
    return found


def _is_on_the_wall(day: date, pattern: Pattern) -> bool:
    there = pattern.starts_at(day).astimezone(recurrence.zone_of(pattern.zone))
    return there.replace(tzinfo=None) == _wall(day, pattern)


def _wall(day: date, pattern: Pattern) -> datetime:
    return datetime.combine(day, pattern.at)


def _rule(pattern: Pattern, last: date | None) -> str:
    """The RRULE from whatever day it is told. A number of times becomes a last day, so that no reader has to count."""
    assert pattern.rule is not None  # noqa: S101 - the caller looked
    rule = str(replace(pattern.rule, count=None, until=None))
    if last is None:
        return rule
    # In UTC, as the standard wants it where the beginning has a zone: the last moment of that day on the wall.
    end = recurrence.moment(last, time(23, 59, 59), recurrence.zone_of(pattern.zone))
    return f"{rule};UNTIL={stamp(end.astimezone(UTC))}"
