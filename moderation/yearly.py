"""What the team did in a year, for everybody to read. Counted from the audit, which outlives cases and holds no names.

Only years that are over: whoever watched a number grow would learn of one person. Small counts are told as small, none
is told as small, too, and no sum is told from which one could be taken away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

import clock
from audit.models import AuditEvent
from moderation.models import Measure

LEAST = 5
YEARS_MOST = 5
# A year that is over does not change; the cache may still forget it.
KEPT_SECONDS = 24 * 3600
# Title, and which lines of the audit it counts: (verb, reasons or any).
FIGURES: tuple[tuple[str, Any, tuple[tuple[str, frozenset[str] | None], ...]], ...] = (
    ("distress", _("Conversations with somebody in distress"), (("case.opened", frozenset({"crisis", "help"})),)),
    ("worries", _("Times that a member was worried about another, and somebody looked in"), (
        ("case.opened", frozenset({"worry"})),
    )),
    ("reports", _("Reports that somebody read"), (("report.made", None),)),
    ("nothing", _("Decisions that nothing broke a rule"), (("decision.taken", frozenset({Measure.NO_ACTION.value})),)),
    ("words", _("Decisions about words alone: a content note, put aside, removed"), (
        ("decision.taken", frozenset({Measure.CONTENT_NOTE.value, Measure.HIDE.value, Measure.REMOVE.value})),
    )),
    ("warned", _("Warnings"), (("decision.taken", frozenset({Measure.WARN.value})),)),
    ("limited", _("Decisions that somebody could write less for a time"), (
        ("decision.taken", frozenset({Measure.MUTE.value, Measure.LIMIT.value})),
    )),
    ("closed", _("Decisions that a group, or all of them, were closed to somebody"), (
        ("decision.taken", frozenset({Measure.SUSPEND.value, Measure.LEAVE_GROUP.value, Measure.BAN.value})),
    )),
    ("young", _("Times that somebody was too young for this place, and we said goodbye"), (
        ("decision.taken", frozenset({Measure.GOODBYE.value})),
    )),
    ("appeals", _("Times that somebody asked to be looked at again"), (("decision.appealed", None),)),
    ("overturned", _("Times that somebody else then decided otherwise"), (("appeal.overturned", None),)),
    ("folded", _("Passages that a computer folded, because they could show a way to get hurt"), (("fold.made", None),)),
    ("unfolded", _("Passages that a person then showed again"), (("fold.opened", None),)),
    ("opened", _("Times that the account behind a name, or a talk, was opened"), (
        ("grant.agreed", None), ("grant.opened_alone", None),
    )),
    ("outside", _("Times that two people decided to call emergency services"), (("case.call_agreed", None),)),
)  # fmt: skip


@dataclass(frozen=True)
class Year:
    year: int
    # Title, and the count; None where it is too small to be told.
    figures: list[tuple[Any, int | None]]


def years() -> list[Year]:
    """The years that are over, the last one first, back to the first with a line in the audit."""
    this = clock.now().astimezone(UTC).year
    first = AuditEvent.objects.order_by("at").values_list("at", flat=True).first()
    begin = max(first.astimezone(UTC).year if first is not None else this, this - YEARS_MOST)
    return [_year(number) for number in range(this - 1, begin - 1, -1)]


def _year(number: int) -> Year:
    key = f"moderation.yearly.{number}"
    counts = cache.get(key)
    if counts is None:
        counts = _counted(number)
        cache.set(key, counts, KEPT_SECONDS)
    told = [(title, counts[name] if counts[name] >= LEAST else None) for name, title, _of in FIGURES]
    return Year(number, told)


def _counted(number: int) -> dict[str, int]:
    begins, ends = datetime(number, 1, 1, tzinfo=UTC), datetime(number + 1, 1, 1, tzinfo=UTC)
    verbs = {verb for _name, _title, of in FIGURES for verb, _reasons in of}
    rows = AuditEvent.objects.filter(at__gte=begins, at__lt=ends, verb__in=verbs).order_by()
    found = list(rows.values_list("verb", "reason").annotate(count=Count("pk")))
    return {
        name: sum(
            count
            for verb, reason, count in found
            for wanted, reasons in of
            if verb == wanted and (reasons is None or reason in reasons)
        )
        for name, _title, of in FIGURES
    }
