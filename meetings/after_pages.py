"""What pages say after a meeting: to who was there, to who kept the room, and to the team."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Exists

import clock
from accounts.access import can
from accounts.sealed import open_sealed
from meetings.after import SAY_UNTIL, SHOWN_FROM, ended_at, said_until, told
from meetings.models import Debrief, DebriefAsk, Meeting
from meetings.pages import line, when
from meetings.querysets import MeetingQuerySet
from meetings.services import has_said
from registries import HomeCard, home_when
from registries import home as home_page

# So long the answer of the team stands on the home page of who asked.
ANSWER_STAYS = timedelta(days=7)
# Nobody is at more meetings in two days.
LOOKED_AT = 5


def after_of(user: Any, meeting: Meeting) -> dict[str, bool]:
    """For the page of a meeting and the end of its live room: which ways there are from here."""
    if ended_at(meeting) is None:
        return {}
    may_say = can(user, "meetings.say_after", meeting)
    return {
        "may_say": may_say,
        "said": may_say and has_said(meeting, user),
        "keeps": can(user, "meetings.debrief", meeting),
    }


def debrief_page(user: Any, meeting: Meeting) -> dict[str, Any]:
    """Everything on the page of who kept the room, without the form."""
    reads = can(user, "meetings.read_after", meeting)
    ask = DebriefAsk.objects.visible_to(user).filter(meeting=meeting, membership__account=user).first()
    return {
        "meeting": meeting,
        "when": when(meeting),
        "told": told(meeting) if reads else None,
        "told_from": said_until(meeting) if can(user, "meetings.change_series", meeting.series) and not reads else None,
        "shown_from": SHOWN_FROM,
        "ask": ask,
        "answer": open_sealed(ask, "answer", user) if ask is not None else "",
    }


def own_debrief(user: Any, meeting: Meeting) -> dict[str, Any]:
    """What this person noted before, as the form has it."""
    row = Debrief.objects.visible_to(user).filter(meeting=meeting).first()
    return {"checks": row.checks, "notes": open_sealed(row, "notes", user)} if row is not None else {}


def waiting(user: Any) -> list[dict[str, Any]]:
    """For the team: who would like to talk a meeting over, who asked first at the top."""
    rows = DebriefAsk.objects.waiting_for(user).select_related("meeting__series__group", "membership")
    return [{"ask": row, **line(user, row.meeting)} for row in rows.order_by("asked_at", "pk")]


def after_cards(user: Any) -> list[HomeCard]:
    """The meeting that `user` was at last, while one can say how it was; or kept, until they noted something."""
    for row in _lately(user).order_by("-starts_at", "-pk").with_group()[:LOOKED_AT]:
        after = after_of(user, row)
        noted = after.get("keeps") and Debrief.objects.visible_to(user).filter(meeting=row).exists()
        if (after.get("may_say") and not after["said"]) or (after.get("keeps") and not noted):
            context = {"meeting": row, "after": after, "when": when(row)}
            return [HomeCard(template="meetings/_home_after.html", context=context, weight=8)]
    return []


def _lately(user: Any) -> MeetingQuerySet:
    now = clock.now()
    rows = Meeting.objects.visible_to(user).filter(state=Meeting.State.PLANNED)
    return rows.filter(starts_at__lte=now, ends_at__gt=now - SAY_UNTIL)


def debrief_cards(user: Any) -> list[HomeCard]:
    """For moderators that somebody asked."""
    if can(user, "meetings.see_debriefs") and DebriefAsk.objects.waiting_for(user).exists():
        return [HomeCard(template="meetings/_home_debriefs.html", weight=3)]
    return []


def answer_cards(user: Any) -> list[HomeCard]:
    """For who asked what the team answered."""
    row = _answered(user).select_related("meeting").order_by("-answered_at").first()
    if row is None:
        return []
    context = {"answer": open_sealed(row, "answer", user), "when": when(row.meeting)}
    return [HomeCard(template="meetings/_home_debrief_answer.html", context=context, weight=4)]


def _answered(user: Any) -> Any:
    own = DebriefAsk.objects.visible_to(user).filter(membership__account=user)
    return own.filter(answered_at__gt=clock.now() - ANSWER_STAYS)


def register() -> None:
    home_page.add("meetings.after", after_cards)
    home_page.add("meetings.debriefs", debrief_cards)
    home_page.add("meetings.debrief_answer", answer_cards)
    home_when.add("meetings.after", lambda user: Exists(_lately(user)))
    home_when.add("meetings.debrief_answer", lambda user: Exists(_answered(user)))
