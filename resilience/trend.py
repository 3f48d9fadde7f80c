"""Pictures over time: numbers, and months with the meetings kept in them; were the last days low? Nothing is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from resilience.feelings import HEAVY, NUMBER_LEAST, NUMBER_MOST

WIDE, HIGH, MARGIN = 320, 132, 10
# More points than this are no picture any more: days are drawn together then.
POINTS_MOST = 60

# "Lately" is two weeks; fewer than three check-ins say nothing. Low is a mean of 4 and below, or 2 below the weeks
# before unless it is still well above the middle. With words: more than two of three are heavy ones.
LATELY, BEFORE, LEAST = dt.timedelta(days=14), dt.timedelta(days=60), 3
LOW, FALL, STILL_WELL = 4.0, 2.0, 6.0


@dataclass(frozen=True)
class Said:
    """One check-in as the picture needs it: the day where the person is, a word of the list, a number."""

    day: dt.date
    word: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    mean: float


@dataclass(frozen=True)
class Trend:
    points: tuple[Point, ...]
    first: dt.date
    last: dt.date
    lowest: int
    highest: int

    @property
    def line(self) -> str:
        """The points as an SVG polyline takes them."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def drawn(said: Iterable[Said]) -> Trend | None:
    """The numbers as points from left to right, a day (or some days) each. None with fewer than two of them."""
    numbers = sorted((one.day, one.number) for one in said if one.number is not None)
    if not numbers or numbers[0][0] == numbers[-1][0]:
        return None
    first, last = numbers[0][0], numbers[-1][0]
    span = (last - first).days
    bucket = span // POINTS_MOST + 1
    days: dict[int, list[int]] = {}
    for day, number in numbers:
        days.setdefault((day - first).days // bucket * bucket, []).append(number)
    room, scale = WIDE - 2 * MARGIN, (HIGH - 2 * MARGIN) / (NUMBER_MOST - NUMBER_LEAST)
    points = tuple(
        Point(round(MARGIN + room * at / span, 1), round(HIGH - MARGIN - scale * (mean - NUMBER_LEAST), 1), mean)
        for at, found in sorted(days.items())
        for mean in [fmean(found)]
    )
    every = [number for _day, number in numbers]
    return Trend(points, first, last, min(every), max(every))


def is_low(said: Sequence[Said], today: dt.date) -> bool:
    """Were the last two weeks low, by the numbers, or by the words that were chosen from the list?"""
    lately = [one for one in said if today - LATELY < one.day <= today]
    before = [one for one in said if today - LATELY - BEFORE < one.day <= today - LATELY]
    numbers = [one.number for one in lately if one.number is not None]
    if len(numbers) >= LEAST:
        mean = fmean(numbers)
        earlier = [one.number for one in before if one.number is not None]
        fell = len(earlier) >= LEAST and fmean(earlier) - mean >= FALL and mean < STILL_WELL
        return mean <= LOW or fell
    chosen = [one.word for one in lately if one.word]
    return len(chosen) >= LEAST and sum(word in HEAVY for word in chosen) * 3 > len(chosen) * 2


@dataclass(frozen=True)
class Month:
    """A month with the meetings kept in it."""

    first: dt.date
    count: int

    @property
    def windows(self) -> range:
        return range(self.count)


def months_of(days: list[dt.date], today: dt.date, most: int) -> list[Month]:
    """The last `most` months, the newest last; none where nothing was kept in any of them."""
    counts: dict[dt.date, int] = {}
    for day in days:
        counts[day.replace(day=1)] = counts.get(day.replace(day=1), 0) + 1
    months, first = [], today.replace(day=1)
    for _ in range(most):
        months.append(Month(first, counts.get(first, 0)))
        first = (first - dt.timedelta(days=1)).replace(day=1)
    months.reverse()
    while months and not months[0].count:
        months.pop(0)
    return months
