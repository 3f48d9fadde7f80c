"""What apps beside this one know of somebody's course. Joined to them in peersupport/wiring.py; nobody else asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry import Registry


@dataclass(frozen=True)
class Helped:
    """Something that helped, in its own words, with where it is found."""

    title: str
    url: str = ""
    line: str = ""


# Called with the person; answers when the meetings were in which they were there, in any order.
meetings_kept: Registry[Callable[[Any], list[dt.datetime]]] = Registry("resilience.meetings_kept")
# Called with the person; answers what they said has helped them.
what_helped: Registry[Callable[[Any], list[Helped]]] = Registry("resilience.what_helped")


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
