"""Which services anybody may see, and in which order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, Q, Value, When

STALE_DAYS = 180
SHOWN = ("active", "temporarily closed")


class ServiceQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The directory is public, and the same for everybody: what has gone or was taken off the list is not in it."""
        return self.filter(status__in=SHOWN, withdrawn=False)

    def with_key(self, kind: str, value: str) -> Self:
        """Found by exactly this key."""
        return self.filter(pk__in=self._having(Q(kind=kind, value=value)))

    def at_place(self, words: str, countries: list[str]) -> Self:
        """In a place whose name holds the folded `words`, or in one of these countries."""
        codes = [code.lower() for code in countries]
        named = Q(kind="place", value__contains=words)
        return self.filter(pk__in=self._having(named | Q(kind="country", value__in=codes)))

    def _having(self, keys: Q) -> models.QuerySet[Any, Any]:
        """The services of such keys, asked of the keys alone.

        With the services joined once more PostgreSQL may pair each with each, minutes for thousands, where it last
        counted an empty table.
        """
        kept = self.model._meta.get_field("keys").related_model._default_manager
        found: models.QuerySet[Any, Any] = kept.filter(keys).values("service")
        return found

    def with_words(self, words: list[str]) -> Self:
        """Every word is in the name, in the description or in the name of the organisation."""
        for word in words:
            self = self.filter(
                Q(name__icontains=word) | Q(description__icontains=word) | Q(organisation__name__icontains=word)
            )
        return self

    def fresh_first(self, today: date) -> Self:
        """What was checked in the last half year, then what was checked before, then what nobody ever checked."""
        limit = today - timedelta(days=STALE_DAYS)
        rank = Case(
            When(Q(assured_on__gte=limit) | Q(verified_on__gte=limit), then=Value(0)),
            When(Q(assured_on__isnull=False) | Q(verified_on__isnull=False), then=Value(1)),
            default=Value(2),
        )
        paused = Case(When(status="temporarily closed", then=Value(1)), default=Value(0))
        return self.annotate(rank=rank, paused=paused).order_by("paused", "rank", "name", "pk")

    def to_check(self, today: date) -> Self:
        """What the team should look at: nobody has checked it in the last half year. The oldest check comes first."""
        limit = today - timedelta(days=STALE_DAYS)
        fresh = Q(assured_on__gte=limit) | Q(verified_on__gte=limit)
        return self.exclude(Q(pk__in=self.filter(fresh).values("pk"))).order_by("verified_on", "assured_on", "name")
