"""Hours, costs and links in the words and addresses of a page."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from django.utils.translation import gettext as _

from care.hours import DAY_MINUTES, Hours, Openness, Period


def day_names() -> list[str]:
    """Monday first."""
    return [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]


def hours_text(hours: Hours | None, zone: str) -> str:
    """“Day and night”, or days and times with the place whose clock they follow."""
    if hours is None:
        return _("Hours not known")
    if hours.always:
        return _("Day and night")
    spans = "; ".join(_span(period) for period in hours.periods)
    return _("%(times)s (time in %(place)s)") % {"times": spans, "place": place(zone)}


def place(zone: str) -> str:
    """The town in the name of a time zone: “America/Argentina/Buenos_Aires” is Buenos Aires."""
    return zone.rpartition("/")[2].replace("_", " ")


def opens_text(openness: Openness, moment: datetime) -> str:
    """When a closed line opens next, by the clock where the line is; "" where it is not closed."""
    if openness.opens_at is None:
        return ""
    opens, here = openness.opens_at, moment.astimezone(openness.opens_at.tzinfo)
    at = {"time": f"{opens:%H:%M}", "day": day_names()[opens.weekday()]}
    days = (opens.date() - here.date()).days
    if days == 0:
        return _("Opens today at %(time)s") % at
    if days == 1:
        return _("Opens tomorrow at %(time)s") % at
    return _("Opens %(day)s at %(time)s") % at


def href(channel: str, dial: str, url: str, sms_keyword: str = "") -> str:
    """The address behind a line, "" where a link could not reach it.

    Numbers stay as dialled inside the country: a country code in front would break short codes. An extension is
    dialled after a pause. WhatsApp links need a country code, so that number is only shown.
    """
    if channel in ("chat", "email"):
        return url
    number = dial.replace(" ext ", ",").replace(" ", "")
    if channel == "phone":
        return f"tel:{number}"
    if channel == "sms":
        return f"sms:{number}?body={quote(sms_keyword)}" if sms_keyword else f"sms:{number}"
    return ""


def _span(period: Period) -> str:
    times = {"start": _clock(period.start), "end": _clock(period.end)}
    if len(period.days) == 7:
        return _("every day %(start)s to %(end)s") % times
    return _("%(days)s %(start)s to %(end)s") % {"days": day_span(period.days), **times}


def day_span(days: tuple[int, ...]) -> str:
    """Days of the week, Monday is 0: “Mon to Fri”, or each by its name."""
    names = day_names()
    in_a_row = all(later == (earlier + 1) % 7 for earlier, later in zip(days, days[1:], strict=False))
    if in_a_row and len(days) > 2:
        return _("%(first)s to %(last)s") % {"first": names[days[0]], "last": names[days[-1]]}
    return ", ".join(names[day] for day in days)


def _clock(minutes: int) -> str:
    if minutes == DAY_MINUTES:
        return "24:00"
    return f"{minutes % DAY_MINUTES // 60:02}:{minutes % 60:02}"
