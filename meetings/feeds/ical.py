"""A calendar as RFC 5545 and 7986 write it: events in, bytes out. Pure: no framework, no clock, no database.

Written by hand, because it is one page of rules, and what reads it back in the tests is not what wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from meetings.feeds.zones import vtimezone

# It says nothing of what this place is.
PRODID = "-//Calendar//Meetings//EN"
LINE_MOST = 75
# How far the clocks of a zone are written down. A reader that fetches again has them anew.
YEARS_AHEAD = 4
# What no line of text may hold: everything below a space but the tabulator, and the signs that some readers break at.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]")
_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Event:
    """One VEVENT. `starts_at` is a moment in UTC; `zone` names the wall it is written on.

    `rule` is the value of an RRULE. `left_out` and `instead_of` are days and times on that wall: those of the rule on
    which nothing takes place, and the one that this event stands for.
    """

    uid: str
    starts_at: datetime
    minutes: int
    zone: str
    title: str
    url: str = ""
    words: str = ""
    place: str = ""
    rule: str = ""
    left_out: tuple[datetime, ...] = ()
    instead_of: datetime | None = None
    sequence: int = 0
    is_cancelled: bool = False


def text(value: str) -> str:
    """A TEXT value: whatever somebody wrote stays one value of one property."""
    value = _CONTROL.sub(" ", _BREAK.sub("\n", value))
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """A content line: at most 75 octets a piece, never broken inside a sign."""
    pieces, piece = [], b""
    for sign in line:
        octets = sign.encode("utf-8", "replace")
        if len(piece) + len(octets) > LINE_MOST:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"


def stamp(moment: datetime) -> str:
    """A moment in UTC."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def on_the_wall(name: str, moment: datetime, zone: str) -> str:
    """A property with the day and time on the wall in `zone`; the second of two equal hours is written in UTC."""
    there = moment.astimezone(ZoneInfo(zone))
    if zone == "UTC" or there.fold:
        return f"{name}:{stamp(moment)}"
    return f"{name};TZID={zone}:{there:%Y%m%dT%H%M%S}"


def wall(name: str, days: Iterable[datetime], zone: str) -> str:
    """A property with days and times of a rule, as they stand on the wall in `zone`."""
    if zone == "UTC":
        return f"{name}:" + ",".join(f"{day:%Y%m%dT%H%M%SZ}" for day in days)
    return f"{name};TZID={zone}:" + ",".join(f"{day:%Y%m%dT%H%M%S}" for day in days)


def calendar(
    events: Iterable[Event], *, name: str, now: datetime, private: bool, refresh: timedelta, source: str = ""
) -> bytes:
    """The whole file. `source` is its own address, where that is no secret."""
    events = list(events)
    hours = f"PT{round(refresh.total_seconds() // 3600)}H"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    # Both names of the same thing: that of the standard, and the older one that most programs know.
    lines += [f"NAME:{text(name)}", f"X-WR-CALNAME:{text(name)}"]
    lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{hours}", f"X-PUBLISHED-TTL:{hours}"]
    lines += [f"SOURCE;VALUE=URI:{source}"] if source else []
    first: dict[str, int] = {}
    for event in events:
        if event.zone != "UTC":
            year = event.starts_at.year - 1
            first[event.zone] = min(year, first.get(event.zone, year))
    for zone, year in sorted(first.items()):
        lines += vtimezone(zone, year, max(year, now.year + YEARS_AHEAD))
    for event in events:
        lines += _event(event, now, private)
    return b"".join(map(folded, [*lines, "END:VCALENDAR"]))


def _event(event: Event, now: datetime, private: bool) -> Iterator[str]:
    yield from ("BEGIN:VEVENT", f"UID:{text(event.uid)}", f"DTSTAMP:{stamp(now)}", f"SEQUENCE:{event.sequence}")
    yield on_the_wall("DTSTART", event.starts_at, event.zone)
    # A length, and no end on the wall: through a change of the clocks the two are not the same.
    yield f"DURATION:PT{event.minutes}M"
    if event.instead_of is not None:
        yield wall("RECURRENCE-ID", [event.instead_of], event.zone)
    if event.rule:
        yield f"RRULE:{event.rule}"
    if event.left_out:
        yield wall("EXDATE", event.left_out, event.zone)
    yield f"SUMMARY:{text(event.title)}"
    if event.words:
        yield f"DESCRIPTION:{text(event.words)}"
    if event.place:
        yield f"LOCATION:{text(event.place)}"
    if event.url:
        yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    yield f"CLASS:{'PRIVATE' if private else 'PUBLIC'}"
    yield "END:VEVENT"
