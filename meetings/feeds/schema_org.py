"""The next meetings of a group that chose to be found, as schema.org has events: for whoever searches the web."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import get_language

import clock
from groups.models import Group
from meetings import recurrence
from meetings.feeds.calendars import group_url
from meetings.models import Meeting, MeetingChoices
from meetings.recurrence import RecurrenceError

NEXT = 4
HERE = "https://schema.org"
WAYS = {
    Meeting.Way.ONLINE: f"{HERE}/OnlineEventAttendanceMode",
    Meeting.Way.IN_PERSON: f"{HERE}/OfflineEventAttendanceMode",
    Meeting.Way.HYBRID: f"{HERE}/MixedEventAttendanceMode",
}


def told_of(group: Group) -> list[dict[str, Any]]:
    """One event for each of the next meetings; none where the group did not choose it."""
    choices = MeetingChoices.objects.published().filter(group=group).first()
    if choices is None:
        return []
    rows = Meeting.objects.filter(series__group=group).upcoming(clock.now()).with_group()
    return [_event(row, choices) for row in rows[:NEXT]]


def _event(row: Meeting, choices: MeetingChoices) -> dict[str, Any]:
    group, url = row.series.group, group_url(row.series.group)
    event: dict[str, Any] = {
        "@context": HERE,
        "@type": "Event",
        "name": f"{group.name}: {row.title}" if row.title else group.name,
        "description": group.summary,
        "url": url,
        "startDate": _on_the_wall(row.starts_at, row.series.time_zone),
        "endDate": _on_the_wall(row.ends_at, row.series.time_zone),
        "eventStatus": f"{HERE}/{'EventScheduled' if row.is_planned else 'EventCancelled'}",
        "eventAttendanceMode": WAYS[Meeting.Way(row.way)],
        "inLanguage": group.language or get_language(),
        "isAccessibleForFree": True,
        "organizer": {"@type": "Organization", "name": group.name, "url": url},
    }
    places: list[dict[str, Any]] = []
    if row.way != Meeting.Way.ONLINE:
        place: dict[str, Any] = {"@type": "Place", "name": group.name}
        if choices.shows_address and row.has_address:
            place["address"] = row.address
        places.append(place)
    if row.way != Meeting.Way.IN_PERSON:
        places.append({"@type": "VirtualLocation", "url": url})
    event["location"] = places[0] if len(places) == 1 else places
    if row.capacity is not None:
        event["maximumAttendeeCapacity"] = row.capacity
    return event


def _on_the_wall(moment: datetime, zone: str) -> str:
    try:
        return moment.astimezone(recurrence.zone_of(zone)).isoformat()
    except RecurrenceError:
        return moment.isoformat()
