"""Numbers rot: hearing that one did not work, and knowing what a person has to look at again."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

import clock
from accounts.access import require
from accounts.countries import COUNTRIES
from accounts.limits import allow
from audit.services import record
from care.freshness import TOLD_ENOUGH, TOLD_WITHIN
from care.models import EmergencyNumber, NotReached, SupportLine

TOLD_FROM_ONE_PLACE, TOLD_SECONDS = 10, 86400


@transaction.atomic(durable=True)
def tell_not_reached(*, line_uid: UUID, place: str) -> bool:
    """Somebody, with or without an account, says that a number did not work. Answers whether it was counted.

    `place` is a neighbourhood on the network: it counts in the cache for a day, hashed, and is stored nowhere. Enough
    of them mark the row for a person to look at; nothing is ever taken away by it.
    """
    line = SupportLine.objects.select_for_update(no_key=True).filter(uid=line_uid).exclude(status="D").first()
    if line is None:
        return False
    first = allow(f"not-reached:{place}:{line.uid}", most=1, per_seconds=TOLD_SECONDS)
    if not first or not allow(f"not-reached:{place}", most=TOLD_FROM_ONE_PLACE, per_seconds=TOLD_SECONDS):
        return False
    today = clock.now().date()
    NotReached.objects.create(line=line, told_on=today)
    told = NotReached.objects.filter(line=line, told_on__gt=today - TOLD_WITHIN).count()
    if line.recheck_since is None and told >= TOLD_ENOUGH:
        line.recheck_since = today
        line.save(update_fields=["recheck_since"])
        record(actor=None, verb="care.line_in_doubt", target=line)
    return True


def forget_not_reached(now: datetime) -> int:
    """Sweep: what was said longer ago than it counts."""
    return NotReached.objects.filter(told_on__lte=now.date() - TOLD_WITHIN).delete()[0]


def numbers_overdue() -> int:
    """How many numbers that are shown must be looked at again: stale, or said not to work."""
    today = clock.now().date()
    return SupportLine.objects.overdue(today).count() + EmergencyNumber.objects.overdue(today).count()


def countries_to_check(*, actor: Any) -> list[tuple[str, str, int, int]]:
    """(code, name, rows overdue, rows that nobody looked at yet) of every country with work, by name."""
    require(actor, "care.confirm_lines")
    today = clock.now().date()
    overdue: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for model in (SupportLine, EmergencyNumber):
        overdue.update(model.objects.overdue(today).values_list("country", flat=True))
        waiting.update(model.objects.to_check(today).values_list("country", flat=True))
    found = [(code, str(COUNTRIES.get(code, code)), overdue[code], waiting[code] - overdue[code]) for code in waiting]
    return sorted(found, key=lambda row: row[1])


def rows_to_check(*, actor: Any, country: str) -> tuple[list[SupportLine], list[EmergencyNumber]]:
    """What a person has to look at before this country is opened to the public: what is in doubt first."""
    require(actor, "care.confirm_lines")
    today = clock.now().date()
    lines = sorted(
        SupportLine.objects.to_check(today).filter(country=country), key=lambda line: line.recheck_since is None
    )
    return lines, list(EmergencyNumber.objects.to_check(today).filter(country=country))
