"""Staying with somebody: who asks again and when, and when a second pair of eyes is needed to end it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import clock
from moderation.models import Case, CaseReply, CheckBack
from moderation.querysets import DISTRESS, REPLY
from rows import require_transaction

# From here on a crisis ends only when two people say so.
CRITICAL_FROM = 4
ASK_AFTER = {CheckBack.Place.FIRST: timedelta(hours=24), CheckBack.Place.LAST: timedelta(hours=72)}


def answered(case: Case) -> bool:
    """Whether somebody of the team has written to them."""
    return bool(case.replies.filter(from_team=True).exists())


def is_between(case: Case) -> bool:
    """Whether words belong to it that stay between the person and who of the team writes with them."""
    written = case.evidence.filter(kind=REPLY).values("subject_uid")
    threads = CaseReply.objects.filter(uid__in=written).values("case")
    return answered(case) or CaseReply.objects.filter(case__in=threads, from_team=True).exists()


def needs_second(case: Case) -> bool:
    """Whether somebody else has to agree before `case` ends."""
    critical = case.kind == Case.Kind.CRISIS and case.severity >= CRITICAL_FROM
    # Nor does one person alone leave a call without a word. Who was erased can be given none.
    unanswered = case.kind in DISTRESS and case.subject_account_id is not None and not answered(case)
    return critical or unanswered or case.worried_again_at is not None


def stay(actor: Any, case: Case, *, reads: bool) -> None:
    """Building block. `actor` wrote to them: what was due is done; who stays and when to ask again is set.

    Who stays with them reads all of it: to write is no way to that for who does not read it before (`reads`).
    """
    require_transaction()
    now = clock.now()
    if case.companion_id is None and reads:
        case.companion = actor
    case.check_backs.filter(done_at__isnull=True, due_at__lte=now).update(
        done_at=now, done_by=actor, outcome=CheckBack.Outcome.SENT
    )
    if case.kind in DISTRESS and not case.check_backs.exclude(outcome=CheckBack.Outcome.DECLINED).exists():
        CheckBack.objects.bulk_create(
            CheckBack(case=case, place=place, due_at=now + after, owner=case.companion)
            for place, after in ASK_AFTER.items()
        )


def stop_asking(case: Case, outcome: str) -> None:
    """Building block. Nobody asks again: they would rather not, or it has ended."""
    require_transaction()
    case.check_backs.filter(done_at__isnull=True).update(done_at=clock.now(), outcome=outcome)
