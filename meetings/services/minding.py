"""What time does to live rooms: who is gone, what nobody closed, and what is not kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

import clock
from chat import services as chat
from chat.models import Participant
from meetings.models import LiveMeeting, Meeting, SideRoom
from meetings.models.live import TALK_STAYS
from meetings.services.guests import guests_go
from meetings.services.live import away, close_live, rooms_of, settle_live
from rows import require_transaction

# A meeting may run over. Nobody there any more: it is closed when its time is up.
RUNS_OVER_MOST = timedelta(hours=3)
KEEP_LIVE = timedelta(days=30)


def mind_lives() -> int:
    """Sweep. Settles who is there, closes what nobody closed, ends the talk of what is closed; returns how many."""
    now = clock.now()
    done = sum(look_after(live=live) for live in LiveMeeting.objects.going_on().order_by("pk"))
    inside = Participant.objects.live().filter(room=OuterRef("room"))
    sides = SideRoom.objects.filter(live=OuterRef(OuterRef("pk")))
    aside = Participant.objects.live().filter(room__in=sides.values("room"))
    late = LiveMeeting.objects.filter(closed_at__lte=now - TALK_STAYS).filter(Exists(inside) | Exists(aside))
    for live in late.order_by("pk"):
        _end_talk(live=live)
        done += 1
    return done + guests_go()


def look_after_many(uids: Iterable[Any]) -> None:
    """For the beat of the sockets: the same for the live rooms of these meetings, where there is something to do."""
    for live in LiveMeeting.objects.going_on().filter(meeting__uid__in=list(uids)).order_by("pk"):
        look_after(live=live)


def look_after(*, live: LiveMeeting) -> bool:
    """Settle one live room if somebody came or went without a word, or its time is up. Not an act of anyone."""
    live = LiveMeeting.objects.select_related("meeting").get(pk=live.pk)
    if live.closed_at is not None or not (any(away(live, clock.now())) or _is_over(live)):
        return False
    return _look_after(live=live)


@transaction.atomic(durable=True)
def _look_after(*, live: LiveMeeting) -> bool:
    rows = LiveMeeting.objects.select_for_update(no_key=True, of=("self",))
    held = rows.select_related("meeting__series__group", "room").get(pk=live.pk)
    if held.closed_at is not None:
        return False
    settle_live(held)
    if _is_over(held):
        close_live(held)
    return True


def _is_over(live: LiveMeeting) -> bool:
    now, ends = clock.now(), live.meeting.ends_at
    if not live.meeting.is_planned or now >= ends + RUNS_OVER_MOST:
        return True
    return now >= ends and not any(one.here for one in live.now.people)


@transaction.atomic(durable=True)
def _end_talk(*, live: LiveMeeting) -> None:
    for participant in Participant.objects.live().filter(rooms_of(live)).select_related("room"):
        chat.end_participant(participant)


def forget_lives(moment: datetime) -> int:
    """Building block of retention. What happened and how people were goes after a month, with what was said there."""
    require_transaction()
    old = Meeting.objects.filter(ends_at__lt=moment - KEEP_LIVE).filter(~Q(live=None))
    gone = 0
    for live in LiveMeeting.objects.filter(meeting__in=old, closed_at__isnull=False).select_related("room"):
        rooms = [live.room, *(side.room for side in SideRoom.objects.filter(live=live).select_related("room"))]
        live.delete()
        for room in filter(None, rooms):
            chat.forget_room(room)
        gone += 1
    return gone
