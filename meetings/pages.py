"""What the pages of meetings show: times on the reader's wall first, with the group's beside them where they differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import clock
from accounts.access import can
from groups.models import Group
from meetings import recurrence
from meetings.guests import guests_of
from meetings.models import Attendance, Meeting, Rsvp
from meetings.models.attendance import KEEP
from meetings.policies.live import is_inside
from meetings.recurrence import Every, RecurrenceError
from meetings.services.blocks import pattern_of, rule_of
from meetings.services.seats import free_seats, in_standby

NEXT, LAST = 8, 3
# How far back the meeting before this one is looked for; a series that comes more seldom has no "usual".
BEFORE = timedelta(days=70)


@dataclass(frozen=True)
class When:
    """A meeting's time for one reader. `there` names the group's wall where it differs; `shift` what the clocks did."""

    starts: datetime
    ends: datetime
    there: str = ""
    shift: str = ""


def when(meeting: Meeting) -> When:
    """The time of `meeting` in the zone that is in force for this request."""
    here = timezone.get_current_timezone_name()
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    zone = meeting.series.time_zone
    try:
        wall = meeting.starts_at.astimezone(recurrence.zone_of(zone))
        if wall.utcoffset() == starts.utcoffset():
            return When(starts, ends)
        return When(starts, ends, _there(wall, starts, zone), _shift(meeting, here))
    except RecurrenceError:
        # A zone that is gone has no wall to show; the moment is right all the same.
        return When(starts, ends)


def place_of(zone: str) -> str:
    """What people call a zone: "Dublin" for "Europe/Dublin"."""
    return zone.rpartition("/")[2].replace("_", " ")


def _there(wall: datetime, starts: datetime, zone: str) -> str:
    values = {"time": wall.strftime("%H:%M"), "place": place_of(zone), "day": _weekday(wall)}
    if wall.date() != starts.date():
        return _("%(day)s, %(time)s in %(place)s") % values
    return _("%(time)s in %(place)s") % values


def _weekday(moment: datetime) -> str:
    from django.utils.dates import WEEKDAYS

    return str(WEEKDAYS[moment.weekday()])


def _shift(meeting: Meeting, here: str) -> str:
    """What a change of the clocks did to this meeting for the reader, measured against the one before it."""
    before = None if meeting.is_moved else _day_before(meeting)
    if before is None:
        return ""
    series = meeting.series
    minutes = recurrence.shift(
        (meeting.original_day, series.at), (before, series.at), here=here, there=series.time_zone
    )
    if minutes == 0:
        return ""
    rule = rule_of(series)
    weekly = rule is not None and rule.every == Every.WEEK
    how_much = {60: _("An hour"), 30: _("Half an hour")}.get(abs(minutes)) or (
        ngettext("%(count)d minute", "%(count)d minutes", abs(minutes)) % {"count": abs(minutes)}
    )
    if minutes < 0:
        words = _("%(much)s earlier for you this week") if weekly else _("%(much)s earlier for you this time")
    else:
        words = _("%(much)s later for you this week") if weekly else _("%(much)s later for you this time")
    return words % {"much": how_much}


def _day_before(meeting: Meeting) -> date | None:
    day = meeting.original_day
    found = recurrence.days(pattern_of(meeting.series), day - BEFORE, day - timedelta(days=1))
    return found[-1] if found else None


def line(user: Any, meeting: Meeting) -> dict[str, Any]:
    """One meeting in a list; `meeting.mine` holds the reader's RSVP, if there is one."""
    return {"row": meeting, "when": when(meeting), "mine": next(iter(getattr(meeting, "mine", [])), None)}


def next_meetings(user: Any, group: Group, most: int = NEXT) -> list[dict[str, Any]]:
    """The next meetings of a group, those in a pause left out."""
    rows = Meeting.objects.visible_to(user).filter(series__group=group).upcoming(clock.now())
    return [line(user, row) for row in rows.with_group().with_answer_of(user)[:most]]


def last_meetings(user: Any, group: Group, most: int = LAST) -> list[dict[str, Any]]:
    """The meetings of a group that were lately, the last one first."""
    now = clock.now()
    rows = Meeting.objects.visible_to(user).filter(series__group=group, state=Meeting.State.PLANNED)
    lately = rows.filter(ends_at__lte=now, ends_at__gt=now - KEEP).order_by("-starts_at", "-pk")
    return [line(user, row) for row in lately.with_group().with_answer_of(user)[:most]]


def page_of(user: Any, meeting: Meeting) -> dict[str, Any]:
    """Everything on the page of one meeting."""
    now = clock.now()
    group = meeting.series.group
    mine = Rsvp.objects.filter(meeting=meeting, membership__account=user).exclude(membership__state="ended").first()
    free = free_seats(meeting)
    is_online = meeting.way == Meeting.Way.ONLINE
    sees_place = not is_online and can(user, "meetings.see_address", meeting)
    keeps = can(user, "meetings.change_series", meeting.series)
    ahead = Meeting.objects.visible_to(user).filter(series__group=group, state=Meeting.State.PLANNED)
    passed = meeting.is_over or not meeting.is_planned
    following = ahead.filter(starts_at__gt=now).exclude(pk=meeting.pk).order_by("starts_at").with_group().first()
    return {
        "meeting": meeting,
        "group": group,
        "when": when(meeting),
        "mine": mine,
        "offer_today": bool(mine and mine.offer_until and _is_today(mine.offer_until)),
        "free": free,
        "take_now": bool(mine and mine.seat == Rsvp.Seat.WAITING and free and in_standby(meeting, now)),
        "may_answer": can(user, "meetings.answer", meeting),
        "shows_address": meeting.has_address and sees_place,
        # How one gets in tells where it is.
        "shows_notes": bool(meeting.access_notes) and (is_online or sees_place),
        "others": [
            rsvp.membership
            for rsvp in Rsvp.objects.visible_to(user)
            .filter(meeting=meeting, answer=Rsvp.Answer.GOING)
            .exclude(membership__account=user)
            .exclude(seat__in=[Rsvp.Seat.WAITING, Rsvp.Seat.NONE])
            .select_related("membership")
            .order_by("membership__joined_at", "membership__pk")
        ],
        "guests": guests_of(user, meeting) if not passed else [],
        "keeps": keeps,
        "said": _said(meeting) if keeps else None,
        "inside": is_inside(user, meeting),
        "can_come_in": can(user, "meetings.come_in", meeting),
        "may_change": can(user, "meetings.change", meeting),
        "may_note": keeps and can(user, "meetings.note_attendance", meeting),
        "there": Attendance.objects.filter(meeting=meeting, membership__account=user).first() if passed else None,
        "next": line(user, following) if following is not None and passed else None,
        "now": now,
    }


def _is_today(moment: datetime) -> bool:
    return timezone.localtime(moment).date() == timezone.localtime(clock.now()).date()


def _said(meeting: Meeting) -> dict[str, int]:
    """For who keeps the room: how many said what. Numbers only; names are shown by who chose to show theirs."""
    rows = list(Rsvp.objects.live().filter(meeting=meeting).values_list("answer", "seat", "asked_again_at"))
    return {
        "coming": sum(seat in ("held", "keeping") for _, seat, _ in rows),
        "kept": sum(seat == "offered" for _, seat, _ in rows),
        "waiting": sum(seat == "waiting" for _, seat, _ in rows),
        "maybe": sum(answer == "maybe" for answer, _, _ in rows),
        "asked": sum(again is not None and answer != "not_going" for answer, _, again in rows),
    }
