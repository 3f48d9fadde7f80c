"""Staying with somebody, and making sure that somebody does: when to ask again, who was told when, and rehearsals."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from accounts.sealed import SealedTextField
from moderation.models.cases import Case
from rows import Row


class CheckBackQuerySet(models.QuerySet["CheckBack"]):
    def of_the_living(self) -> Self:
        """Without those of somebody who has died: nobody asks how they are."""
        return self.exclude(case__subject_account__said_died_at__isnull=False)


class CheckBack(Row):
    """A promise to ask how somebody is. The desk is reminded of it; a person writes, never the machine."""

    class Place(models.IntegerChoices):
        FIRST = 1, _("After a day")
        LAST = 2, _("After three days, the last one")

    class Outcome(models.TextChoices):
        OPEN = "", _("Not yet")
        SENT = "sent", _("Somebody wrote")
        TALKING = "talking", _("They are talking anyway")
        DECLINED = "declined", _("They would rather not be written to")
        ENDED = "ended", _("The conversation ended")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="check_backs")
    place = models.PositiveSmallIntegerField(choices=Place.choices)
    due_at = models.DateTimeField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # When the sweep brought it to the desk.
    raised_at = models.DateTimeField(null=True, blank=True)
    # Nobody did it in time, so everybody was told.
    passed_on_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)

    objects = CheckBackQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "place"], condition=Q(done_at__isnull=True), name="one_open_check_back"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, outcome="") | (Q(done_at__isnull=False) & ~Q(outcome="")),
                name="check_back_done_somehow",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(done_at__isnull=True), name="check_backs_open")]

    def __str__(self) -> str:
        return f"check-back {self.place} {self.uid}"


class OutsideHelp(Row):
    """Two people agree to call emergency services, as the written policy of the place has it. No machine calls."""

    class Asked(models.TextChoices):
        AGREES = "agrees", _("They were asked, and agree")
        AGAINST = "against", _("They were asked, and do not want it")
        NO_ANSWER = "no_answer", _("They were asked, and did not answer")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a second person")
        AGREED = "agreed", _("Two people agreed")
        NOT_AGREED = "not_agreed", _("The second person did not agree")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="outside_help")
    asked = models.CharField(max_length=9, choices=Asked.choices)
    # What was tried that takes less away from them; and why it is not enough.
    tried = SealedTextField()
    reason = SealedTextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField(default=clock.now)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    second_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["proposed_at", "id"]
        verbose_name_plural = _("outside help")
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="waiting"), name="one_call_waits_a_case"),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(second_by=models.F("proposed_by")),
                name="call_has_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(second_at__isnull=False), name="call_agreed_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"outside help {self.uid}"


class Rung(Row):
    """Somebody was told that a case still waits. One row a step, so that none is doubled after a restart."""

    class Step(models.IntegerChoices):
        MODERATOR = 1, _("Who is on duty, again")
        SECOND = 2, _("Every moderator")
        ADMIN = 3, _("The admins")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="rungs")
    # The wait that it belongs to: somebody who waits anew climbs from below.
    since = models.DateTimeField()
    step = models.PositiveSmallIntegerField(choices=Step.choices)
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["told_at", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "since", "step"], name="each_rung_once")]

    def __str__(self) -> str:
        return f"rung {self.step} {self.uid}"


class Rehearsal(Row):
    """Once an hour a made-up cry walks the whole way, and nobody is paged. No row for too long: the way is broken."""

    began_at = models.DateTimeField(default=clock.now)
    arrived_at = models.DateTimeField(null=True, blank=True)
    # What it stopped at, where it did.
    stopped_at = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["-began_at", "-id"]
        indexes = [models.Index(fields=["-arrived_at"], name="rehearsals_arrived")]

    def __str__(self) -> str:
        return f"rehearsal {self.uid}"
