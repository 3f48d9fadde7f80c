"""Meetings of a group: series and meetings, and who says they come."""

from meetings.models.after import AfterCount, AfterMark, Debrief, DebriefAsk
from meetings.models.attendance import Attendance
from meetings.models.continuity import AskedToKeep, ServiceRole, Watch
from meetings.models.feeds import CalendarFeed, MeetingChoices
from meetings.models.live import NUMBER_MOST, CheckIn, GroupVideo, LiveEvent, LiveMeeting, names_one_host
from meetings.models.planning import (
    LONGEST,
    SEATS_MOST,
    SHORTEST,
    USUAL_MINUTES,
    Details,
    Meeting,
    MeetingSeries,
    SeriesPause,
)
from meetings.models.seats import Reminder, ReminderWish, Rsvp

__all__ = [
    "LONGEST",
    "NUMBER_MOST",
    "SEATS_MOST",
    "SHORTEST",
    "USUAL_MINUTES",
    "AfterCount",
    "AfterMark",
    "CheckIn",
    "AskedToKeep",
    "Attendance",
    "CalendarFeed",
    "Debrief",
    "DebriefAsk",
    "Details",
    "GroupVideo",
    "LiveEvent",
    "LiveMeeting",
    "Meeting",
    "MeetingChoices",
    "MeetingSeries",
    "Reminder",
    "ReminderWish",
    "Rsvp",
    "SeriesPause",
    "ServiceRole",
    "Watch",
    "names_one_host",
]
