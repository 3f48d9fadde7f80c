"""Which numbers may be shown to someone in need."""

from __future__ import annotations

from typing import Any, Self

from django.db import models


class NumberQuerySet(models.QuerySet[Any]):
    def showable(self, country: str) -> Self:
        """What may be shown for `country`: status D never is."""
        return self.filter(country=country).exclude(status="D")
