"""Readers of calendar files that share nothing with what wrote them."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import recurring_ical_events
from dateutil import tz
from dateutil.rrule import rrulestr

# RFC 5545, 3.1: a name, parameters, a value; no control sign but the tabulator.
LINE = re.compile(r'[A-Z0-9-]+(;[A-Z0-9-]+=("[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*:[^\x00-\x08\x0a-\x1f\x7f]*')


def by_the_book(body: bytes) -> list[str]:
    """The unfolded lines, after every physical line was held against the grammar."""
    assert body.endswith(b"\r\n")
    physical = body[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in physical)
    for line in physical:
        line.decode()
    lines = body.decode().replace("\r\n ", "").split("\r\n")[:-1]
    assert all(LINE.fullmatch(line) for line in lines), [line for line in lines if not LINE.fullmatch(line)]
    depth: list[str] = []
    for line in lines:
        if line.startswith("BEGIN:"):
            depth.append(line[6:])
        elif line.startswith("END:"):
            assert depth.pop() == line[4:]
    assert not depth
    return lines


def starts(body: bytes, low: datetime, high: datetime) -> list[tuple[datetime, int]]:
    """(moment, minutes) of what takes place between two moments, as recurring-ical-events reads the file."""
    calendar = icalendar.Calendar.from_ical(body)
    found = recurring_ical_events.of(calendar).between(low, high)
    return sorted(
        (event["DTSTART"].dt.astimezone(UTC), minutes_of(event))
        for event in found
        if event.get("STATUS") != "CANCELLED" and low <= event["DTSTART"].dt < high
    )


def minutes_of(event: Any) -> int:
    return round((event["DTEND"].dt.astimezone(UTC) - event["DTSTART"].dt.astimezone(UTC)) / timedelta(minutes=1))


def starts_of_dateutil(body: bytes, low: datetime, high: datetime) -> list[datetime]:
    """The same read by dateutil alone: its own reader of VTIMEZONE, its own reader of rules."""
    lines = by_the_book(body)
    zones = tz.tzical(io.StringIO("\n".join(lines))) if any(line == "BEGIN:VTIMEZONE" for line in lines) else None
    events, event = [], None
    for line in lines:
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            events.append(event)
            event = None
        elif event is not None:
            name, _, value = line.partition(":")
            event[name.partition(";")[0]] = (name.partition("TZID=")[2].partition(";")[0], value)

    def moment(zone: str, value: str) -> datetime:
        if value.endswith("Z"):
            return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        assert zones is not None
        return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=zones.get(zone)).astimezone(UTC)

    instead = {(e["UID"][1], moment(*e["RECURRENCE-ID"])) for e in events if e and "RECURRENCE-ID" in e}
    found = []
    for event in events:
        zone, begin = event["DTSTART"]
        if "RRULE" not in event:
            if event["STATUS"][1] != "CANCELLED":
                found.append(moment(zone, begin))
            continue
        wall = datetime.strptime(begin.rstrip("Z"), "%Y%m%dT%H%M%S")
        rule, until = event["RRULE"][1], None
        if match := re.search(r";UNTIL=(\w+)", rule):
            until, rule = moment("", match[1]), rule.replace(match[0], "")
        left_out = (
            {moment(event["EXDATE"][0], one) for one in event["EXDATE"][1].split(",")} if "EXDATE" in event else set()
        )
        for there in rrulestr(rule, dtstart=wall).xafter(wall, inc=True):
            at = moment(zone, f"{there:%Y%m%dT%H%M%S}" + ("Z" if begin.endswith("Z") else ""))
            if at >= high or (until is not None and at > until):
                break
            if at not in left_out and (event["UID"][1], at) not in instead:
                found.append(at)
    return sorted(at for at in found if low <= at < high)
