"""The desk's list: who waits, worst and oldest first, and for moderators one row a person in distress.

Two names of one person are put together only for moderators. To facilitators they stay two people.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q

from moderation.duty import people_on_duty
from moderation.models import Case, CaseEvent, CaseEvidence, TeamCare
from moderation.querysets import DISTRESS, UNWELL
from moderation.services import themes_left
from moderation.services.staying import CRITICAL_FROM
from moderation.themes import themes_in

ORDER = ("-severity", "opened_at", "pk")
# What stands below somebody's own row. Never a report: that is no care, and no reason to join up two names.
BELOW = (*DISTRESS, Case.Kind.WORRY)
# What a person did that nobody of the team has seen when it came after the last reading.
NEWS = ("joined", "asked", "wrote", "chose")


@dataclass(frozen=True)
class Entry:
    """One row of the list. `others` are further cases of the same person, under whichever name they have there."""

    case: Case
    others: list[Case] = field(default_factory=list)
    # It touches what `user` would rather leave to others.
    is_left: bool = False


def _cases(user: Any) -> Any:
    """The open cases that `user` sees; `has_news` where something came after somebody read it."""
    news = CaseEvent.objects.filter(case=OuterRef("pk"), verb__in=NEWS, at__gt=OuterRef("read_by_person_at"))
    cases = Case.objects.visible_to(user).open().annotate(has_news=Exists(news))
    return cases.select_related("claimed_by")


def _joins_names(user: Any) -> bool:
    return bool(user.is_moderator)


def queue(user: Any, which: str = UNWELL) -> Any:
    """The cases that begin a row of one of the two queues, in order."""
    cases = _cases(user).filter(queue=which).order_by(*ORDER)
    if which != UNWELL or not _joins_names(user):
        return cases
    earlier = (
        Q(severity__gt=OuterRef("severity"))
        | Q(severity=OuterRef("severity"), opened_at__lt=OuterRef("opened_at"))
        | Q(severity=OuterRef("severity"), opened_at=OuterRef("opened_at"), pk__lt=OuterRef("pk"))
    )
    theirs = Case.objects.visible_to(user).open().filter(subject_account=OuterRef("subject_account"))
    own_row = theirs.filter(earlier, kind__in=DISTRESS)
    return cases.exclude(Q(kind__in=BELOW) & Exists(own_row))


def entries(user: Any, rows: Any) -> list[Entry]:
    """`rows` of the queue with what stands below each of them."""
    rows = list(rows)
    below: dict[int, list[Case]] = {}
    if _joins_names(user):
        heads = {row.subject_account_id: row for row in rows if row.kind in DISTRESS and row.subject_account_id}
        others = _cases(user).filter(subject_account__in=heads, kind__in=BELOW).exclude(pk__in=[row.pk for row in rows])
        for case in others.order_by(*ORDER):
            if _place(case) > _place(heads[case.subject_account_id]):
                below.setdefault(heads[case.subject_account_id].pk, []).append(case)
    return [Entry(row, below.get(row.pk, [])) for row in rows]


def _place(case: Case) -> tuple[Any, ...]:
    return (-case.severity, case.opened_at, case.pk)


def same_person(user: Any, case: Case) -> list[Case]:
    """What else is open of the person of `case`, for moderators, where somebody needs care."""
    if not _joins_names(user) or case.subject_account_id is None or case.kind not in BELOW:
        return []
    theirs = _cases(user).filter(subject_account=case.subject_account_id, kind__in=BELOW).order_by(*ORDER)
    found = list(theirs)
    return [one for one in found if one != case] if any(one.kind in DISTRESS for one in found) else []


def left_to_others(user: Any, own: TeamCare | None, rows: list[Entry]) -> list[Entry]:
    """`rows` with what `user` would rather leave to others marked, and behind the rest while somebody else is here.

    With nobody else on duty the order stays. Nor does a row sink in which somebody waits, or is in danger and nobody
    has it: two of the team may have left the same to each other.
    """
    left = themes_left(own, user)
    if not left or not rows:
        return rows
    touched = _touched([entry.case for entry in rows])
    marked = [replace(entry, is_left=bool(set(left) & touched.get(entry.case.pk, set()))) for entry in rows]
    if any(entry.is_left for entry in marked) and any(account.pk != user.pk for account in people_on_duty()):
        marked.sort(key=lambda entry: entry.is_left and not any(_stays(one) for one in (entry.case, *entry.others)))
    return marked


def _stays(case: Case) -> bool:
    nobody_has_it = case.claimed_by_id is None and case.companion_id is None
    return case.waits_since is not None or (case.severity >= CRITICAL_FROM and nobody_has_it)


def _touched(cases: list[Case]) -> dict[int, set[str]]:
    """The themes that the readings of each case noticed. No word is opened for this."""
    found: dict[int, set[str]] = {}
    rows = CaseEvidence.objects.filter(case__in=cases, finding__isnull=False)
    for case, categories in rows.values_list("case", "finding__categories"):
        found.setdefault(case, set()).update(themes_in(categories))
    return found
