"""A journal. Sealed, its owner's alone; no program reads it, and nobody of the team can."""

from __future__ import annotations

from django.conf import settings
from django.db import models

import clock
from care.models.plans import words
from care.querysets import OwnedQuerySet
from rows import Row


class JournalEntry(Row):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    title = words()
    body = words()
    # Begins at the time of writing, so that one begun anew never has the number of one that was thrown away.
    version = models.PositiveBigIntegerField(default=0)
    # Which open page saved last and with which of its turns: a page never gets in its own way.
    last_page = models.UUIDField(null=True, blank=True)
    last_turn = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    objects = models.Manager.from_queryset(OwnedQuerySet)()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        verbose_name_plural = "journal entries"
        indexes = [models.Index(fields=["owner", "-begun_at"], name="journal_of")]

    def __str__(self) -> str:
        return f"journal entry {self.uid}"
