"""The kinds of messages this floor sends. They tell times, and never a group, a place, a title or a name."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

import clock
from meetings.models import (
    AskedToKeep,
    DebriefAsk,
    Guest,
    MayBeMissed,
    Meeting,
    MeetingSeries,
    Missed,
    Reminder,
    Rsvp,
)
from meetings.models.beside import is_new_at_it
from meetings.near import near
from meetings.services.beside import company_of
from meetings.services.reminders import is_still_true
from notifications.kinds import Kind, kinds


def _reminder(row: Any) -> dict[str, Any] | None:
    found = Reminder.objects.filter(uid=row.about_uid).select_related("rsvp__meeting").first()
    if found is None or not is_still_true(found.rsvp, clock.now()):
        return None
    return {"starts_at": found.rsvp.meeting.starts_at, "asks_again": found.rsvp.asked_again_at is not None}


def _offer(row: Any) -> dict[str, Any] | None:
    found = Rsvp.objects.filter(uid=row.about_uid, seat=Rsvp.Seat.OFFERED).select_related("meeting").first()
    if found is None or found.offer_until is None or found.offer_until <= clock.now():
        return None
    return {"starts_at": found.meeting.starts_at, "until": found.offer_until}


def _moved(row: Any) -> dict[str, Any] | None:
    found = Meeting.objects.filter(uid=row.about_uid).first()
    if found is None or not found.is_planned or found.is_over:
        return None
    return {"starts_at": found.starts_at}


def _cancelled(row: Any) -> dict[str, Any] | None:
    found = Meeting.objects.filter(uid=row.about_uid).first()
    if found is None or found.is_planned or found.is_over:
        return None
    return {"starts_at": found.starts_at}


def _changed(row: Any) -> dict[str, Any] | None:
    """Several meetings of one plan moved or rest: the next one that takes place, if there is one."""
    series = MeetingSeries.objects.filter(uid=row.about_uid).first()
    if series is None:
        return None
    ahead = Meeting.objects.filter(series=series, state=Meeting.State.PLANNED).upcoming(clock.now()).first()
    return {"starts_at": ahead.starts_at if ahead is not None else None}


def _keep_the_room(row: Any) -> dict[str, Any] | None:
    """As long as nobody is there, and it is not called off."""
    found = AskedToKeep.objects.filter(uid=row.about_uid).select_related("watch__meeting", "membership").first()
    if found is None or found.watch.here_at is not None:
        return None
    meeting = found.watch.meeting
    if not meeting.is_planned or meeting.is_over:
        return None
    return {"starts_at": meeting.starts_at, "usual": found.membership.keeps_the_room}


def _beside(row: Any) -> dict[str, Any] | None:
    """As long as nobody is named, and it is still to come."""
    found = Meeting.objects.filter(uid=row.about_uid).first()
    if found is None or not found.is_planned or found.is_over or company_of(found) is not None:
        return None
    return {"starts_at": found.starts_at, "is_new": is_new_at_it(row.account)}


def _missed(row: Any) -> dict[str, Any] | None:
    """As long as all that made it allowed still holds: it is asked once more when it is sent."""
    found = Missed.objects.visible_to(row.account).filter(uid=row.about_uid).select_related("membership__group").first()
    if found is None or found.written_by is None:
        return None
    rows = MayBeMissed.objects.reachable(found.written_by.account, found.membership.group)
    return {} if rows.filter(membership=found.membership).exists() else None


def _nobody_here(row: Any) -> dict[str, Any] | None:
    found = Meeting.objects.filter(uid=row.about_uid).first()
    if found is None or found.is_planned or found.is_over:
        return None
    other = near(row.account, found)
    return {"starts_at": found.starts_at, "near": other.starts_at if other is not None else None}


def _guest(row: Any) -> dict[str, Any] | None:
    """As long as they come, and it is still to come."""
    found = Guest.objects.expected().filter(uid=row.about_uid).select_related("meeting").first()
    return _before(found)


def _no_guest(row: Any) -> dict[str, Any] | None:
    return _before(Guest.objects.filter(uid=row.about_uid).select_related("meeting").first())


def _before(guest: Guest | None) -> dict[str, Any] | None:
    if guest is None or not guest.meeting.is_planned or guest.meeting.starts_at <= clock.now():
        return None
    return {"starts_at": guest.meeting.starts_at}


def _wanted(row: Any) -> dict[str, Any] | None:
    """As long as nobody of the team has answered."""
    return {} if DebriefAsk.objects.filter(uid=row.about_uid, answered_at__isnull=True).exists() else None


KINDS = (
    Kind(
        "meetings.reminder",
        template="notifications/meeting_reminder.txt",
        about=_("a meeting that you said you would come to is near"),
        facts=_reminder,
    ),
    # A place that is kept until a time is of no use to who does not hear of it.
    Kind("meetings.offer", template="notifications/meeting_offer.txt", mutable=False, facts=_offer),
    Kind("meetings.moved", template="notifications/meeting_moved.txt", mutable=False, facts=_moved),
    Kind("meetings.cancelled", template="notifications/meeting_cancelled.txt", mutable=False, facts=_cancelled),
    Kind("meetings.changed", template="notifications/meeting_changed.txt", mutable=False, facts=_changed),
    Kind("meetings.keep_the_room", template="notifications/meeting_keep.txt", mutable=False, facts=_keep_the_room),
    Kind(
        "meetings.beside",
        template="notifications/meeting_beside.txt",
        about=_("somebody to whom keeping a meeting is new has nobody beside them"),
        facts=_beside,
    ),
    Kind(
        "meetings.missed",
        template="notifications/meeting_missed.txt",
        about=_("somebody wrote to you because you were not there, in a group in which you allowed it"),
        facts=_missed,
    ),
    # Nobody finds a stranger in their meeting whom they were not told of.
    Kind("meetings.guest", template="notifications/meeting_guest.txt", mutable=False, facts=_guest),
    Kind("meetings.no_guest", template="notifications/meeting_no_guest.txt", mutable=False, facts=_no_guest),
    Kind("meetings.nobody_here", template="notifications/meeting_nobody.txt", mutable=False, facts=_nobody_here),
    Kind("meetings.debrief_wanted", mutable=False, facts=_wanted),
    Kind("meetings.debrief_answered", about=_("the team answers when you asked to talk a meeting over")),
)


def register() -> None:
    for kind in KINDS:
        kinds.add(kind.name, kind)
