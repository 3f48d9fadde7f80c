"""When a step is to be asked after, what the days of a week look like, and when somebody came back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

DONE, NOT = "done", "not"
WEEK = 7
ONCE = 0


@dataclass(frozen=True)
class Day:
    """One day of a week. `kind` is "done", "not", "grace" (nothing was said, and nobody asks), or "open"."""

    date: dt.date
    kind: str


def week_of(said: Mapping[dt.date, str], since: dt.date, today: dt.date) -> list[Day]:
    """The last seven days, today last. Days before it was begun or picked up are not in it."""
    days = [today - dt.timedelta(days=back) for back in range(WEEK - 1, -1, -1)]
    return [Day(day, said.get(day, "open" if day == today else "grace")) for day in days if day >= since or day in said]


def is_asked(times: int, said: Mapping[dt.date, str], today: dt.date) -> bool:
    """Would it be for today? Not when something was said of today, or it was done often enough in these seven days."""
    if today in said:
        return False
    lately = sum(kind == DONE and today - dt.timedelta(days=WEEK) < day <= today for day, kind in said.items())
    return times == ONCE or lately < times


def comes_back(times: int, said: Mapping[dt.date, str], since: dt.date, today: dt.date) -> bool:
    """Is doing it today a return? It is after a pause longer than twice the usual one, and at least three days."""
    before = [day for day, kind in said.items() if kind == DONE and since <= day < today]
    if times == ONCE or not before:
        return False
    return (today - max(before)).days > max(3, 2 * WEEK // times)
