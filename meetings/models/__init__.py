"""Meetings of a group: series and meetings, and who says they come."""

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
    "Details",
    "Meeting",
    "MeetingSeries",
    "Reminder",
    "ReminderWish",
    "Rsvp",
    "SeriesPause",
]
