"""A time zone as iCalendar writes it (VTIMEZONE, RFC 5545 3.6.5), made from the tables of this machine. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def _state(moment: datetime, zone: ZoneInfo) -> tuple[timedelta, bool, str]:
    there = moment.astimezone(zone)
    return there.utcoffset() or timedelta(), bool(there.dst()), there.tzname() or ""


def _change_between(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first second after `low` at which the clocks of `zone` are not what they were at `low`."""
    before = _state(low, zone)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _state(middle, zone) == before else (low, middle)
    return high


def offset(value: timedelta) -> str:
    """+hhmm, with seconds only where a zone has them."""
    seconds = round(value.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02}{minutes:02}" + (f"{left:02}" if left else "")


@lru_cache(maxsize=256)
def vtimezone(name: str, first_year: int, last_year: int) -> tuple[str, ...]:
    """The lines of the VTIMEZONE of `name`, good from the beginning of `first_year` to the end of `last_year`."""
    zone = ZoneInfo(name)
    at, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    state = _state(at, zone)
    # What is so at the beginning has begun then, as far as this calendar knows.
    kinds: dict[tuple[timedelta, timedelta, bool, str], list[datetime]] = {(state[0], *state): [at + state[0]]}
    while at < end:
        following = at + DAY
        if _state(following, zone) != state:
            change = _change_between(at, following, zone)
            before, state = state, _state(change, zone)
            # The onset is written on the clock that was in force until then.
            kinds.setdefault((before[0], *state), []).append(change + before[0])
        at = following
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}"]
    for (before_offset, after_offset, summer, short), onsets in kinds.items():
        part = "DAYLIGHT" if summer else "STANDARD"
        stamps = [f"{onset:%Y%m%dT%H%M%S}" for onset in onsets]
        lines += [f"BEGIN:{part}", f"DTSTART:{stamps[0]}"]
        lines += [f"RDATE:{','.join(stamps[1:])}"] if stamps[1:] else []
        lines += [f"TZOFFSETFROM:{offset(before_offset)}", f"TZOFFSETTO:{offset(after_offset)}", f"TZNAME:{short}"]
        lines.append(f"END:{part}")
    return (*lines, "END:VTIMEZONE")
