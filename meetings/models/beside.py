"""Who has kept meetings before, and who is there beside somebody to whom it is new."""

from __future__ import annotations

from typing import Any

from django.db import models

import clock
from groups.models import Membership
from meetings.models.planning import Meeting
from rows import Row

# So many meetings somebody keeps with another beside them who has done it as often.
FIRST = 3


class KeptQuerySet(models.QuerySet["Kept"]):
    def held_by(self, account: Any) -> int:
        """How many meetings an account has kept that took place, in whatever group. Never shown to anybody."""
        took_place = self.filter(meeting__state=Meeting.State.PLANNED, meeting__ends_at__lte=clock.now())
        return took_place.filter(membership__account=account).count()


class Kept(Row):
    """Somebody kept this meeting: they said that they were there for it, or were there as one who does."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="kept")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    objects = KeptQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="kept_once")]
        verbose_name_plural = "kept"

    def __str__(self) -> str:
        return f"kept {self.uid}"


class Beside(Row):
    """One meeting, a day before it begins or from when somebody offered: who is there beside who keeps it."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="beside")
    membership = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    looked_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "beside"

    def __str__(self) -> str:
        return f"beside {self.uid}"

    @property
    def who(self) -> Membership | None:
        """Who is there, as long as they take part in the group."""
        found: Membership | None = self.membership
        return found if found is not None and found.state == Membership.State.ACTIVE else None


def is_new_at_it(account: Any) -> bool:
    """They have kept fewer than three meetings."""
    return Kept.objects.held_by(account) < FIRST
