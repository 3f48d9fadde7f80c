"""Small steps of self-care: what one would like to do, the days on which one did, and what a group is shown of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

import clock
from care.models.plans import words
from care.querysets import OwnedQuerySet
from groups.models import Membership
from moderation.models import FoldableText
from resilience.querysets import ShownStepQuerySet
from rows import Row

STEP_MOST = 160


class Commitment(Row):
    """A small step. No streaks: nothing is counted but how often somebody came back, and that only grows."""

    class State(models.TextChoices):
        GOING = "going", _("Going")
        RESTING = "resting", _("Resting")
        PUT_DOWN = "put_down", _("Put down")
        DONE = "done", _("Done")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    words = words()
    # On how many days of a week; 0 is once.
    times = models.PositiveSmallIntegerField(default=0)
    until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.GOING)
    rests_until = models.DateField(null=True, blank=True)
    came_back = models.PositiveIntegerField(default=0)
    begun_on = models.DateField()
    # From here on days of grace are told apart from days before: when it was begun, or picked up again.
    picked_up_on = models.DateField()
    changed_at = models.DateTimeField(default=clock.now)

    objects = models.Manager.from_queryset(OwnedQuerySet)()

    class Meta:
        ordering = ["begun_on", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(times__lte=7), name="a_week_has_seven_days")]

    def __str__(self) -> str:
        return f"small step {self.uid}"


class CommitmentDay(Row):
    """What was said of one day. A day of which nothing was said has no row: it is a day of grace."""

    class Kind(models.TextChoices):
        DONE = "done", _("Done")
        NOT = "not", _("Not this time")

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    kind = models.CharField(max_length=4, choices=Kind.choices)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["commitment", "day"], name="one_word_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class ShownStep(Row, FoldableText):
    """The words of a step as one's group, or one's buddy, reads them. Gone when somebody shows it no more."""

    TEXTS_READ = ("words",)

    commitment = models.OneToOneField(Commitment, on_delete=models.CASCADE, related_name="shown")
    # Under which name: the one in that group, or the one that stands between the two.
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    # Shown to the other of this pair alone; without one, to the group.
    pair = models.ForeignKey("resilience.BuddyPair", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(max_length=STEP_MOST, blank=True)
    shown_at = models.DateTimeField(default=clock.now)
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = ShownStepQuerySet.as_manager()

    class Meta:
        ordering = ["shown_at", "pk"]

    def __str__(self) -> str:
        return f"shown step {self.uid}"
