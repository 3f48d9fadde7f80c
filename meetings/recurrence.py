"""When a series happens: wall time, zone and rule in, moments out. Pure: no framework, no clock, no database.

A series keeps the time on the wall of one place. Its moments follow from the rules of that place's clocks, so that
"Tuesdays at 19:30 in Dublin" stays at 19:30 through the year. Two hours of a year need an answer of their own:

* a time that does not exist, because the clocks jump over it, moves forward by the jump (2:30 becomes 3:30);
* a time that comes twice, because the clocks are put back, is the first of the two.

An occurrence is known by its series and the day that the rule gave it: a series happens at most once a day. What a rule
yields is always asked for within a window, so that a rule without an end never runs away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

# Ten years of weekly meetings. Whoever wants more leaves the end open.
COUNT_MOST = 520
# A window that holds more than this was asked for by mistake.
AT_ONCE_MOST = 1000
INTERVAL_MOST = 52
# A rule that yields nothing for so long will never do. The longest honest wait is the 29th of February.
LOOK_AHEAD = timedelta(days=366 * 9)
DAY_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
EARLIEST, LATEST = date(1970, 1, 1), date(2200, 1, 1)


class RecurrenceError(ValueError):
    """What is wrong with a rule. `code` is for whoever says it in the reader's language."""

    code = "bad_rule"


class BadRule(RecurrenceError):
    code = "bad_rule"


class ImpossibleDate(RecurrenceError):
    code = "impossible_date"


class UnknownZone(RecurrenceError):
    code = "unknown_zone"


class NeverHappens(RecurrenceError):
    code = "never_happens"


class TooMany(RecurrenceError):
    code = "too_many"


class Every(StrEnum):
    WEEK = "WEEKLY"
    MONTH = "MONTHLY"


@dataclass(frozen=True)
class Rule:
    """How a series comes back. `days` are weekdays, Monday is 0; `month_days` count from 1, or back from -1.

    By the week it takes `days`; by the month either `month_days`, or `days` with `nth` (1 to 5, or -1 for the last).
    `until` is the last day on which it may happen, where the series lives; `count` is how often in all.
    """

    every: Every
    interval: int = 1
    days: tuple[int, ...] = ()
    nth: int = 0
    month_days: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        monthly = self.every == Every.MONTH
        by_weekday = bool(self.days) and self.nth in (1, 2, 3, 4, 5, -1) and not self.month_days
        by_date = bool(self.month_days) and not self.days and not self.nth
        if not 1 <= self.interval <= INTERVAL_MOST:
            raise BadRule(f"every {self.interval} is not between 1 and {INTERVAL_MOST}")
        if monthly != bool(by_weekday or by_date) or (not monthly and not (self.days and not self.month_days)):
            raise BadRule("a week needs weekdays; a month needs dates, or weekdays with a number")
        if not monthly and self.nth:
            raise BadRule("a weekday of a week has no number")
        if not all(0 <= day <= 6 for day in self.days) or not all(1 <= abs(day) <= 31 for day in self.month_days):
            raise BadRule("there is no such day")
        if self.count is not None and self.until is not None:
            raise BadRule("a number of times and a last day do not go together")
        if self.count is not None and self.count < 1:
            raise NeverHappens("a series happens at least once")
        if self.count is not None and self.count > COUNT_MOST:
            raise TooMany(f"{self.count} times is more than {COUNT_MOST}")
        object.__setattr__(self, "days", tuple(sorted(set(self.days))))
        object.__setattr__(self, "month_days", tuple(sorted(set(self.month_days))))

    def __str__(self) -> str:
        """The value of an RRULE (RFC 5545), but with a plain date as UNTIL: the last day, where the series lives."""
        parts = [f"FREQ={self.every.value}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.days:
            parts.append("BYDAY=" + ",".join(f"{self.nth or ''}{DAY_NAMES[day]}" for day in self.days))
        if self.month_days:
            parts.append("BYMONTHDAY=" + ",".join(map(str, self.month_days)))
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        return ";".join(parts)


_PART = re.compile(r"(FREQ|INTERVAL|BYDAY|BYMONTHDAY|COUNT|UNTIL)=([A-Z0-9,+-]{1,80})")
_DAY = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)")


def parse(text: str) -> Rule:
    """The rule that `str(rule)` wrote. BadRule for everything else, ImpossibleDate for a day that does not exist."""
    parts: dict[str, str] = {}
    for piece in text.split(";"):
        found = _PART.fullmatch(piece)
        if found is None or found[1] in parts:
            raise BadRule(f"not a rule: {text[:80]!r}")
        parts[found[1]] = found[2]
    try:
        days = [_DAY.fullmatch(one) for one in parts["BYDAY"].split(",")] if "BYDAY" in parts else []
        numbers = {int(day[1] or 0) for day in days if day}
        if None in days or len(numbers) > 1:
            raise BadRule(f"not a rule: {text[:80]!r}")
        return Rule(
            every=Every(parts["FREQ"]),
            interval=int(parts.get("INTERVAL", 1)),
            days=tuple(DAY_NAMES.index(day[2]) for day in days if day),
            nth=numbers.pop() if numbers else 0,
            month_days=tuple(int(one) for one in parts["BYMONTHDAY"].split(",")) if "BYMONTHDAY" in parts else (),
            count=int(parts["COUNT"]) if "COUNT" in parts else None,
            until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        )
    except (KeyError, ValueError) as error:
        if isinstance(error, RecurrenceError):
            raise
        raise BadRule(f"not a rule: {text[:80]!r}") from None


def _until(text: str) -> date:
    if not re.fullmatch(r"\d{8}", text):
        raise BadRule("the last day is written as eight digits")
    try:
        return datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        raise ImpossibleDate(f"there is no day {text}") from None


def zone_of(name: str) -> ZoneInfo:
    """The zone, or UnknownZone: for a name that never was, or that is gone from the tables of this machine."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # Only the shape of the name is said: it may be anything that somebody sent.
        raise UnknownZone(f"no zone of this name ({len(name)} letters)") from None


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment in UTC at which it is `at` on `day` in `zone`; see above for times that do not exist or come twice."""
    # fold=0 is the first of two; in a gap it counts with the clock from before, which lands after the jump.
    return datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True)
class Pattern:
    """A series: from `first_day` on, at `at` on the wall in `zone`. Without a rule it happens once."""

    first_day: date
    at: time
    zone: str
    rule: Rule | None = None

    def __post_init__(self) -> None:
        zone_of(self.zone)
        if not EARLIEST <= self.first_day <= LATEST:
            raise ImpossibleDate(f"{self.first_day} is outside of what a calendar here can hold")

    def starts_at(self, day: date) -> datetime:
        """The moment in UTC of the occurrence of `day`."""
        return moment(day, self.at, zone_of(self.zone))


@dataclass(frozen=True)
class Change:
    """What was decided for one day of a series: it does not take place, or at another wall time of the zone."""

    class Kind(StrEnum):
        SKIPPED = "skipped"
        CANCELLED = "cancelled"
        MOVED = "moved"

    kind: Kind
    day: date | None = None
    at: time | None = None


@dataclass(frozen=True)
class Pause:
    """Nothing takes place from `first` to `last`, both included; without a last day, until somebody ends it."""

    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Occurrence:
    """`day` is what it is known by; it takes place at `starts_at`, in UTC."""

    day: date
    starts_at: datetime
    cancelled: bool = False
    moved: bool = False


def aligned(pattern: Pattern) -> Pattern:
    """The same series with its first day on the first day that fits, from which "every second week" is counted.

    NeverHappens where no day fits: the rule ends before it begins, or names a day that no month has.
    """
    if pattern.rule is None:
        return pattern
    probe = replace(pattern, rule=replace(pattern.rule, interval=1, count=None))
    first = next(_days(probe, pattern.first_day + LOOK_AHEAD), None)
    if first is None:
        raise NeverHappens("no day fits this rule")
    return replace(pattern, first_day=first)


def days(pattern: Pattern, first: date, last: date) -> list[date]:
    """The days from `first` to `last` on which the rule lets it happen. TooMany beyond AT_ONCE_MOST."""
    found = list(islice((day for day in _days(pattern, last) if day >= first), AT_ONCE_MOST + 1))
    if len(found) > AT_ONCE_MOST:
        raise TooMany(f"more than {AT_ONCE_MOST} at once")
    return found


def next_day(pattern: Pattern, after: date) -> date | None:
    """The first day of the rule after `after`; None where there is none, or none for many years."""
    return next((day for day in _days(pattern, after + LOOK_AHEAD) if day > after), None)


def _days(pattern: Pattern, last: date) -> Iterator[date]:
    """Every day of the rule up to `last`, the first one first; COUNT is counted from the beginning."""
    rule = pattern.rule
    if rule is None:
        if pattern.first_day <= last:
            yield pattern.first_day
        return
    stop = min(last, rule.until or last, LATEST)
    begin = datetime.combine(pattern.first_day, time())
    limits = {"count": rule.count} if rule.count is not None else {"until": datetime.combine(stop, time())}
    rows = rrule(
        WEEKLY if rule.every == Every.WEEK else MONTHLY,
        dtstart=begin,
        interval=rule.interval,
        byweekday=[weekday(day, rule.nth) if rule.nth else weekday(day) for day in rule.days] or None,
        bymonthday=rule.month_days or None,
        **limits,
    )
    for row in rows:
        if row.date() > stop:
            return
        yield row.date()


def occurrences(
    pattern: Pattern,
    first: date,
    last: date,
    *,
    changes: Mapping[date, Change] | None = None,
    pauses: Iterable[Pause] = (),
) -> list[Occurrence]:
    """What takes place from `first` to `last` (days where the series lives), in the order in which it happens.

    `changes` are known by the day that the rule gave. One that was moved counts where it was moved to. What was
    decided for one day holds within a pause, too; cancelled days are told, skipped ones are not.
    """
    changes, pauses = changes or {}, tuple(pauses)
    zone = zone_of(pattern.zone)
    found = []
    for day in sorted({*days(pattern, first, last), *_moved_in(pattern, changes, first, last)}):
        change = changes.get(day)
        if change is None:
            if not any(pause.holds(day) for pause in pauses):
                found.append(Occurrence(day, moment(day, pattern.at, zone)))
        elif change.kind == Change.Kind.CANCELLED:
            found.append(Occurrence(day, moment(day, pattern.at, zone), cancelled=True))
        elif change.kind == Change.Kind.MOVED and first <= (change.day or day) <= last:
            found.append(Occurrence(day, moment(change.day or day, change.at or pattern.at, zone), moved=True))
    return sorted(found, key=lambda one: (one.starts_at, one.day))


def _moved_in(pattern: Pattern, changes: Mapping[date, Change], first: date, last: date) -> list[date]:
    """Days outside of the window whose occurrence was moved into it."""
    moved = [d for d, change in changes.items() if change.day is not None and first <= change.day <= last]
    outside = [day for day in moved if not first <= day <= last]
    if not outside:
        return []
    known = set(days(pattern, min(outside), max(outside)))
    return [day for day in outside if day in known]


def shift(now: tuple[date, time], before: tuple[date, time], *, here: str, there: str) -> int:
    """How many minutes later (less than 0: earlier) a meeting is on a clock in `here` than the one before it was.

    Both are days and wall times in `there`. Where the two wall times differ, the series itself was changed, and the
    answer is about the clocks alone.
    """
    home, place = zone_of(here), zone_of(there)
    offsets = []
    for day, at in (now, before):
        at_that_moment = moment(day, at, place)
        mine = at_that_moment.astimezone(home).replace(tzinfo=None)
        theirs = at_that_moment.astimezone(place).replace(tzinfo=None)
        offsets.append(mine - theirs)
    return round((offsets[0] - offsets[1]).total_seconds() / 60)
