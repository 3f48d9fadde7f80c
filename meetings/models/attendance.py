"""Who was there: noted by those who keep the room, seen by oneself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

import clock
from groups.models import Membership
from groups.querysets import KEEPERS
from meetings.models.planning import Meeting
from rows import Row

# How long it can be put right, how long those who keep the room see it, and how long it is known from when to when.
KEEP = timedelta(days=30)


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user: Any) -> Self:
        """One's own, always. Of others only to who keeps the room, for as long as it can be put right."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        keeping = Membership.objects.filter(
            group=OuterRef("meeting__series__group"), account=user, role__in=KEEPERS, state="active"
        )
        lately = Q(meeting__ends_at__gt=clock.now() - KEEP)
        live = ~Q(membership__state="ended") & Q(membership__account__erase_after__isnull=True)
        return self.filter(Q(membership__account=user) | (Exists(keeping) & lately & live))


class Attendance(Row):
    """Present or not, at one meeting. From when to when only where the group confirms it, and for a month."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="attendances")
    present = models.BooleanField()
    came_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    noted_at = models.DateTimeField(default=clock.now)
    noted_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "membership"], name="one_attendance_a_member"),
            models.CheckConstraint(
                condition=Q(came_at__isnull=True, left_at__isnull=True) | Q(present=True, left_at__gt=F("came_at")),
                name="there_from_when_to_when",
            ),
        ]

    def __str__(self) -> str:
        return f"attendance {self.uid}"
