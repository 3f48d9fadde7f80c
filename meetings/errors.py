"""What can go wrong with meetings, said kindly. Pages show these messages as they are."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from meetings.recurrence import RecurrenceError


class MeetingError(ValidationError):
    """A ValidationError with a message and code of its own."""

    words: Any = ""
    name = "meeting"

    def __init__(self) -> None:
        super().__init__(self.words, code=self.name)


class InThePast(MeetingError):
    words = _("That time has passed. Please choose one that is still to come.")
    name = "past"


class ChangedMeanwhile(MeetingError):
    words = _("Someone else changed this while you were writing. Look at theirs, then save again.")
    name = "changed"


class MorePeopleThanSeats(MeetingError):
    words = _("More people have a place already. Choose a number that has a place for each of them.")
    name = "seats"


class TooManySeries(MeetingError):
    words = _("This group has many plans already. Please end one before you make another.")
    name = "many_series"


class TooManyGuests(MeetingError):
    words = _("There are guests enough for one meeting. Take one back before you invite another.")
    name = "many_guests"


class TooManyInvitations(MeetingError):
    words = _("Everybody is told of each guest, so there is an end to it. Please invite nobody else for now.")
    name = "many_invitations"


class NoGuestsNow(MeetingError):
    words = _(
        "The team has closed the house to new people for a short while, so nobody new can be invited. "
        "Guests who are invited already come as planned. Please try again tomorrow."
    )
    name = "no_guests_now"


class NoPauseToEnd(MeetingError):
    words = _("There is no pause to end.")
    name = "no_pause"


class DayTaken(MeetingError):
    words = _("There is a meeting on that day in this plan already.")
    name = "day_taken"


class MovedOnAlready(MeetingError):
    words = _("Somebody else did that at the same moment. Nothing was done twice.")
    name = "moved_on"


class NotNowInMeeting(MeetingError):
    words = _("The meeting had moved on already. Here is where it is now.")
    name = "not_now"


class AnsweredAlready(MeetingError):
    words = _("You have answered already. Thank you.")
    name = "answered"


class AskedAlready(MeetingError):
    words = _("The team knows already. They will answer you here.")
    name = "asked"


RECURRENCE_WORDS = {
    "bad_rule": _("We could not make a plan of this. Please look at the days once more."),
    "impossible_date": _("There is no such day."),
    "unknown_zone": _("The time zone of this group is not known here any more. Please ask the team to set another."),
    "never_happens": _("With these choices it would never take place. Please look at the days and the end."),
    "too_many": _("That is more meetings than we can plan. Leave the number empty, and it goes on."),
}


def said(error: RecurrenceError) -> ValidationError:
    """What is wrong with a rule, in the reader's language."""
    return ValidationError(RECURRENCE_WORDS[error.code], code=error.code)
