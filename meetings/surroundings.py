"""What stands around a side room, and around the room of a meeting for its guest; and the way back to the meeting."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chat.models import Participant
from chat.surroundings import Surrounding, surroundings
from groups.ground_rules import rules_in_force
from meetings.models import GroupVideo, Guest, SideRoom


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


def as_guest(user: Any, participant: Participant) -> Surrounding | None:
    """For a guest, the room of the meeting and nothing of the group around it. For members it is what it was."""
    if participant.membership_id is not None:
        return None
    rows = Guest.objects.visible_to(user).filter(
        meeting__live__room=participant.room_id, account=participant.account_id
    )
    guest = rows.expected().select_related("meeting__series__group").first()
    if guest is None:
        raise Http404
    group = guest.meeting.series.group
    return Surrounding(
        title=_("A meeting"),
        back=reverse("meetings:guest", args=[guest.uid]),
        back_label=_("About the meeting"),
        template="meetings/_guest_about.html",
        context={
            "guest": guest,
            "rules": rules_in_force(group),
            # Not its address: that is the same every week, and a guest is there once.
            "has_video": GroupVideo.objects.filter(group=group).exists(),
        },
    )


def register() -> None:
    surroundings.add("meeting", as_guest)
    surroundings.add("side", side_room)
