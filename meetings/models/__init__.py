"""Meetings of a group: series and meetings, and who says they come."""

from meetings.models.live import NUMBER_MOST, CheckIn, GroupVideo, LiveEvent, LiveMeeting
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
    "CheckIn",
    "Details",
    "GroupVideo",
    "LiveEvent",
    "LiveMeeting",
    "Meeting",
    "MeetingSeries",
    "Reminder",
    "ReminderWish",
    "Rsvp",
    "SeriesPause",
]
