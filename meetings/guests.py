"""What the pages of a meeting say of its guests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.access import can
from chat.models import Participant
from meetings.models import Guest, LiveMeeting, Meeting, RatherNot
from meetings.services import rather_nots


@dataclass(frozen=True)
class Invited:
    """One guest for one reader. `others` is how many would rather not, for who keeps the room; never fewer than two."""

    row: Guest
    is_there: bool
    may_say: bool
    said: bool
    may_take_back: bool
    others: int


def guests_of(user: Any, meeting: Meeting) -> list[Invited]:
    """Who is invited to `meeting` and comes, as `user` may know of it."""
    rows = Guest.objects.visible_to(user).expected().filter(meeting=meeting).select_related("meeting__series__group")
    if not rows:
        return []
    rooms = LiveMeeting.objects.filter(meeting=meeting, room__isnull=False).values("room")
    there = set(
        Participant.objects.live().filter(room__in=rooms, account__isnull=False).values_list("account", flat=True)
    )
    found = []
    for row in rows:
        keeps = can(user, "meetings.take_back_guest", row)
        found.append(
            Invited(
                row=row,
                is_there=row.account_id in there,
                may_say=can(user, "meetings.say_rather_not", row),
                said=RatherNot.objects.filter(guest=row, membership__account=user).exists(),
                may_take_back=keeps,
                others=rather_nots(row) if keeps else 0,
            )
        )
    return found
