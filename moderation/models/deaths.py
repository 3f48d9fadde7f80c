"""A member has died: who says so, who agrees. One person alone cannot make anybody silent with it."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock
from accounts.sealed import SealedTextField
from groups.models import Membership
from moderation.querysets import DeathQuerySet
from rows import Row

# How somebody knew, and what came to nothing, is kept for as long as anybody may have to answer for it.
KNOWN_KEPT = timedelta(days=90)


class Death(Row):
    """Somebody says that a member has died. From the second person's yes on, nothing reaches out to them."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a second person")
        AGREED = "agreed", _("Two people are sure")
        NOT_AGREED = "not_agreed", _("The second person is not sure")
        UNDONE = "undone", _("It was a mistake")

    class Review(models.TextChoices):
        NONE = "", _("Nobody else has looked yet")
        RIGHT = "right", _("Somebody else looked, and is sure as well")
        WRONG = "wrong", _("Somebody else looked: it was a mistake")

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    # How they know. For the second person, and nobody in the group.
    known = SealedTextField(opening_is_audited=False)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # As one who keeps the group; empty where one of the team said it.
    said_as = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField(default=clock.now)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    second_at = models.DateTimeField(null=True, blank=True)
    # The team has nobody else: it was taken as true at once, and somebody else looks afterwards.
    alone = models.BooleanField(default=False)
    review = models.CharField(max_length=5, choices=Review.choices, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    # They signed in and said so themselves; the team has to learn why it was said of them.
    came_back = models.BooleanField(default=False)
    looked_into_at = models.DateTimeField(null=True, blank=True)

    objects = DeathQuerySet.as_manager()

    class Meta:
        ordering = ["-said_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(state__in=["waiting", "agreed"]), name="one_death_a_name"
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | Q(said_by__isnull=True) | ~Q(second_by=F("said_by")),
                name="death_has_two_people",
            ),
            models.CheckConstraint(condition=Q(state="waiting") | Q(second_at__isnull=False), name="death_answered"),
            models.CheckConstraint(condition=~Q(state="undone") | Q(undone_at__isnull=False), name="undone_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"death {self.uid}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_agreed(self) -> bool:
        return self.state == self.State.AGREED
