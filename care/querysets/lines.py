"""Which numbers may be shown to someone in need, and which a person has to look at again."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from care.freshness import FRESH_FOR


class NumberQuerySet(models.QuerySet[Any]):
    def showable(self, country: str) -> Self:
        """What may be shown for `country`: status D never is."""
        return self.filter(country=country).exclude(status="D")

    def overdue(self, today: date) -> Self:
        """Shown, looked at by a person once, and no longer to be believed without another look."""
        old = Q(recheck_since__isnull=False) | Q(verified_on__lt=today - FRESH_FOR)
        return self.exclude(status="D").filter(old)

    def to_check(self, today: date) -> Self:
        """Overdue, or never looked at by a person of this installation."""
        old = Q(recheck_since__isnull=False) | Q(verified_on__lt=today - FRESH_FOR) | Q(verified_on__isnull=True)
        return self.filter(old).exclude(status="D", verified_on__isnull=False)
