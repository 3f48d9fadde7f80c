"""What else meetings hold of a person: their calendar address, and where they were noted to be."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, holdings
from accounts.sealed import open_sealed
from meetings.models import (
    AfterCount,
    AfterMark,
    AskedToKeep,
    Attendance,
    Beside,
    CalendarFeed,
    Debrief,
    DebriefAsk,
    Guest,
    Kept,
    MayBeMissed,
    MeetingChoices,
    Missed,
    RatherNot,
    ServiceRole,
    SideRoom,
    Watch,
)
from meetings.services import (
    erase_after_of,
    erase_guests_of,
    erase_kept_of,
    erase_missed_of,
    erase_rather_nots_of,
    forget_sides_of,
)
from moderation.privacy import READING

G, P, S, T = Class.GROUP, Class.PRIVATE, Class.SENSITIVE, Class.TECHNICAL
_ROW = {"id": T, "uid": T}


def _calendars(account: Any) -> list[dict[str, Any]]:
    rows = CalendarFeed.objects.filter(account=account)
    return [{"made": row.made_at.isoformat(), "with_names": row.with_names} for row in rows]


def _erase_calendars(account: Any) -> None:
    CalendarFeed.objects.filter(account=account).delete()


def _attendances(account: Any) -> list[dict[str, Any]]:
    rows = Attendance.objects.filter(membership__account=account).select_related("meeting__series__group")
    return [
        {
            "group": row.meeting.series.group.name,
            "when": row.meeting.starts_at.isoformat(),
            "present": row.present,
            "came": row.came_at and row.came_at.isoformat(),
            "left": row.left_at and row.left_at.isoformat(),
        }
        for row in rows.order_by("meeting__starts_at", "pk")
    ]


def _erase_attendances(account: Any) -> None:
    Attendance.objects.filter(membership__account=account).delete()
    # What they noted about others stays with those others, without who noted it.
    Attendance.objects.filter(noted_by__account=account).update(noted_by=None)


def _roles(account: Any) -> list[dict[str, Any]]:
    rows = ServiceRole.objects.filter(membership__account=account).select_related("membership__group").order_by("pk")
    return [
        {
            "group": row.membership.group.name,
            "role": row.role,
            "taken": row.taken_at.isoformat(),
            "until": row.until.isoformat(),
            "put_down": row.ended_at and row.ended_at.isoformat(),
        }
        for row in rows
    ]


def _erase_roles(account: Any) -> None:
    ServiceRole.objects.filter(membership__account=account).delete()
    ServiceRole.objects.filter(offered_to__account=account).update(offered_to=None)
    ServiceRole.objects.filter(thanked_by__account=account).update(thanked_by=None)


def _asked(account: Any) -> list[dict[str, Any]]:
    rows = AskedToKeep.objects.filter(membership__account=account).select_related("watch__meeting").order_by("pk")
    return [{"when": row.watch.meeting.starts_at.isoformat(), "asked": row.asked_at.isoformat()} for row in rows]


def _erase_asked(account: Any) -> None:
    AskedToKeep.objects.filter(membership__account=account).delete()


def _kept(account: Any) -> list[dict[str, Any]]:
    rows = Watch.objects.filter(here__account=account).select_related("meeting").order_by("pk")
    return [
        {"when": row.meeting.starts_at.isoformat(), "said": row.here_at and row.here_at.isoformat()} for row in rows
    ]


def _erase_kept(account: Any) -> None:
    Watch.objects.filter(here__account=account).update(here=None)


def _sides(account: Any) -> list[dict[str, Any]]:
    rows = SideRoom.objects.filter(membership__account=account).select_related("live__meeting__series__group")
    return [
        {
            "group": row.live.meeting.series.group.name,
            "offered": row.offered_at.isoformat(),
            "went_there": row.entered_at and row.entered_at.isoformat(),
        }
        for row in rows.order_by("pk")
    ]


def _guests(account: Any) -> list[dict[str, Any]]:
    rows = Guest.objects.filter(account=account).select_related("meeting").order_by("pk")
    return [
        {"when": row.meeting.starts_at.isoformat(), "as": row.name, "as_what": row.as_what, "until": row.goes_at}
        for row in rows
    ]


def _debriefs(account: Any) -> list[dict[str, Any]]:
    rows = Debrief.objects.filter(membership__account=account).select_related("meeting").order_by("pk")
    return [
        {
            "when": row.meeting.starts_at.isoformat(),
            "ticked": row.checks,
            "notes": open_sealed(row, "notes", account),
            "written": row.written_at.isoformat(),
        }
        for row in rows
    ]


def _kept_meetings(account: Any) -> list[dict[str, Any]]:
    rows = Kept.objects.filter(membership__account=account).select_related("meeting").order_by("pk")
    return [{"when": row.meeting.starts_at.isoformat()} for row in rows]


def _besides(account: Any) -> list[dict[str, Any]]:
    rows = Beside.objects.filter(membership__account=account).select_related("meeting").order_by("pk")
    return [{"when": row.meeting.starts_at.isoformat()} for row in rows]


def _may_be_missed(account: Any) -> list[dict[str, Any]]:
    rows = MayBeMissed.objects.filter(membership__account=account).select_related("membership__group").order_by("pk")
    return [{"group": row.membership.group.name, "allowed": row.allowed_at.isoformat()} for row in rows]


def _missed(account: Any) -> list[dict[str, Any]]:
    """What was written to them, and what they wrote."""
    found = []
    for mine, by in ((False, "membership"), (True, "written_by")):
        rows = Missed.objects.filter(**{f"{by}__account": account}).select_related("membership__group").order_by("pk")
        found += [
            {"group": row.membership.group.name, "sent": row.sent_at.isoformat(), "words": row.words, "yours": mine}
            for row in rows
        ]
    return found


def _rather_nots(account: Any) -> list[dict[str, Any]]:
    rows = RatherNot.objects.filter(membership__account=account).select_related("guest__meeting").order_by("pk")
    return [{"when": row.guest.meeting.starts_at.isoformat(), "said": row.said_at.isoformat()} for row in rows]


def _asks(account: Any) -> list[dict[str, Any]]:
    rows = DebriefAsk.objects.filter(membership__account=account).select_related("meeting").order_by("pk")
    return [
        {
            "when": row.meeting.starts_at.isoformat(),
            "asked": row.asked_at.isoformat(),
            "answer": open_sealed(row, "answer", account),
        }
        for row in rows
    ]


def register() -> None:
    """Called once, from AppConfig.ready(), after those of `privacy`."""
    add = holdings.add
    add("meetings.calendarfeed", Holding(
        model=CalendarFeed, kind="calendar_address", export=_calendars, erase=_erase_calendars,
        about=_("The secret address of your calendar, without the address"),
        retention=_("Until you end it."),
        fields={**_ROW, "account": P, "token_hash": T, "with_names": P, "made_at": P},
    ))  # fmt: skip
    add("meetings.meetingchoices", Holding(
        model=MeetingChoices, kind="meeting_choices", retention=_("As long as the group."),
        fields={**_ROW, "group": G, "published_at": G, "shows_address": G, "confirms": G},
    ))  # fmt: skip
    add("meetings.attendance", Holding(
        model=Attendance, kind="attendance", export=_attendances, erase=_erase_attendances,
        about=_("When you were noted to be at a meeting"),
        retention=_("Until a month after you leave the group. From when to when: a month."),
        fields={**_ROW, "meeting": G, "membership": S, "present": S, "came_at": S, "left_at": S, "noted_at": P,
                "noted_by": G},
    ))  # fmt: skip
    add("meetings.servicerole", Holding(
        model=ServiceRole, kind="service_roles", export=_roles, erase=_erase_roles,
        about=_("What you did for a group"), retention=_("A month after you put it down."),
        fields={**_ROW, "membership": G, "role": G, "taken_at": G, "until": G, "ended_at": G, "offered_to": G,
                "thanked_by": G},
    ))  # fmt: skip
    add("meetings.watch", Holding(
        model=Watch, kind="meetings_kept", export=_kept, erase=_erase_kept,
        about=_("Meetings that you said you were there to keep"), retention=_("A week after the meeting."),
        fields={**_ROW, "meeting": G, "starts_at": G, "step": T, "due_at": T, "here": P, "here_at": P},
    ))  # fmt: skip
    add("meetings.askedtokeep", Holding(
        model=AskedToKeep, kind="asked_to_keep", export=_asked, erase=_erase_asked,
        about=_("Meetings that you were asked to keep"), retention=_("A week after the meeting."),
        fields={**_ROW, "watch": T, "membership": P, "asked_at": P},
    ))  # fmt: skip
    add("meetings.sideroom", Holding(
        model=SideRoom, kind="side_rooms", export=_sides, erase=forget_sides_of,
        about=_("Side rooms in meetings that were offered to you"),
        retention=_("A month after the meeting, with what was written there."),
        fields={**_ROW, "live": G, "membership": S, "keeper": P, "room": T, "offered_at": S, "put_aside_at": S,
                "entered_at": S},
    ))  # fmt: skip
    add("meetings.guest", Holding(
        model=Guest, kind="meetings_as_a_guest", export=_guests, erase=erase_guests_of,
        about=_("Meetings that you were invited to as a guest"),
        retention=_("A month after the meeting."),
        fields={**_ROW, **READING, "meeting": G, "name": P, "as_what": P, "minutes": G, "invited_by": G,
                "invited_at": G, "token_hash": T, "account": P, "accepted_at": P, "ended_at": G},
    ))  # fmt: skip
    add("meetings.rathernot", Holding(
        model=RatherNot, kind="guests_you_would_rather_not_have", export=_rather_nots, erase=erase_rather_nots_of,
        about=_("That you would rather not have a guest at a meeting"), retention=_("Until the meeting is over."),
        fields={**_ROW, "guest": G, "membership": S, "said_at": S},
    ))  # fmt: skip
    add("meetings.kept", Holding(
        model=Kept, kind="meetings_you_kept", export=_kept_meetings, erase=erase_kept_of,
        about=_("Meetings that you kept, so that we know to whom it is new"),
        retention=_("As long as you have an account."),
        fields={**_ROW, "meeting": G, "membership": P, "noted_at": P},
    ))  # fmt: skip
    add("meetings.beside", Holding(
        model=Beside, kind="meetings_you_were_beside_at", export=_besides, erase=erase_kept_of,
        about=_("Meetings at which you were there beside who kept them"), retention=_("A week after the meeting."),
        fields={**_ROW, "meeting": G, "membership": G, "looked_at": T},
    ))  # fmt: skip
    add("meetings.aftercount", Holding(
        model=AfterCount, kind="answers_afterwards", retention=_("Three months. They are numbers, and nobody’s."),
        fields={**_ROW, "meeting": G, "question": G, "answer": G, "count": G},
    ))  # fmt: skip
    add("meetings.aftermark", Holding(
        model=AfterMark, kind="answered_afterwards", erase=erase_after_of,
        retention=_("Three days after the meeting. It names nobody, and keeps anybody from answering twice."),
        fields={**_ROW, "meeting": G, "mark": S},
    ))  # fmt: skip
    add("meetings.debrief", Holding(
        model=Debrief, kind="debriefs", export=_debriefs, erase=erase_after_of,
        about=_("What you noted for yourself after a meeting that you kept"),
        retention=_("A month after the meeting."),
        fields={**_ROW, "meeting": G, "membership": G, "checks": S, "notes": S, "written_at": P},
    ))  # fmt: skip
    add("meetings.debriefask", Holding(
        model=DebriefAsk, kind="debriefs_asked_for", export=_asks, erase=erase_after_of,
        about=_("When you asked the team to talk a meeting over"), retention=_("A month after the meeting."),
        fields={**_ROW, **READING, "meeting": G, "membership": S, "asked_at": P, "answer": S, "answered_at": P,
                "answered_by": G},
    ))  # fmt: skip
    add("meetings.maybemissed", Holding(
        model=MayBeMissed, kind="who_may_say_they_missed_you", export=_may_be_missed, erase=erase_missed_of,
        about=_("Groups in which you may be written to after you were not there"),
        retention=_("Until you end it or leave the group."),
        fields={**_ROW, "membership": P, "allowed_at": P},
    ))  # fmt: skip
    add("meetings.missed", Holding(
        model=Missed, kind="we_missed_you", export=_missed, erase=erase_missed_of,
        about=_("What was written to you, or by you, because somebody was not there"),
        retention=_("The words: a month. That there were some: until you leave the group."),
        fields={**_ROW, **READING, "membership": S, "written_by": G, "words": P, "sent_at": P, "put_away_at": P},
    ))  # fmt: skip
