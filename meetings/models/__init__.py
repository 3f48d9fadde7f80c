"""Meetings of a group: series and meetings, and who says they come."""

from meetings.models.attendance import Attendance
from meetings.models.continuity import AskedToKeep, ServiceRole, Watch
from meetings.models.feeds import CalendarFeed, MeetingChoices
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
    "SEATS_MOST",
    "SHORTEST",
    "USUAL_MINUTES",
    "AskedToKeep",
    "Attendance",
    "CalendarFeed",
    "Details",
    "Meeting",
    "MeetingChoices",
    "MeetingSeries",
    "Reminder",
    "ReminderWish",
    "Rsvp",
    "SeriesPause",
    "ServiceRole",
    "Watch",
]
