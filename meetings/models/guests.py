"""Somebody from outside who is invited to one meeting, and who of the members would rather not have them there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

import clock
from groups.models import Membership
from meetings.models.planning import LONGEST, Meeting
from moderation.models import ReadText
from rows import Row


class GuestQuerySet(models.QuerySet["Guest"]):
    def expected(self) -> Self:
        """Invited and not taken back."""
        return self.filter(ended_at__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """For everybody who may know of the meeting, and for the guest."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        meetings = Meeting.objects.visible_to(user).filter(pk=OuterRef("meeting"))
        return self.filter(Exists(meetings) | Q(account=user))


class Guest(Row, ReadText):
    """One person at one meeting, and never a member. Who holds the link first is the guest; nobody else after them."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="guests")
    # How those who keep the room call them, and as what they come: told to every member beforehand.
    name = models.CharField(max_length=30)
    as_what = models.CharField(max_length=80)
    # From the beginning for so long. Empty: to the end.
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(5), MaxValueValidator(LONGEST)]
    )
    invited_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField(default=clock.now)
    token_hash = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GuestQuerySet.as_manager()

    class Meta:
        ordering = ["invited_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "account"], condition=Q(ended_at__isnull=True), name="one_guest_a_meeting"
            )
        ]

    def __str__(self) -> str:
        return f"guest {self.uid}"

    @property
    def goes_at(self) -> datetime:
        """Until when they are there, as members were told."""
        if self.minutes is None:
            return self.meeting.ends_at
        return min(self.meeting.ends_at, self.meeting.starts_at + timedelta(minutes=self.minutes))


class RatherNot(Row):
    """One member would rather not have a guest there. Counted from two up; who it was is nobody else's to know."""

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="rather_nots")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    said_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guest", "membership"], name="rather_not_once")]

    def __str__(self) -> str:
        return f"rather not {self.uid}"
