"""Append-only: who did what, when, why. No foreign keys, no free text."""

from __future__ import annotations

from typing import Any

from django.db import models

from rows import Row


class AuditEvent(Row):
    """One step. `reason` is a code; reasons in words live encrypted on the case."""

    at = models.DateTimeField(db_index=True)
    actor_uid = models.UUIDField(null=True, blank=True)
    verb = models.CharField(max_length=64, db_index=True)
    target_kind = models.CharField(max_length=64)
    target_uid = models.UUIDField(null=True, blank=True, db_index=True)
    reason = models.CharField(max_length=64, blank=True)
    # Sealed by a sweep after commit, so that no tail row locks the site.
    # Its own counter: a row may commit after one with a higher id.
    chain_seq = models.BigIntegerField(null=True, blank=True, unique=True)
    chain_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("an audit row is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("an audit row is never deleted")
