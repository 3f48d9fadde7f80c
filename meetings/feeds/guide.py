"""Meeting Guide JSON (code4recovery): what meets every week, for directories of meetings.

The format wants weekly meetings and nothing else, plain text, and an online meeting with an address of its own. We give
the group's page there: whoever wants to come joins the group first. Its reader tsml-ui leaves out what has no place at
all, calls off what has neither a place nor an address it knows, and shows `website` but not `url`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

import clock
from accounts.countries import COUNTRIES
from accounts.languages import page_language
from care.place import country_of_zone
from groups.models import Group
from meetings.feeds.calendars import about, group_url
from meetings.models import MeetingChoices, MeetingSeries
from meetings.recurrence import Every, Pattern, RecurrenceError, days
from meetings.services.blocks import pattern_of, wall_of

# The codes of the format for what we know of a meeting. What has no code is left out.
LANGUAGES = {
    "de": "DE", "el": "EL", "en": "EN", "es": "S", "fr": "FR", "he": "HE", "hi": "HI", "hr": "HR", "hu": "HU",
    "it": "ITA", "ja": "JA", "ko": "KOR", "pl": "POL", "pt": "POR", "ru": "RUS", "sk": "SK", "sv": "SV", "th": "TH",
    "tr": "TUR", "uk": "UK",
}  # fmt: skip
FORMATS: dict[str, str] = {MeetingSeries.Format.DISCUSSION: "D", MeetingSeries.Format.STEP: "ST"}
NAME_MOST, SLUG_MOST = 255, 64
SIX_DAYS = timedelta(days=6)


def entries() -> list[dict[str, Any]]:
    """Every weekly series of every group that chose to be found, as the format has it."""
    published = {row.group_id: row for row in MeetingChoices.objects.published()}
    rows = MeetingSeries.objects.going_on().filter(group__in=list(published)).select_related("group")
    rows = rows.prefetch_related("pauses").order_by("group", "pk")
    return [entry for row in rows for entry in _entries(row, published[row.group_id])]


def _entries(series: MeetingSeries, choices: MeetingChoices) -> Iterator[dict[str, Any]]:
    """One for each day of the week: readers do not all take several days in one."""
    try:
        pattern = pattern_of(series)
        today = wall_of(clock.now(), pattern.zone)[0]
    except RecurrenceError:
        return
    rule = pattern.rule
    if rule is None or rule.every != Every.WEEK or rule.interval != 1:
        return
    if any(pause.last_day is None and pause.first_day <= today for pause in series.pauses.all()):
        return
    with translation.override(page_language(series.group)):
        told = _told(series, choices, pattern)
    # What changes from some day on is two series: only that which takes place this week is told.
    for day in days(pattern, today, today + SIX_DAYS):
        # Here a week begins on Monday, there on Sunday.
        number = (day.weekday() + 1) % 7
        slug = str(series.uid) if len(rule.days) == 1 else f"{series.uid}-{number}"
        yield {**told, "slug": slug[:SLUG_MOST], "day": number}


def _told(series: MeetingSeries, choices: MeetingChoices, pattern: Pattern) -> dict[str, Any]:
    group = series.group
    ends = datetime.combine(pattern.first_day, pattern.at) + timedelta(minutes=series.minutes)
    told: dict[str, Any] = {
        "name": (f"{group.name}: {series.title}" if series.title else group.name)[:NAME_MOST],
        "time": f"{pattern.at:%H:%M}",
        "timezone": pattern.zone,
        "types": _types(series, group),
        "notes": about(series, choices),
        "group": group.name,
        "group_notes": group.summary,
        "url": group_url(group),
        "website": group_url(group),
        "entity": settings.SITE_NAME,
        # The text of the format and its readers do not agree on the name.
        "entity_url": settings.SITE_ORIGIN,
        "entity_website_url": settings.SITE_ORIGIN,
    }
    # The format has one day for both times: an end after midnight would come before the beginning.
    if ends.date() == pattern.first_day:
        told["end_time"] = f"{ends:%H:%M}"
    if series.way != MeetingSeries.Way.IN_PERSON:
        told |= {"conference_url": group_url(group), "conference_url_notes": _("Join the group first.")}
    return told | _place(series, choices, pattern)


def _place(series: MeetingSeries, choices: MeetingChoices, pattern: Pattern) -> dict[str, str]:
    """Without a word here nobody would be shown the meeting. An address only where it was chosen."""
    if series.way == MeetingSeries.Way.ONLINE:
        somewhere = COUNTRIES.get(country_of_zone(pattern.zone), pattern.zone)
        return {"formatted_address": str(somewhere), "approximate": "yes"}
    # What is not called exact counts as not in person.
    if choices.shows_address and series.has_address:
        return {"formatted_address": series.address, "approximate": "no"}
    words = _("You learn the place when you join")
    # With the name, so that two groups do not seem to meet in one place.
    return {"address": words, "formatted_address": f"{words}: {series.group.name}", "approximate": "no"}


def _types(series: MeetingSeries, group: Group) -> list[str]:
    found = [
        "O" if group.entry == Group.Entry.OPEN else "C",
        FORMATS.get(series.format, ""),
        LANGUAGES.get(group.language, ""),
    ]
    if group.crosstalk == Group.Crosstalk.WELCOME:
        found.append("XT")
    return [code for code in found if code]
