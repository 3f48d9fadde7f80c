"""Meetings in the admin pages: to look, not to change, without words, places or who says they come."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin import LookOnly
from meetings.models import (
    DebriefAsk,
    GroupVideo,
    LiveMeeting,
    Meeting,
    MeetingChoices,
    MeetingSeries,
    Reminder,
    SeriesPause,
    Watch,
)


@admin.register(MeetingSeries)
class MeetingSeriesAdmin(LookOnly):
    list_display = ["uid", "group", "first_day", "at", "time_zone", "rule", "ended_at", "filled_until"]
    list_filter = [("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["group"]
    search_fields = ["uid"]
    fields = ["uid", "group", "first_day", "at", "time_zone", "rule", "created_at", "ended_at", "filled_until"]


@admin.register(SeriesPause)
class SeriesPauseAdmin(LookOnly):
    list_display = ["uid", "series", "first_day", "last_day"]
    list_select_related = ["series"]
    fields = ["uid", "series", "first_day", "last_day"]


@admin.register(Meeting)
class MeetingAdmin(LookOnly):
    list_display = ["uid", "series", "starts_at", "state", "is_moved", "capacity"]
    list_filter = ["state"]
    list_select_related = ["series"]
    search_fields = ["uid"]
    date_hierarchy = "starts_at"
    fields = ["uid", "series", "original_day", "starts_at", "ends_at", "state", "is_moved", "capacity"]


@admin.register(GroupVideo)
class GroupVideoAdmin(LookOnly):
    """That a group has a video room, not which."""

    list_display = ["uid", "group"]
    list_select_related = ["group"]
    fields = ["uid", "group"]


@admin.register(LiveMeeting)
class LiveMeetingAdmin(LookOnly):
    """That a meeting is open, and since when; not who is in it, nor what happens there."""

    list_display = ["uid", "meeting", "opened_at", "closed_at", "version"]
    list_filter = [("closed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["meeting"]
    fields = ["uid", "meeting", "opened_at", "closed_at", "version"]


@admin.register(Reminder)
class ReminderAdmin(LookOnly):
    """What waits and since when; not for whom, nor of what."""

    list_display = ["uid", "kind", "due_at", "handed_at"]
    list_filter = ["kind", ("handed_at", admin.EmptyFieldListFilter)]
    fields = ["uid", "kind", "due_at", "handed_at"]


@admin.register(MeetingChoices)
class MeetingChoicesAdmin(LookOnly):
    """What the facilitators of a group chose to show."""

    list_display = ["uid", "group", "published_at", "shows_address", "confirms"]
    list_filter = [("published_at", admin.EmptyFieldListFilter), "confirms"]
    list_select_related = ["group"]
    fields = ["uid", "group", "published_at", "shows_address", "confirms"]


@admin.register(Watch)
class WatchAdmin(LookOnly):
    """Whether a meeting has somebody, and what comes next; not who."""

    list_display = ["uid", "meeting", "starts_at", "step", "due_at", "here_at"]
    list_filter = ["step"]
    list_select_related = ["meeting"]
    fields = ["uid", "meeting", "starts_at", "step", "due_at", "here_at"]


@admin.register(DebriefAsk)
class DebriefAskAdmin(LookOnly):
    """That somebody asked and whether they were answered; not who, nor what was said."""

    list_display = ["uid", "asked_at", "answered_at"]
    list_filter = [("answered_at", admin.EmptyFieldListFilter)]
    fields = ["uid", "asked_at", "answered_at", "read_level", "read_version"]
