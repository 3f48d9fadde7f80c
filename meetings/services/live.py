"""The live room: coming in, every act in it, and going. The machine decides what fits; here it is stored and told.

Locks: first the memberships, then the meeting, then its live row, in the order in which a membership is ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

import clock
from accounts.access import require
from audit import services as audit
from chat import services as chat
from chat.models import Participant
from groups.models import Group, Membership
from groups.services.joining import RemovalReason
from meetings import live as machine
from meetings.errors import MovedOnAlready, NotNowInMeeting
from meetings.live import Event, Facts, Kind, Phase, State
from meetings.models import CheckIn, Details, LiveEvent, LiveMeeting, Meeting, SideRoom
from meetings.services.beside import note_kept
from meetings.services.seats import lock
from realtime import hub
from rows import effect, require_transaction

# Whoever gave no sign for so long is not counted as there; the lead and the turn go on.
AWAY_AFTER = timedelta(minutes=2)
# So long after the time a member may begin where nobody who keeps the room came.
VOLUNTEER_AFTER = timedelta(minutes=5)
# What the page offers as one press; the rest has a service of its own.
ACTS = frozenset(
    {
        *(Kind.AGREE, Kind.BEGIN, Kind.NEXT, Kind.BACK, Kind.ORDER, Kind.CLOSE),
        *(Kind.TAKE, Kind.PASS, Kind.DONE, Kind.SKIP, Kind.HAND, Kind.LOWER, Kind.LEAD, Kind.HAND_OVER),
    }
)
AUDITED = {
    Kind.BEGIN: "meeting.begun",
    Kind.CLOSE: "meeting.closed",
    Kind.LEAD: "meeting.lead_taken",
    Kind.HAND_OVER: "meeting.lead_handed_over",
    Kind.MUTE: "meeting.member_muted",
    Kind.UNMUTE: "meeting.member_unmuted",
    Kind.REMOVE: "meeting.member_removed",
}


def topic_of(meeting: Meeting) -> str:
    """The name under which sockets follow the live room of `meeting`."""
    return f"meeting:{meeting.uid}"


def middle_of(meeting: Meeting) -> Phase:
    """What a meeting of this format is about: a round, or a topic."""
    rounds = (Details.Format.SHARING_ROUND, Details.Format.STEP)
    return Phase.ROUND if meeting.format in rounds else Phase.TOPIC


def facts_of(meeting: Meeting) -> Facts:
    """Who keeps the room, and whether a member may offer to lead; asked anew for every event."""
    keepers = Membership.objects.keepers().filter(group=meeting.series.group).values_list("uid", flat=True)
    return Facts(
        keepers=frozenset(str(uid) for uid in keepers),
        volunteers=clock.now() >= meeting.starts_at + VOLUNTEER_AFTER,
        over=meeting.is_over,
    )


@transaction.atomic(durable=True)
def come_in(*, actor: Any, meeting: Meeting, listening: bool = False) -> LiveMeeting:
    """`actor` is in the live room from now on; the first who comes opens it. Twice is as once.

    Raises PermissionDenied without a place, before the door is open and after it is closed.
    """
    own = _lock_members(meeting, account=actor)
    meeting = lock(meeting)
    require(actor, "meetings.come_in", meeting)
    if not own:
        raise PermissionDenied("meetings.come_in")
    live = held(meeting) or _open(meeting, actor)
    if live.room is None:
        raise PermissionDenied("meetings.come_in")
    chat.begin_participant(room=live.room, membership=own[0])
    _settle(live)
    _happen(live, Event(Kind.ARRIVE, by=str(own[0].uid), listening=listening))
    return live


def _open(meeting: Meeting, actor: Any) -> LiveMeeting:
    state = machine.to_json(machine.begin(middle_of(meeting)))
    room = chat.meeting_room(meeting.series.group)
    live = LiveMeeting.objects.create(meeting=meeting, room=room, state=state)
    audit.record(actor=actor, verb="meeting.opened", target=meeting)
    return live


@transaction.atomic(durable=True)
def act(
    *, actor: Any, meeting: Meeting, kind: str, version: int | None = None, whom: str = "", order: Iterable[str] = ()
) -> LiveMeeting:
    """One press of a button. `version` is what the page showed; `whom` the uid of a membership.

    Raises PermissionDenied for who is not in the room or may not, MovedOnAlready where somebody steered since, and
    NotNowInMeeting where it does not fit any more.
    """
    if kind not in ACTS:
        raise PermissionDenied("meetings.take_part")
    live, own = hold_inside(actor, meeting)
    event = Event(Kind(kind), by=str(own.uid), whom=whom, order=tuple(order), version=version)
    _happen(live, event, actor=actor)
    return live


@transaction.atomic(durable=True)
def check_in(
    *,
    actor: Any,
    meeting: Meeting,
    way: str,
    word: str = "",
    picture: str = "",
    number: int | None = None,
    shown_to: str = CheckIn.ShownTo.KEEPERS,
) -> CheckIn:
    """`actor` says how they are, from lists, or passes. Saying it again takes the place of what they said before."""
    live, own = hold_inside(actor, meeting)
    _happen(live, Event(Kind.SAY_HOW, by=str(own.uid)))
    kind = CheckIn.Kind.OUT if live.now.phase == Phase.CHECK_OUT else CheckIn.Kind.IN
    row = CheckIn.objects.filter(live=live, membership=own, kind=kind).first()
    row = row or CheckIn(live=live, membership=own, kind=kind)
    row.way, row.shown_to, row.said_at = CheckIn.Way(way).value, CheckIn.ShownTo(shown_to).value, clock.now()
    row.word = CheckIn.Word(word).value if way == CheckIn.Way.WORD else ""
    row.picture = CheckIn.Picture(picture).value if way == CheckIn.Way.PICTURE else ""
    row.number = number if way == CheckIn.Way.NUMBER else None
    row.full_clean(validate_unique=False)
    row.save()
    return row


@transaction.atomic(durable=True)
def leave(*, actor: Any, meeting: Meeting) -> None:
    """Go, without a word to anybody. One can come in again; who is not in the room is not in it."""
    own = _lock_members(meeting, account=actor)
    live = held(meeting)
    if live is None or not own or not Participant.objects.live().filter(room=live.room, membership=own[0]).exists():
        return
    require(actor, "meetings.leave", meeting)
    _end(live, own[0])
    if live.closed_at is None:
        _happen(live, Event(Kind.LEAVE, by=str(own[0].uid)))


@transaction.atomic(durable=True)
def mute_in_meeting(*, actor: Any, meeting: Meeting, whom: Membership, muted: bool = True) -> None:
    """Until the meeting is over they read and do not write, and have no turn; or all that again."""
    live, own = hold_inside(actor, meeting, whom)
    require(actor, "meetings.set_aside", whom)
    kind = Kind.MUTE if muted else Kind.UNMUTE
    _happen(live, Event(kind, by=str(own.uid), whom=str(whom.uid)), actor=actor, target=whom)
    until = meeting.ends_at + timedelta(days=1) if muted else None
    for participant in Participant.objects.live().filter(room=live.room, membership=whom):
        chat.mute_participant(participant, until=until)


@transaction.atomic(durable=True)
def remove_from_meeting(*, actor: Any, meeting: Meeting, whom: Membership, reason: str) -> None:
    """They are out of this meeting at once and cannot come in again; in the group they stay. `reason` is a code."""
    live, own = hold_inside(actor, meeting, whom)
    require(actor, "meetings.set_aside", whom)
    code = RemovalReason(reason).value
    _happen(live, Event(Kind.REMOVE, by=str(own.uid), whom=str(whom.uid)), actor=actor, target=whom, reason=code)
    _end(live, whom)


# -- blocks -----------------------------------------------------------------------------------------------------------
def leave_lives_of(membership: Membership) -> None:
    """Building block. Whoever is no longer in the group is in none of its live rooms either."""
    require_transaction()
    CheckIn.objects.filter(membership=membership).delete()
    rows = LiveMeeting.objects.going_on().filter(meeting__series__group=membership.group_id)
    for live in _locked(rows.order_by("pk")):
        _happen(live, Event(Kind.LEAVE, whom=str(membership.uid)))
        _end(live, membership)


def erase_lives_of(account: Any) -> None:
    """Building block. Nothing is left of what an account did in meetings, nor of how it said it was."""
    require_transaction()
    CheckIn.objects.filter(membership__account=account).delete()
    LiveEvent.objects.filter(by__account=account).update(by=None)
    LiveEvent.objects.filter(whom__account=account).update(whom=None)


def settle_live(live: LiveMeeting) -> None:
    """Building block. Puts into the locked state who is there and who is not; the lead and the turn follow."""
    require_transaction()
    _settle(live)


def close_live(live: LiveMeeting) -> None:
    """Building block. The platform closes a meeting that nobody closed."""
    require_transaction()
    _happen(live, Event(Kind.CLOSE))


def away(live: LiveMeeting, now: datetime, *, acting: str = "") -> tuple[list[str], list[str]]:
    """Whom the state counts as there who gave no sign for a while, and whom it misses who did.

    `acting` is doing something just now, which is a sign.
    """
    rows = Participant.objects.live().filter(room=live.room, membership__state=Membership.State.ACTIVE)
    signs = rows.values_list("membership__uid", "seen_at", "created_at")
    # Coming in is a sign, too.
    recent = now - AWAY_AFTER
    there = {str(uid) for uid, seen_at, came_at in signs if str(uid) == acting or (seen_at or came_at) > recent}
    people = live.now.people
    return (
        [one.id for one in people if one.here and one.id not in there],
        [one.id for one in people if not one.here and one.id in there],
    )


def _settle(live: LiveMeeting, *, acting: str = "") -> None:
    gone, back = away(live, clock.now(), acting=acting)
    for kind, people in ((Kind.ARRIVE, back), (Kind.VANISH, gone)):
        for who in people:
            _happen(live, Event(kind, whom=who))


def _locked(rows: Any) -> list[LiveMeeting]:
    found = rows.select_for_update(no_key=True, of=("self",)).select_related("meeting__series__group", "room")
    return list(found)


def held(meeting: Meeting) -> LiveMeeting | None:
    """Building block. The live row of the meeting, fresh and locked until commit."""
    require_transaction()
    return next(iter(_locked(LiveMeeting.objects.filter(meeting=meeting))), None)


def _lock_members(meeting: Meeting, *, account: Any, whom: Membership | None = None) -> list[Membership]:
    """The membership of `account`, and that of `whom` after it; both locked, always in the same order."""
    rows = Membership.objects.select_for_update(no_key=True, of=("self",)).select_related("group")
    mine = Membership.objects.of(account).filter(group__meeting_series__meetings=meeting.pk).values("pk")
    found = list(rows.filter(Q(pk__in=mine) | Q(pk__in=[whom.pk] if whom else [])).order_by("pk"))
    return sorted(found, key=lambda row: row.account_id != account.pk)


def hold_inside(actor: Any, meeting: Meeting, whom: Membership | None = None) -> tuple[LiveMeeting, Membership]:
    """Building block. The live row, locked and settled, and who `actor` is there."""
    require_transaction()
    own = _lock_members(meeting, account=actor, whom=whom)
    live = held(meeting)
    require(actor, "meetings.take_part", meeting)
    if live is None or not own or own[0].account_id != actor.pk:
        raise PermissionDenied("meetings.take_part")
    _settle(live, acting=str(own[0].uid))
    return live, own[0]


def rooms_of(live: LiveMeeting) -> Q:
    """The room of the meeting and the side rooms beside it, as a filter of participants."""
    return Q(room=live.room_id) | Q(room__in=SideRoom.objects.filter(live=live, room__isnull=False).values("room"))


def tell_news(live: LiveMeeting) -> None:
    """Building block. Something is new on the page of somebody; nobody is told for whom, or what."""
    require_transaction()
    _happen(live, Event(Kind.NEWS))


def _end(live: LiveMeeting, membership: Membership) -> None:
    """Whoever is out of the meeting is out of its side rooms, too."""
    rows = Participant.objects.live().filter(rooms_of(live), membership=membership)
    for participant in rows.select_related("room"):
        chat.end_participant(participant)


def _happen(live: LiveMeeting, event: Event, *, actor: Any = None, target: Any = None, reason: str = "") -> None:
    """Apply the event to the locked row, note it, and tell the sockets. What changes nothing is no event."""
    before = live.now
    try:
        after = machine.apply(before, event, facts_of(live.meeting))
    except machine.NotYours:
        raise PermissionDenied("meetings.take_part") from None
    except machine.Stale:
        raise MovedOnAlready from None
    except machine.LiveError:
        raise NotNowInMeeting from None
    if after == before:
        return
    now = clock.now()
    live.state, live.version = machine.to_json(after), after.version
    if after.phase != before.phase:
        live.phase_since = now
        live.closed_at = now if after.is_closed else None
    live.save(update_fields=["state", "version", "phase_since", "closed_at"])
    if after.is_closed:
        # Members may stay a while to say goodbye. A guest is gone when the meeting ends.
        for guest in Participant.objects.live().filter(room=live.room, account__isnull=False).select_related("room"):
            chat.end_participant(guest)
    # Whom an event names may be any text; what is noted is whom the room knew.
    _note(live, event, now, {one.id for one in (*before.people, *before.left, *after.people)} & {event.by, event.whom})
    if event.kind == Kind.BEGIN:
        here = [one.id for one in after.people if one.here]
        note_kept(live.meeting, Membership.objects.keepers().filter(group=_group(live), uid__in=here))
    if event.kind in AUDITED:
        audit.record(actor=actor, verb=AUDITED[event.kind], target=target or live.meeting, reason=reason)
    _tell(live, after)


def _note(live: LiveMeeting, event: Event, now: datetime, named: set[str]) -> None:
    rows = Membership.objects.filter(group=_group(live), uid__in=named)
    ids = {str(uid): pk for uid, pk in rows.values_list("uid", "pk")}
    LiveEvent.objects.create(
        live=live,
        version=live.version,
        kind=event.kind.value,
        by_id=ids.get(event.by),
        whom_id=ids.get(event.whom),
        at=now,
    )


def _group(live: LiveMeeting) -> Group:
    return live.meeting.series.group


def _tell(live: LiveMeeting, state: State) -> None:
    name, version = topic_of(live.meeting), state.version
    effect(lambda: hub.publish(name, {"seq": version, "by": ""}))
