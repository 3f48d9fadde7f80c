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
from moderation.models.readings import ReadText
from moderation.querysets import DeathQuerySet, FarewellQuerySet, LookInQuerySet
from rows import Row

# How somebody knew, and what came to nothing, is kept for as long as anybody may have to answer for it.
KNOWN_KEPT = timedelta(days=90)
LOOK_INS_KEPT = timedelta(days=60)
FAREWELL_MOST = 1500
# In the weeks after a death others come nearer to it.
WATCHED = timedelta(days=30)
# So long a group reads that what was said there of somebody was a mistake.
MISTAKE_SHOWN = timedelta(days=30)


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
    # Who was near to them wishes for no page of remembrance: then none is offered, and nobody asks.
    no_memorial = models.BooleanField(default=False)
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


class Farewell(Row, ReadText):
    """What who keeps the group tells the others. It names no way and no reason; the engine looks before it is there."""

    death = models.OneToOneField(Death, on_delete=models.CASCADE, related_name="farewell")
    words = models.TextField(max_length=FAREWELL_MOST)
    told_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    told_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    objects = FarewellQuerySet.as_manager()

    class Meta:
        ordering = ["-told_at", "-pk"]

    def __str__(self) -> str:
        return f"farewell {self.uid}"


class LookIn(Row):
    """Somebody was close to who has died: a person looks in on them, in their own way. Nothing is sent by itself."""

    class Place(models.IntegerChoices):
        FIRST = 1, _("After a day")
        SECOND = 2, _("After a week")

    death = models.ForeignKey(Death, on_delete=models.CASCADE, related_name="look_ins")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    place = models.PositiveSmallIntegerField(choices=Place.choices)
    due_at = models.DateTimeField()
    # When the sweep reminded whose it is.
    raised_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = LookInQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["death", "membership", "place"], name="one_look_in_a_place"),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | ~Q(owner=F("membership")), name="nobody_looks_in_on_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"look-in {self.uid}"


LOOK_AGAIN_AFTER = {LookIn.Place.FIRST: timedelta(days=1), LookIn.Place.SECOND: timedelta(days=7)}
