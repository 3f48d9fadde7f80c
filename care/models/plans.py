"""What people keep here for themselves: a safety plan, copies of it they gave away, and who is around them.

Every word is sealed, and opened for its owner only. No page of the team and no admin page knows these rows, and no
program reads them.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

import clock
from accounts.sealed import SealedTextField
from care.querysets.plans import OwnedQuerySet, PlanShareQuerySet
from rows import Row


def words() -> SealedTextField:
    """A sealed field that its owner alone reads: opening it is no matter for the audit."""
    return SealedTextField(opening_is_audited=False)


class SafetyPlan(Row):
    """After Stanley and Brown. One field a step, each as its owner typed it."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reasons = words()
    signs = words()
    alone = words()
    places = words()
    people = words()
    professionals = words()
    safer = words()
    # The helplines of the owner's country stand beside what they wrote, always as they are known today.
    with_lines = models.BooleanField(default=False)
    # Begins at the time of writing, so that a plan begun anew never has the number of one that was thrown away.
    version = models.PositiveBigIntegerField(default=0)
    # Which open page saved last and with which of its turns: a page never gets in its own way.
    last_page = models.UUIDField(null=True, blank=True)
    last_turn = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=clock.now)

    objects = models.Manager.from_queryset(OwnedQuerySet)()

    def __str__(self) -> str:
        return f"plan {self.uid}"


class PlanShare(Row):
    """A frozen copy of chosen steps behind a link that runs out, can be taken back, and asks for a code."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Of the link and of link and code together: with this row alone nobody can try codes.
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=128)
    copy = words()
    for_whom = words()
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    last_opened_at = models.DateTimeField(null=True, blank=True)
    wrong_tries = models.PositiveIntegerField(default=0)
    last_wrong_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(PlanShareQuerySet)()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"plan share {self.uid}"


class CircleEntry(Row):
    """Somebody who is around: who, what they are good for, how to reach them."""

    class Kind(models.TextChoices):
        OWN = "own", _("Someone close to me")
        PEER = "peer", _("Someone I know from here")
        PROFESSIONAL = "professional", _("A professional")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.OWN)
    name = words()
    good_for = words()
    reach = words()
    added_at = models.DateTimeField(default=clock.now)

    objects = models.Manager.from_queryset(OwnedQuerySet)()

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return f"circle entry {self.uid}"
