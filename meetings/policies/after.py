"""Afterwards: who says how it was, who reads what came of it, and who talks it over."""

from __future__ import annotations

from typing import Any

from rules import predicate

import clock
from chat.models import Participant
from meetings.after import can_be_said, can_be_told, ended_at
from meetings.models import Attendance, DebriefAsk, Meeting, Watch
from meetings.models.attendance import KEEP
from meetings.policies.base import has_a_place
from meetings.policies.live import rooms_of


@predicate
def was_there(user: Any, meeting: Meeting | None) -> bool:
    """In the live room, or noted to be there; where nobody noted anything, whoever had a place."""
    if meeting is None:
        return False
    if Participant.objects.filter(room__in=rooms_of(meeting), membership__account=user).exists():
        return True
    noted = Attendance.objects.filter(meeting=meeting)
    if noted.exists():
        return noted.filter(membership__account=user, present=True).exists()
    return bool(has_a_place(user, meeting))


@predicate
def stood_in(user: Any, meeting: Meeting | None) -> bool:
    """They said that they were there to keep this one, and they are still in the group."""
    return meeting is not None and Watch.objects.filter(
        meeting=meeting, here__account=user, here__state__in=["active", "paused"]
    ).exists()  # fmt: skip


@predicate
def can_say_how_it_was(user: Any, meeting: Meeting | None) -> bool:
    return meeting is not None and can_be_said(meeting)


@predicate
def answers_are_in(user: Any, meeting: Meeting | None) -> bool:
    """Nobody can answer any more: what is told does not move with one answer."""
    return meeting is not None and can_be_told(meeting)


@predicate
def has_ended_lately(user: Any, meeting: Meeting | None) -> bool:
    return meeting is not None and ended_at(meeting) is not None and clock.now() < meeting.ends_at + KEEP


@predicate
def may_answer_ask(user: Any, ask: DebriefAsk | None) -> bool:
    """Of the team, about somebody else, and nobody was quicker."""
    return ask is not None and DebriefAsk.objects.waiting_for(user).filter(pk=ask.pk).exists()


@predicate
def is_moderator(user: Any, obj: Any) -> bool:
    return bool(user.is_moderator)
