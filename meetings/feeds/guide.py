"""Meeting Guide JSON (code4recovery): what meets every week, for directories of meetings.

The format wants weekly meetings and nothing else, plain text, and an online meeting with an address of its own. We give
the group's page there: whoever wants to come joins the group first.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

import clock
from accounts.languages import page_language
from groups.models import Group
from meetings.feeds.calendars import about, group_url
from meetings.models import MeetingChoices, MeetingSeries
from meetings.recurrence import Every, RecurrenceError
from meetings.services.blocks import pattern_of, wall_of

# The codes of the format for what we know of a meeting. What has no code is left out.
LANGUAGES = {
    "de": "DE", "el": "EL", "en": "EN", "es": "S", "fr": "FR", "he": "HE", "hi": "HI", "hr": "HR", "hu": "HU",
    "it": "ITA", "ja": "JA", "ko": "KOR", "pl": "POL", "pt": "POR", "ru": "RUS", "sk": "SK", "sv": "SV", "th": "TH",
    "tr": "TUR", "uk": "UK",
}  # fmt: skip
FORMATS: dict[str, str] = {MeetingSeries.Format.DISCUSSION: "D", MeetingSeries.Format.STEP: "ST"}
NAME_MOST, SLUG_MOST = 255, 64


def entries() -> list[dict[str, Any]]:
    """Every weekly series of every group that chose to be found, as the format has it."""
    published = {row.group_id: row for row in MeetingChoices.objects.published()}
    rows = MeetingSeries.objects.going_on().filter(group__in=list(published)).select_related("group")
    found = [_entry(row, published[row.group_id]) for row in rows.prefetch_related("pauses").order_by("group", "pk")]
    return [entry for entry in found if entry]


def _entry(series: MeetingSeries, choices: MeetingChoices) -> dict[str, Any] | None:
    try:
        pattern = pattern_of(series)
        today = wall_of(clock.now(), pattern.zone)[0]
    except RecurrenceError:
        return None
    rule, group = pattern.rule, series.group
    if rule is None or rule.every != Every.WEEK or rule.interval != 1 or (rule.until and rule.until < today):
        return None
    if any(pause.last_day is None and pause.first_day <= today for pause in series.pauses.all()):
        return None
    # Here a week begins on Monday, there on Sunday.
    days = sorted((day + 1) % 7 for day in rule.days)
    ends = (pattern.starts_at(pattern.first_day) + timedelta(minutes=series.minutes)).astimezone(UTC)
    with translation.override(page_language(group)):
        entry: dict[str, Any] = {
            "name": (f"{group.name}: {series.title}" if series.title else group.name)[:NAME_MOST],
            "slug": str(series.uid)[:SLUG_MOST],
            "day": days[0] if len(days) == 1 else days,
            "time": f"{pattern.at:%H:%M}",
            "end_time": f"{wall_of(ends, pattern.zone)[1]:%H:%M}",
            "timezone": pattern.zone,
            "types": _types(series, group),
            "notes": about(series, choices),
            "group": group.name,
            "group_notes": group.summary,
            "url": group_url(group),
            "entity": settings.SITE_NAME,
            # The text of the format and its readers do not agree on the name.
            "entity_url": settings.SITE_ORIGIN,
            "entity_website_url": settings.SITE_ORIGIN,
        }
        if series.way != MeetingSeries.Way.IN_PERSON:
            entry |= {"conference_url": group_url(group), "conference_url_notes": _("Join the group first.")}
        if choices.shows_address and series.has_address:
            entry["formatted_address"] = series.address
    return entry


def _types(series: MeetingSeries, group: Group) -> list[str]:
    found = [
        "O" if group.entry == Group.Entry.OPEN else "C",
        FORMATS.get(series.format, ""),
        LANGUAGES.get(group.language, ""),
    ]
    if group.crosstalk == Group.Crosstalk.WELCOME:
        found.append("XT")
    return [code for code in found if code]
