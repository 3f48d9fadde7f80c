"""What people note of how they are: one's own, sealed down to the number, so that the database tells only when."""

from __future__ import annotations

from django.conf import settings
from django.db import models

import clock
from care.models.plans import words
from care.querysets import OwnedQuerySet
from rows import Row


class SelfCheckIn(Row):
    """How somebody is: a word, a number from 1 to 10 if they like, a line more. Not the one of a meeting."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # The key of a word of the list, or a word of their own.
    word = words()
    number = words()
    more = words()
    said_at = models.DateTimeField(default=clock.now)

    objects = models.Manager.from_queryset(OwnedQuerySet)()

    class Meta:
        ordering = ["-said_at", "-pk"]
        indexes = [models.Index(fields=["owner", "-said_at"], name="own_check_ins")]

    def __str__(self) -> str:
        return f"check-in {self.uid}"


class Milestone(Row):
    """Something that somebody wants to remember having done or come through. They name it, nobody measures it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    words = words()
    day = models.DateField()
    named_at = models.DateTimeField(default=clock.now)

    objects = models.Manager.from_queryset(OwnedQuerySet)()

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"milestone {self.uid}"
