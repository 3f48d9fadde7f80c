"""Opening times of the standard (a part of RFC 5545) as plain values. The words are chosen where they are shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from care.hsds.tables import Document

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_TIME = re.compile(r"(\d{2}:\d{2})(?::\d{2})?(Z|[+-]\d{2}:?\d{2})?")


@dataclass(frozen=True)
class Opening:
    """`days` are (which one in the month, or 0 for every; day of the week, Monday is 0). `offset` is “+01:00” or ""."""

    days: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    monthly: bool = False
    every: int = 1
    opens: str = ""
    closes: str = ""
    offset: str = ""
    said: str = ""


def opening_of(schedule: Document, today: date) -> Opening | None:
    """None for times that are over, or that say nothing at all."""
    day = today.isoformat()
    if any(schedule.get(name, day) < day for name in ("valid_to", "until")):
        return None
    opens, offset = _time(schedule.get("opens_at", ""))
    closes, _same = _time(schedule.get("closes_at", ""))
    opening = Opening(
        days=_days(schedule.get("byday", "")),
        month_days=_numbers(schedule.get("bymonthday", "")),
        monthly=schedule.get("freq") == "MONTHLY",
        every=max(1, int(schedule.get("interval", 1))),
        opens=opens,
        closes=closes,
        offset=offset or _offset(schedule.get("timezone")),
        said=" ".join(schedule.get(name, "") for name in ("description", "notes")).strip(),
    )
    return opening if opening.opens or opening.days or opening.month_days or opening.said else None


def _time(text: str) -> tuple[str, str]:
    found = _TIME.fullmatch(text)
    if not found:
        return "", ""
    zone = found[2] or ""
    return found[1], "+00:00" if zone == "Z" else zone


def _offset(hours: float | None) -> str:
    if hours is None or abs(hours) > 14:
        return ""
    minutes = round(abs(hours) * 60)
    return f"{'-' if hours < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"


def _days(text: str) -> tuple[tuple[int, int], ...]:
    found = [_DAY.fullmatch(part.strip().upper()) for part in text.split(",")]
    return tuple((int(one[1] or 0), DAYS.index(one[2])) for one in found if one)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",") if re.fullmatch(r"\s*[+-]?\d{1,3}\s*", part))
