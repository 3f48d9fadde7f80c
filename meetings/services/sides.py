"""Side rooms: one is offered, a member goes there or does not, and either of the two may leave and come back.

Locks: the memberships of the two, then the live row, as everywhere in the live room.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

import clock
from accounts.access import require
from audit import services as audit
from chat import services as chat
from chat.models import Participant
from groups.models import Membership
from meetings.errors import NotNowInMeeting
from meetings.models import LiveMeeting, Meeting, SideRoom
from meetings.services.live import held, hold_inside, tell_news
from rows import require_transaction


@transaction.atomic(durable=True)
def offer_side_room(*, actor: Any, meeting: Meeting, whom: Membership, keeper: Membership | None = None) -> None:
    """`whom` reads that `keeper`, or `actor`, would be there with them. Offered twice is offered once.

    Raises PermissionDenied for who does not keep the room, NotNowInMeeting where one of the two is not there.
    """
    live, own = hold_inside(actor, meeting, whom)
    require(actor, "meetings.offer_side", whom)
    keeper = keeper or own
    there = live.now
    keeps = Membership.objects.keepers().filter(pk=keeper.pk, group=meeting.series.group).exists()
    if not keeps or not there.is_here(str(keeper.uid)) or there.person(str(whom.uid)) is None:
        raise NotNowInMeeting
    _row, is_new = SideRoom.objects.get_or_create(live=live, membership=whom, keeper=keeper)
    if is_new:
        # To whom is between them.
        audit.record(actor=actor, verb="meeting.side_offered", target=meeting)
        tell_news(live)


@transaction.atomic(durable=True)
def enter_side_room(*, actor: Any, side: SideRoom) -> SideRoom:
    """`actor`, one of the two, is in it from now on. The first time a member goes there opens it for both."""
    side, live = _hold(side)
    require(actor, "meetings.enter_side", side)
    if side.room is None:
        side.room = chat.side_room(live.meeting.series.group)
    begins = side.entered_at is None
    if begins:
        side.entered_at = clock.now()
    side.put_aside_at = None
    side.save()
    for membership in (side.membership, side.keeper):
        if membership is None or not (begins or membership.account_id == actor.pk):
            continue
        # Who keeps the room may have gone meanwhile, and comes in again when they are back.
        there = Participant.objects.live().filter(room=live.room, membership=membership)
        if there.filter(membership__state=Membership.State.ACTIVE).exists():
            chat.begin_participant(room=side.room, membership=membership)
    if begins and live.closed_at is None:
        tell_news(live)
    return side


@transaction.atomic(durable=True)
def put_side_room_aside(*, actor: Any, side: SideRoom) -> None:
    """“Not now.” Nobody is told; the way there stays, folded, on their own page."""
    side, _live = _hold(side)
    require(actor, "meetings.answer_side", side)
    if side.entered_at is None:
        side.put_aside_at = clock.now()
        side.save(update_fields=["put_aside_at"])


@transaction.atomic(durable=True)
def leave_side_room(*, actor: Any, side: SideRoom) -> None:
    """Back to the others, without a word. One can come again as long as it is there."""
    side, _live = _hold(side)
    require(actor, "meetings.leave_side", side)
    for participant in Participant.objects.of(actor).filter(room=side.room).select_related("room"):
        chat.end_participant(participant)


def _hold(side: SideRoom) -> tuple[SideRoom, LiveMeeting]:
    """The row as it is now, under the locks of its two people and of the meeting."""
    people = [pk for pk in (side.membership_id, side.keeper_id) if pk is not None]
    list(Membership.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=people).order_by("pk"))
    live = held(side.live.meeting)
    fresh = SideRoom.objects.select_related("room", "membership__group", "keeper").filter(pk=side.pk).first()
    if live is None or fresh is None:
        raise PermissionDenied("meetings.enter_side")
    return fresh, live


# -- blocks -----------------------------------------------------------------------------------------------------------
def leave_sides_kept_by(membership: Membership) -> None:
    """Building block. Who keeps the room no longer sits in none of its side rooms as the one who does."""
    require_transaction()
    rooms = SideRoom.objects.filter(keeper=membership, room__isnull=False).values("room")
    for participant in Participant.objects.live().filter(room__in=rooms, membership=membership).select_related("room"):
        chat.end_participant(participant)
    SideRoom.objects.filter(keeper=membership, entered_at__isnull=True).delete()


def forget_sides_of(account: Any) -> None:
    """Building block. What was said to somebody alone goes with them, whole; who was there with others is forgotten."""
    require_transaction()
    for side in SideRoom.objects.filter(membership__account=account).select_related("room"):
        room = side.room
        side.delete()
        if room is not None:
            chat.forget_room(room)
    SideRoom.objects.filter(keeper__account=account).update(keeper=None)
