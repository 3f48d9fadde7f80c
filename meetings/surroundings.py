"""What stands around a side room: that it is one, with whom, and the way back to the meeting."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chat.models import Participant
from chat.surroundings import Surrounding, surroundings
from meetings.models import SideRoom


def side_room(user: Any, participant: Participant) -> Surrounding | None:
    rows = SideRoom.objects.filter(room=participant.room_id).select_related("live__meeting", "membership", "keeper")
    side = rows.first()
    if side is None:
        return None
    mine = side.membership.account_id == user.pk
    return Surrounding(
        title=_("A side room"),
        back=reverse("meetings:live", args=[side.live.meeting.uid]),
        back_label=_("Back to the meeting"),
        template="meetings/_side_about.html",
        context={"side": side, "other": side.keeper if mine else side.membership},
    )


def register() -> None:
    surroundings.add("side", side_room)
