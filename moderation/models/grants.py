"""Break-glass: opening the account behind a name, or the talk around reported words. One row, one thing, one time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock
from accounts.sealed import SealedTextField
from moderation.models.cases import Case
from moderation.querysets import GrantQuerySet
from rows import Row


class Grant(Row):
    """What somebody of the team asked to open, who else agreed, until when, and whether the member knows."""

    class Scope(models.TextChoices):
        ACCOUNT = "account", _("The account behind the name")
        THREAD = "thread", _("The talk in which the words stand")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a second person")
        OPEN = "open", _("Open for a time")
        REFUSED = "refused", _("The second person did not agree")
        ENDED = "ended", _("Closed again")

    class Review(models.TextChoices):
        NONE = "", _("Nobody else has looked yet")
        RIGHT = "right", _("Somebody else looked: it was right")
        WRONG = "wrong", _("Somebody else looked: it should not have been")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants")
    scope = models.CharField(max_length=7, choices=Scope.choices)
    # Of a talk: which one, and from when on. Nothing older is opened.
    thread_kind = models.CharField(max_length=64, blank=True)
    thread_uid = models.UUIDField(null=True, blank=True)
    since = models.DateTimeField(null=True, blank=True)
    hours = models.PositiveSmallIntegerField()
    reason = SealedTextField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=clock.now)
    # Nobody else was on duty: it opened at once, and somebody else looks within a day.
    alone = models.BooleanField(default=False)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    second_at = models.DateTimeField(null=True, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    reads = models.PositiveIntegerField(default=0)
    review_due_at = models.DateTimeField(null=True, blank=True)
    review = models.CharField(max_length=5, choices=Review.choices, blank=True)
    # Why the member must not know, and whether the second person agrees with that, too.
    untold_reason = SealedTextField()
    untold_agreed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "scope"], condition=Q(state__in=["waiting", "open"]), name="one_grant_a_case_scope"
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | Q(asked_by__isnull=True) | ~Q(second_by=F("asked_by")),
                name="grant_has_two_people",
            ),
            # Open only with a second person's yes, or alone and with a day on which somebody else looks.
            models.CheckConstraint(
                condition=~Q(state="open")
                | (
                    Q(ends_at__isnull=False) & (Q(second_at__isnull=False) | Q(alone=True, review_due_at__isnull=False))
                ),
                name="grant_open_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(scope="account") | Q(thread_uid__isnull=False, since__isnull=False), name="grant_says_what"
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True) | Q(untold_agreed_at__isnull=True), name="grant_told_or_not"
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], condition=Q(state="open"), name="grants_open")]

    def __str__(self) -> str:
        return f"grant {self.uid}"
