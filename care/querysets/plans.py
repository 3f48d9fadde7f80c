"""Who sees private rows: their owner, and nobody of the team in any state."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models


class OwnedQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """What `user` wrote."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        return self.filter(owner=user)


class PlanShareQuerySet(OwnedQuerySet):
    def usable(self, now: datetime) -> Self:
        """Links that still open something. Whoever asked to be erased has taken every link back with that."""
        live = self.filter(ended_at__isnull=True, expires_at__gt=now)
        return live.filter(owner__is_active=True, owner__erase_after__isnull=True)
