"""How much somebody of the team carries. Counted, so that it can be shared; never timed, and never compared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, IntegerField, Q, Subquery, Value
from django.db.models.functions import Coalesce

import clock
from moderation.models import Case, CaseEvent, OnCallShift
from moderation.services.staying import CRITICAL_FROM

# To have read it, taken it or written in it: opening a page shows no words yet.
CARRYING = ("read", "claimed", "taken_over", "replied")
# Without a shift, and after one has ended, so far back.
LATELY = timedelta(hours=12)
WEEKS = 8
HEAVY = Q(case__severity__gte=CRITICAL_FROM)


def shift_began(account: Any) -> Any:
    """An expression: when the shift of `account` began that runs, or ended lately; without one, `LATELY` ago."""
    now = clock.now()
    shifts = OnCallShift.objects.filter(account=account, cancelled_at=None, starts_at__lte=now)
    lately = Subquery(shifts.filter(ends_at__gt=now - LATELY).order_by("-starts_at").values("starts_at")[:1])
    return Coalesce(lately, Value(now - LATELY, output_field=DateTimeField()))


def heavy_count(account: Any, since: Any) -> Any:
    """An expression: in how many conversations about somebody in danger `account`, or a reference to one, was since."""
    events = CaseEvent.objects.filter(HEAVY, actor=account, verb__in=CARRYING, at__gte=since).order_by()
    counted = events.values("actor").annotate(found=Count("case", distinct=True)).values("found")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@dataclass(frozen=True)
class Week:
    begins: datetime
    heavy: int
    all: int


def weeks(account: Any) -> list[Week]:
    """The last weeks of `account`, the newest first: for themself alone."""
    now = clock.now()
    found = CaseEvent.objects.filter(actor=account, verb__in=CARRYING, at__gt=now - timedelta(weeks=WEEKS))
    seen: set[tuple[int, int]] = set()
    every: Counter[int] = Counter()
    heavy: Counter[int] = Counter()
    for at, case, severity in found.values_list("at", "case", "case__severity"):
        number = min((now - at).days // 7, WEEKS - 1)
        if (number, case) not in seen:
            seen.add((number, case))
            every[number] += 1
            heavy[number] += severity >= CRITICAL_FROM
    return [Week(now - timedelta(weeks=n + 1), heavy[n], every[n]) for n in range(WEEKS)]


def stays_with(accounts: Any) -> dict[int, int]:
    """With how many people each of `accounts` stays now."""
    counted = Case.objects.open().filter(companion__in=accounts).order_by().values("companion")
    return dict(counted.annotate(found=Count("subject_account", distinct=True)).values_list("companion", "found"))
