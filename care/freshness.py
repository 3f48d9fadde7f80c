"""How long a person's look at a number lasts. Pure: no clock and no database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

# Helplines change numbers, hours and owners: half a year is as long as a look is believed.
FRESH_FOR = timedelta(days=180)
# So many people within so many days: then a person looks again. One may have mistyped it.
TOLD_ENOUGH = 3
TOLD_WITHIN = timedelta(days=30)

Freshness = Literal["fresh", "unseen", "stale", "doubted"]
# A number that somebody looked at lately comes before one that nobody of this place has looked at, and so on.
RANK: dict[Freshness, int] = {"fresh": 0, "unseen": 1, "stale": 2, "doubted": 3}


def freshness(row: Any, today: date) -> Freshness:
    """Of one helpline or emergency number on a day."""
    if row.recheck_since is not None:
        return "doubted"
    if row.verified_on is None:
        return "unseen"
    return "fresh" if today - row.verified_on <= FRESH_FOR else "stale"
