"""What meetings hold of a person, how it is given back, and what is left when they go: nothing that is theirs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, holdings
from meetings.models import (
    CheckIn,
    GroupVideo,
    LiveEvent,
    LiveMeeting,
    Meeting,
    MeetingSeries,
    Reminder,
    ReminderWish,
    Rsvp,
    SeriesPause,
)
from meetings.services import erase_answers_of, erase_lives_of, free_places_of_account
from moderation.privacy import READING

G, P, S, T = Class.GROUP, Class.PRIVATE, Class.SENSITIVE, Class.TECHNICAL
_ROW = {"id": T, "uid": T}
_DETAILS = dict.fromkeys(
    ["title", "minutes", "format", "way", "access_notes", "capacity", "late_minutes", "written_by"], G
) | {"address": P}  # fmt: skip


def _plans(account: Any) -> list[dict[str, Any]]:
    rows = MeetingSeries.objects.filter(written_by__account=account).select_related("group").order_by("pk")
    return [
        {"group": row.group.name, "title": row.title, "address": row.address, "planned": row.created_at.isoformat()}
        for row in rows
    ]


def _changed_meetings(account: Any) -> list[dict[str, Any]]:
    rows = Meeting.objects.filter(written_by__account=account, own_details=True).select_related("series__group")
    return [
        {"group": row.series.group.name, "title": row.title, "address": row.address, "when": row.starts_at.isoformat()}
        for row in rows.order_by("pk")
    ]


def _erase_words(model: Any) -> Any:
    def erase(account: Any) -> None:
        # An address may be where they live. What the meeting is about belongs to the group.
        model.objects.filter(written_by__account=account).update(address="", written_by=None)

    return erase


def _rsvps(account: Any) -> list[dict[str, Any]]:
    rows = Rsvp.objects.filter(membership__account=account).select_related("meeting__series__group").order_by("pk")
    return [
        {
            "group": row.meeting.series.group.name,
            "when": row.meeting.starts_at.isoformat(),
            "answer": row.answer,
            "place": row.seat,
            "just_listening": row.just_listening,
            "shown_to": row.shown_to,
            "answered": row.answered_at.isoformat(),
        }
        for row in rows
    ]


def _erase_rsvps(account: Any) -> None:
    free_places_of_account(account)
    erase_answers_of(account)


def _wishes(account: Any) -> list[dict[str, Any]]:
    return [{"when": row.when} for row in ReminderWish.objects.filter(account=account)]


def _erase_wishes(account: Any) -> None:
    ReminderWish.objects.filter(account=account).delete()


def _reminders(account: Any) -> list[dict[str, Any]]:
    rows = Reminder.objects.filter(rsvp__membership__account=account).order_by("pk")
    return [
        {"kind": row.kind, "due": row.due_at.isoformat(), "handed": row.handed_at and row.handed_at.isoformat()}
        for row in rows
    ]


def _erase_reminders(account: Any) -> None:
    Reminder.objects.filter(rsvp__membership__account=account).delete()


def _events(account: Any) -> list[dict[str, Any]]:
    rows = LiveEvent.objects.filter(by__account=account).select_related("live__meeting__series__group").order_by("pk")
    return [{"group": row.live.meeting.series.group.name, "what": row.kind, "at": row.at.isoformat()} for row in rows]


def _check_ins(account: Any) -> list[dict[str, Any]]:
    rows = CheckIn.objects.filter(membership__account=account).select_related("live__meeting__series__group")
    return [
        {
            "group": row.live.meeting.series.group.name,
            "when": row.said_at.isoformat(),
            "kind": row.kind,
            "way": row.way,
            "said": row.word or row.picture or row.number or "",
            "shown_to": row.shown_to,
        }
        for row in rows.order_by("pk")
    ]


def _erase_lives(account: Any) -> None:
    free_places_of_account(account)
    erase_lives_of(account)


def register() -> None:
    """Called once, from AppConfig.ready(). Erasure walks this backwards."""
    add = holdings.add
    add("meetings.meetingseries", Holding(
        model=MeetingSeries, kind="meetings_planned", export=_plans, erase=_erase_words(MeetingSeries),
        retention=_("As long as the group. That you planned it, and an address you wrote, is forgotten."),
        fields={**_ROW, **READING, **_DETAILS, "group": G, "first_day": G, "at": G, "time_zone": G, "rule": G,
                "continues": T, "created_at": T, "ended_at": G, "filled_until": T, "version": T},
    ))  # fmt: skip
    add("meetings.seriespause", Holding(
        model=SeriesPause, kind="pauses", retention=_("As long as the group."),
        fields={**_ROW, "series": G, "first_day": G, "last_day": G},
    ))  # fmt: skip
    add("meetings.meeting", Holding(
        model=Meeting, kind="meetings_changed", export=_changed_meetings, erase=_erase_words(Meeting),
        retention=_("As long as the group. That you changed it, and an address you wrote, is forgotten."),
        fields={**_ROW, **READING, **_DETAILS, "series": G, "original_day": G, "starts_at": G, "ends_at": G, "state": G,
                "is_moved": G, "own_details": T, "version": T},
    ))  # fmt: skip
    add("meetings.rsvp", Holding(
        model=Rsvp, kind="meetings_you_answered", export=_rsvps, erase=_erase_rsvps,
        retention=_("A month after the meeting, or until you leave the group."),
        fields={**_ROW, "meeting": G, "membership": S, "answer": P, "seat": P, "just_listening": P, "shown_to": P,
                "answered_at": P, "asked_again_at": P, "waiting_since": P, "offer_until": P, "lapsed_at": P},
    ))  # fmt: skip
    add("meetings.reminderwish", Holding(
        model=ReminderWish, kind="reminder_wish", export=_wishes, erase=_erase_wishes,
        retention=_("As long as you have an account."), fields={**_ROW, "account": P, "when": P},
    ))  # fmt: skip
    add("meetings.reminder", Holding(
        model=Reminder, kind="reminders", export=_reminders, erase=_erase_reminders,
        retention=_("A month after the meeting."),
        fields={**_ROW, "rsvp": P, "kind": P, "due_at": P, "handed_at": T},
    ))  # fmt: skip
    add("meetings.groupvideo", Holding(
        model=GroupVideo, kind="video_links", retention=_("As long as the group, or until it is taken away."),
        fields={**_ROW, "group": G, "link": G},
    ))  # fmt: skip
    add("meetings.livemeeting", Holding(
        model=LiveMeeting, kind="live_meetings",
        retention=_("A month after the meeting, with what was written there. Who is in it is forgotten when it ends."),
        fields={**_ROW, "meeting": G, "room": T, "state": S, "version": T, "phase_since": G, "opened_at": G,
                "closed_at": G},
    ))  # fmt: skip
    add("meetings.liveevent", Holding(
        model=LiveEvent, kind="what_you_did_in_meetings", export=_events, erase=_erase_lives,
        retention=_("A month after the meeting."),
        fields={**_ROW, "live": G, "version": T, "kind": P, "by": S, "whom": S, "at": P},
    ))  # fmt: skip
    add("meetings.checkin", Holding(
        model=CheckIn, kind="how_you_said_you_were", export=_check_ins, erase=_erase_lives,
        retention=_("A month after the meeting, or until you leave the group."),
        fields={**_ROW, "live": G, "membership": S, "kind": P, "way": S, "word": S, "picture": S, "number": S,
                "shown_to": P, "said_at": P},
    ))  # fmt: skip
