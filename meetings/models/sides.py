"""A side room: one member and one who keeps the room, for as long as the meeting goes on."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

import clock
from chat.models import Room
from groups.models import Membership
from meetings.models.live import LiveMeeting
from rows import Row


class SideRoomQuerySet(models.QuerySet["SideRoom"]):
    def visible_to(self, user: Any) -> Self:
        """For the two whom it is for, while they are in the meeting; never across a block, and never to others."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        names = Membership.objects.visible_to(user)
        offered = Q(membership__account=user) & Exists(names.filter(pk=OuterRef("keeper")))
        keeping = Q(keeper__account=user) & Exists(names.filter(pk=OuterRef("membership")))
        inside = LiveMeeting.objects.visible_to(user).filter(pk=OuterRef("live"))
        return self.filter(Exists(inside)).filter(offered | keeping)


class SideRoom(Row):
    """Offered to one member, who need not answer. There is a room only once they went there."""

    live = models.ForeignKey(LiveMeeting, on_delete=models.CASCADE, related_name="sides")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    # Who would be there with them.
    keeper = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    room = models.OneToOneField(Room, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    offered_at = models.DateTimeField(default=clock.now)
    # "Not now" folds it away on their own page. Nobody else is told.
    put_aside_at = models.DateTimeField(null=True, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)

    objects = SideRoomQuerySet.as_manager()

    class Meta:
        ordering = ["offered_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["live", "membership", "keeper"], name="one_side_room_a_pair"),
        ]

    def __str__(self) -> str:
        return f"side room {self.uid}"
