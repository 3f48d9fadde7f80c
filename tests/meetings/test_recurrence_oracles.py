"""A thousand generated series, against two calendars that know nothing of ours."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from dateutil import tz
from dateutil.rrule import rrulestr

from meetings.recurrence import Change, Every, Occurrence, Pattern, Rule, aligned, days, occurrences, parse

ZONES = (
    "Europe/Dublin",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Africa/Cairo",
)
# Times near the jumps of these zones, and ordinary ones.
TIMES = (
    time(0, 30),
    time(1, 30),
    time(2, 0),
    time(2, 15),
    time(2, 30),
    time(3, 0),
    time(9, 5),
    time(19, 30),
    time(23, 45),
)
SERIES = 1000


@dataclass(frozen=True)
class Case:
    pattern: Pattern
    changes: dict[date, Change]
    first: date
    last: date


def a_rule(dice: random.Random, first_day: date) -> Rule:
    interval = dice.choice((1, 1, 1, 2, 2, 3, 5))
    end: dict[str, object] = {}
    if (kind := dice.random()) < 0.25:
        end = {"count": dice.randint(1, 60)}
    elif kind < 0.5:
        end = {"until": first_day + timedelta(days=dice.randint(0, 400))}
    if dice.random() < 0.6:
        chosen = tuple(dice.sample(range(7), dice.randint(1, 4)))
        return Rule(Every.WEEK, interval, days=chosen, **end)  # type: ignore[arg-type]
    if dice.random() < 0.5:
        return Rule(Every.MONTH, interval, days=(dice.randrange(7),), nth=dice.choice((1, 2, 3, 4, 5, -1)), **end)  # type: ignore[arg-type]
    return Rule(Every.MONTH, interval, month_days=(dice.choice((1, 13, 28, 29, 30, 31, -1)),), **end)  # type: ignore[arg-type]


def a_case(dice: random.Random) -> Case:
    start = date(2020, 1, 1) + timedelta(days=dice.randint(0, 2500))
    rule = a_rule(dice, start)
    pattern = Pattern(start, dice.choice(TIMES), dice.choice(ZONES), rule)
    while True:
        try:
            pattern = aligned(pattern)
            break
        except ValueError:
            pattern = replace(pattern, rule=replace(a_rule(dice, start), until=None))
    first = pattern.first_day + timedelta(days=dice.randint(-20, 200))
    last = first + timedelta(days=dice.randint(60, 300))
    changes = {}
    for day in dice.sample(found := days(pattern, pattern.first_day, last), min(len(found), dice.randint(0, 4))):
        kind = dice.choice(list(Change.Kind))
        to = (
            (day + timedelta(days=dice.randint(-3, 3)), dice.choice(TIMES))
            if kind == Change.Kind.MOVED
            else (None, None)
        )
        changes[day] = Change(kind, *to)
    return Case(pattern, changes, first, last)


def as_calendar(case: Case) -> icalendar.Calendar:
    """The same series as a file that another calendar would read."""
    pattern, zone = case.pattern, ZoneInfo(case.pattern.zone)
    calendar, event = icalendar.Calendar(), icalendar.Event()

    def at(day: date, wall: time = pattern.at) -> datetime:
        return datetime.combine(day, wall, tzinfo=zone)

    event.add("uid", "one@example")
    event.add("dtstart", at(pattern.first_day))
    event.add("duration", timedelta(hours=1))
    rule = str(replace(pattern.rule, until=None)) if pattern.rule else ""
    if pattern.rule and pattern.rule.until:
        end = at(pattern.rule.until, time(23, 59, 59)).astimezone(UTC)
        rule += f";UNTIL={end:%Y%m%dT%H%M%SZ}"
    event.add("rrule", icalendar.vRecur.from_ical(rule))
    for day, change in case.changes.items():
        if change.kind == Change.Kind.MOVED:
            moved = icalendar.Event()
            moved.add("uid", "one@example")
            moved.add("recurrence-id", at(day))
            moved.add("dtstart", at(change.day or day, change.at or pattern.at))
            moved.add("duration", timedelta(hours=1))
            calendar.add_component(moved)
        else:
            event.add("exdate", at(day))
    calendar.add_component(event)
    return calendar


def told(case: Case) -> list[datetime]:
    """What the other calendar says takes place within the window, in UTC."""
    zone = ZoneInfo(case.pattern.zone)
    low = datetime.combine(case.first, time(), tzinfo=zone).astimezone(UTC)
    high = datetime.combine(case.last + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)
    events = recurring_ical_events.of(as_calendar(case)).between(low - timedelta(days=2), high + timedelta(days=2))
    starts = [event["DTSTART"].dt.astimezone(UTC) for event in events]
    inside = [one for one in starts if case.first <= one.astimezone(zone).date() <= case.last]
    return sorted(inside)


def ours(case: Case) -> list[Occurrence]:
    found = occurrences(case.pattern, case.first, case.last, changes=case.changes)
    return [one for one in found if not one.cancelled]


def test_a_thousand_series_are_what_two_other_calendars_say() -> None:
    dice = random.Random(20261125)
    seen_zones, jumps, total = set(), 0, 0
    for number in range(SERIES):
        case = a_case(dice)
        mine = ours(case)
        assert [one.starts_at for one in mine] == told(case), (number, case)
        assert all(one.starts_at.tzinfo is UTC for one in mine)
        total += len(mine)
        seen_zones.add(case.pattern.zone)
        offsets = {one.starts_at.astimezone(ZoneInfo(case.pattern.zone)).utcoffset() for one in mine}
        jumps += len(offsets) > 1
    assert seen_zones == set(ZONES)
    # It is not easy going: many of them cross a change of the clocks.
    assert total > 10_000 and jumps > 250


def test_the_days_and_moments_are_those_of_dateutil_alone() -> None:
    dice = random.Random(7)
    for _ in range(SERIES):
        case = a_case(dice)
        pattern, rule = case.pattern, case.pattern.rule
        assert rule is not None and parse(str(rule)) == rule
        begin = datetime.combine(pattern.first_day, pattern.at)
        text = str(replace(rule, until=None)) + (f";UNTIL={rule.until:%Y%m%d}T235959" if rule.until else "")
        walls = rrulestr(text, dtstart=begin).between(
            datetime.combine(case.first, time()), datetime.combine(case.last, time(23, 59, 59)), inc=True
        )
        found = occurrences(pattern, case.first, case.last)
        assert [one.day for one in found] == [wall.date() for wall in walls]
        if pattern.zone == "Europe/Dublin":
            continue  # its winter is written as a negative summer, which dateutil reads an hour off in that one night
        zone = tz.gettz(pattern.zone)
        for one, wall in zip(found, walls, strict=True):
            there = tz.resolve_imaginary(wall.replace(tzinfo=zone))
            assert one.starts_at == there.astimezone(UTC), (pattern.zone, wall)
