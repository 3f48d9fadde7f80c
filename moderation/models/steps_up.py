"""More than a group can hold: services of the directory that who keeps the room chose for somebody, and one look-in."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

import clock
from accounts.sealed import SealedTextField
from groups.models import Membership
from moderation.models.readings import ReadText
from moderation.querysets import StepUpQuerySet
from rows import Row

STEP_WORDS_MOST = 1000
# Somebody who is shown a way out of a group every week is shown the door.
AGAIN_AFTER = timedelta(days=30)
LOOK_IN_AFTER = timedelta(days=7)
# A look-in that nobody did for so long is not done any more: it would come out of nowhere.
LOOK_IN_WITHIN = timedelta(days=14)
KEPT = timedelta(days=60)


class StepUp(Row, ReadText):
    """What a member is shown, beside the group in which they keep their place. What it is about stands nowhere.

    The words are from one who keeps the room; so are those of the look-in, which the member can decline.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    keeper = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # Uids of the directory: what is taken off the list there is not shown here either.
    chosen = models.JSONField(default=list)
    words = SealedTextField(opening_is_audited=False)
    sent_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    look_in_at = models.DateTimeField()
    # They would rather not be asked. Respected: nobody is reminded, nobody writes.
    declined_at = models.DateTimeField(null=True, blank=True)
    # When the sweep reminded who keeps the room.
    raised_at = models.DateTimeField(null=True, blank=True)
    look_in = SealedTextField(opening_is_audited=False)
    looked_in_at = models.DateTimeField(null=True, blank=True)
    looked_in_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = StepUpQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name_plural = "step-ups"
        constraints = [
            models.CheckConstraint(
                condition=Q(keeper__isnull=True) | ~Q(keeper=F("membership")), name="nobody_steps_up_themselves"
            ),
            models.CheckConstraint(condition=Q(look_in_at__gt=F("sent_at")), name="look_in_comes_later"),
            models.CheckConstraint(
                condition=Q(looked_in_at__isnull=True) | Q(looked_in_at__gte=F("look_in_at")),
                name="not_before_its_time",
            ),
            models.CheckConstraint(
                condition=Q(looked_in_at__isnull=True) | Q(declined_at__isnull=True), name="nobody_asks_who_declined"
            ),
        ]
        indexes = [
            models.Index(
                fields=["look_in_at"],
                condition=Q(raised_at__isnull=True, declined_at__isnull=True),
                name="look_ins_to_come",
            )
        ]

    def __str__(self) -> str:
        return f"step-up {self.uid}"
