"""Whoever keeps a room ends a membership there, or puts words of a page of remembrance aside: decisions like any other,
with a case, a reason and an appeal."""

from __future__ import annotations

import uuid
from typing import Any

import clock
from audit import services as audit
from groups.models import Membership
from moderation.measures import waits_for
from moderation.models import Case, Decision, Measure, NoEnd
from moderation.services.cases import add_event, open_or_join
from moderation.services.decisions import propose
from moderation.services.people import authorship_in
from rows import require_transaction

KIND = "membership"


def record_removal(*, actor: Any, membership: Membership, why: str) -> bool:
    """Building block. Writes down the decision; True when it was taken, False where a second person looks first.

    Of what a facilitator asks for, a moderator always looks first: otherwise waiting would tell of distress.
    """
    require_transaction()
    decision = Decision(measure=Measure.LEAVE_GROUP, rule=why, reason=why, no_end=NoEnd.SAFETY, ends_case=True)
    return _record(decision, actor=actor, membership=membership, content=(KIND, membership.uid))


def record_hiding(*, actor: Any, membership: Membership, content: tuple[str, uuid.UUID], quoted: str, why: str) -> bool:
    """Building block. The same where they put words of `membership` aside in their group; `quoted` are these words."""
    require_transaction()
    decision = Decision(measure=Measure.HIDE, rule=why, quoted=quoted, reason=why, no_end=NoEnd.WORDS, ends_case=True)
    return _record(decision, actor=actor, membership=membership, content=content)


def _record(decision: Decision, *, actor: Any, membership: Membership, content: tuple[str, uuid.UUID]) -> bool:
    group, account = membership.group, membership.account
    authorship = authorship_in(account, group)
    case = Case(
        kind=Case.Kind.REPORT,
        subject_account=account,
        label=authorship.label[:60],
        avatar_seed=authorship.avatar_seed,
        group_uid=group.uid,
        group_name=group.name,
        content_kind=content[0],
        content_uid=content[1],
    )
    decision.case = case
    if waits_for(actor, decision):
        case = open_or_join(kind=Case.Kind.REPORT, authorship=authorship, group=group, content=content, actor=actor)
        waiting = case.decisions.filter(state=Decision.State.WAITING).first()
        if waiting is not None:
            return False
    else:
        # A matter of its own that ends at once, beside whatever others told us of the same person.
        case.state, case.close_reason, case.closed_at = Case.State.CLOSED, Case.CloseReason.DECIDED, clock.now()
        case.save(force_insert=True)
        add_event(case, actor=actor, verb="opened", detail=case.kind)
        audit.record(actor=actor, verb="case.opened", target=case, reason=case.kind)
    decision.case = case
    return propose(decision, actor=actor).state == Decision.State.TAKEN
