"""Meetings that people kept, as the app beside this one knows them: joined in peersupport/wiring.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from registry import Registry

# Called with the person; answers when the meetings were in which they were there, in any order.
meetings_kept: Registry[Callable[[Any], list[dt.datetime]]] = Registry("resilience.meetings_kept")
# Called with ids of memberships; answers how many meetings of their group each of them was at. Absent: none.
counters: Registry[Callable[[Collection[int]], dict[int, int]]] = Registry("resilience.times_there")


def times_there(memberships: Collection[int]) -> dict[int, int]:
    """Membership id → how many meetings of the group they kept, for those who kept any."""
    found: dict[int, int] = {}
    for ask in counters if memberships else ():
        for pk, times in ask(memberships).items():
            found[pk] = found.get(pk, 0) + times
    return found


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
