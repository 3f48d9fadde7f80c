"""Meetings of a group: series and meetings, and who says they come."""

from meetings.models.after import AfterCount, AfterMark, Debrief, DebriefAsk
from meetings.models.attendance import Attendance
from meetings.models.beside import Beside, Kept
from meetings.models.continuity import AskedToKeep, ServiceRole, Watch
from meetings.models.feeds import CalendarFeed, MeetingChoices
from meetings.models.guests import Guest, RatherNot
from meetings.models.live import NUMBER_MOST, CheckIn, GroupVideo, LiveEvent, LiveMeeting, names_one_host
from meetings.models.missed import MayBeMissed, Missed
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
from meetings.models.sides import SideRoom

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
    "Beside",
    "CalendarFeed",
    "Debrief",
    "DebriefAsk",
    "Details",
    "GroupVideo",
    "Guest",
    "Kept",
    "LiveEvent",
    "LiveMeeting",
    "MayBeMissed",
    "Meeting",
    "MeetingChoices",
    "MeetingSeries",
    "RatherNot",
    "Reminder",
    "ReminderWish",
    "Missed",
    "Rsvp",
    "SeriesPause",
    "ServiceRole",
    "SideRoom",
    "Watch",
    "names_one_host",
]
