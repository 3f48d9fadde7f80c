"""What the page of the live room shows: to who is before the door, and to who is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

import clock
from accounts.access import can
from chat import pages as chat_pages
from chat.forms import MessageForm
from chat.models import Participant
from chat.policies import why_not
from chat.services.refusing import REASONS
from groups.ground_rules import rules_in_force
from groups.models import Membership
from meetings import live as machine
from meetings.after_pages import after_of
from meetings.forms import CheckInForm
from meetings.guests import guests_of
from meetings.live import TURNS, Facts, Person, Phase, State
from meetings.live_words import DOOR, PARTS
from meetings.models import CheckIn, GroupVideo, LiveMeeting, Meeting, SideRoom
from meetings.pages import line, when
from meetings.policies import entering
from meetings.policies.base import has_a_place, keeps_its_group
from meetings.policies.live import comes_in_time, door_is_open, was_removed_there
from meetings.services.live import facts_of


@dataclass(frozen=True)
class Step:
    """One part of the agenda, as the page draws it."""

    name: Any
    minutes: int
    is_now: bool
    is_past: bool


@dataclass(frozen=True)
class Shown:
    """Somebody in the circle for one reader; without a membership their name is hidden from them."""

    person: Person
    membership: Membership | None
    mine: bool
    has_turn: bool
    is_up: bool
    has_hand: bool
    leads: bool
    keeps: bool
    can_go_earlier: bool


def why_outside(user: Any, meeting: Meeting) -> str:
    """Why `user` cannot come in now, as a key of DOOR; an empty string where they can."""
    if can(user, "meetings.come_in", meeting):
        return ""
    if not meeting.is_planned:
        return "cancelled"
    if not (has_a_place(user, meeting) or keeps_its_group(user, meeting)):
        return "over" if meeting.is_over else "no_place"
    if was_removed_there(user, meeting):
        return "removed"
    if not door_is_open(user, meeting):
        return "not_yet" if clock.now() < meeting.starts_at else "over"
    if not entering(user, meeting):
        return "resting"
    return "resting" if comes_in_time(user, meeting) else "too_late"


def agenda_of(state: State, meeting: Meeting) -> list[Step]:
    """The parts with about how long each takes. The lobby and the end are no parts."""
    now = state.agenda.index(state.phase)
    return [
        Step(
            name=PARTS[box.phase].name,
            minutes=box.minutes,
            is_now=box.phase == state.phase,
            is_past=state.agenda.index(box.phase) < now,
        )
        for box in machine.timeboxes(state.agenda, meeting.minutes)
    ]


def next_meeting(user: Any, meeting: Meeting) -> dict[str, Any] | None:
    ahead = Meeting.objects.visible_to(user).filter(series__group=meeting.series.group, state=Meeting.State.PLANNED)
    row = ahead.filter(starts_at__gt=clock.now()).exclude(pk=meeting.pk).order_by("starts_at").with_group().first()
    return line(user, row) if row is not None else None


def door_page(user: Any, meeting: Meeting, state: State) -> dict[str, Any]:
    """Before coming in: the agenda, the ground rules, and the door, or why it is not open for them."""
    why = why_outside(user, meeting)
    return {
        "meeting": meeting,
        "group": meeting.series.group,
        "when": when(meeting),
        "agenda": agenda_of(State(agenda=state.agenda), meeting),
        "rules": rules_in_force(meeting.series.group),
        "guests": guests_of(user, meeting) if not meeting.is_over else [],
        "why": why,
        "why_words": DOOR.get(why, ""),
        "next": next_meeting(user, meeting) if why not in ("", "not_yet") else None,
    }


def room_page(request: HttpRequest, live: LiveMeeting, participant: Participant, form: MessageForm) -> dict[str, Any]:
    """In the room: what goes on, whose turn it is, what this person can do, and the talk."""
    user, meeting, state, facts = request.user, live.meeting, live.now, facts_of(live.meeting)
    me = str(participant.membership.uid) if participant.membership is not None else ""
    circle = circle_of(user, state, facts, me)
    leads = machine.leads(state, me, facts)
    own = state.person(me)
    part = PARTS[state.phase]
    closed = why_not(user, participant)
    context = chat_pages.room_context(
        user, participant, before=None, reply_to=form["reply_to"].value(), client_uid=form["client_uid"].value()
    )
    return context | {
        "meeting": meeting,
        "group": meeting.series.group,
        "live": live,
        "state": state,
        "part": part,
        "then": PARTS[state.next_phase].then,
        "into": machine.into(live.phase_since, clock.now()),
        "agenda": agenda_of(state, meeting),
        "circle": circle,
        "speaks": next((one for one in circle if one.has_turn), None),
        "up": next((one for one in circle if one.is_up), None),
        "lead": next((one for one in circle if one.leads), None),
        "mine": next((one for one in circle if one.mine), None),
        "in_turns": state.phase in TURNS,
        "may_pass": own is not None and state.phase == Phase.ROUND and not own.had,
        "leads": leads,
        "may_close": machine.may_close(state, me, facts),
        "may_lead": machine.may_volunteer(state, me, facts),
        "keeps": me in facts.keepers,
        "not_heard": [
            one.membership.display_name
            for one in circle
            if leads and one.membership and not one.mine and one.person.id in state.not_heard
        ],
        "rules": rules_in_force(meeting.series.group),
        "video": GroupVideo.objects.visible_to(user).filter(group=meeting.series.group).first(),
        "said": said(user, live),
        "sides": sides_of(user, live),
        "guests": guests_of(user, meeting) if not state.is_closed else [],
        "how": _how(live, participant),
        "form": form,
        "panel": chat_pages.open_panel(request, participant),
        "closed_text": REASONS.get(closed, ""),
        "talk_until": live.talk_until,
        "next": next_meeting(user, meeting) if state.is_closed else None,
        "after": after_of(user, meeting) if state.is_closed else {},
        "topics": f"meeting:{meeting.uid} room:{participant.room.uid}",
    }


def circle_of(user: Any, state: State, facts: Facts, me: str) -> list[Shown]:
    """Everybody who is in the room, in the order of the round; who is away for the moment is in it, too."""
    ids = [one.id for one in state.people]
    rows = Membership.objects.visible_to(user).live().filter(uid__in=ids)
    names = {str(row.uid): row for row in rows}
    return [
        Shown(
            person=one,
            membership=names.get(one.id),
            mine=one.id == me,
            has_turn=one.id == state.turn,
            is_up=one.id == state.up,
            has_hand=one.id in state.hands,
            leads=one.id == state.lead,
            keeps=one.id in facts.keepers,
            can_go_earlier=place > 0,
        )
        for place, one in enumerate(state.people)
    ]


def said(user: Any, live: LiveMeeting) -> QuerySet[CheckIn]:
    """How people said they are in the part that is now, as far as they show it to this reader."""
    kind = {Phase.CHECK_IN: CheckIn.Kind.IN, Phase.CHECK_OUT: CheckIn.Kind.OUT}.get(live.now.phase)
    rows = CheckIn.objects.visible_to(user).filter(live=live, kind=kind) if kind else CheckIn.objects.none()
    return rows.select_related("membership")


def sides_of(user: Any, live: LiveMeeting) -> list[SideRoom]:
    """Side rooms that were offered to this reader, and those in which somebody waits for them; while they are there."""
    if live.talk_until is not None and live.talk_until <= clock.now():
        return []
    rows = SideRoom.objects.visible_to(user).filter(live=live).select_related("membership", "keeper")
    # After the end there is nothing new to begin.
    rows = rows.filter(entered_at__isnull=False) if live.closed_at else rows
    return [side for side in rows if side.membership.account_id == user.pk or side.entered_at is not None]


def _how(live: LiveMeeting, participant: Participant) -> CheckInForm | None:
    """The form of a check-in or check-out, with what this person said before."""
    phase = live.now.phase
    if phase not in (Phase.CHECK_IN, Phase.CHECK_OUT):
        return None
    kind = CheckIn.Kind.OUT if phase == Phase.CHECK_OUT else CheckIn.Kind.IN
    row = CheckIn.objects.filter(live=live, membership=participant.membership, kind=kind).first()
    return CheckInForm(initial=CheckInForm.of(row))
