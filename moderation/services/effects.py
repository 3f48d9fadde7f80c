"""Building blocks of decisions and appeals: what a sanction does, and how it is undone. Called by nobody else."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import clock
from accounts.models import Profile, User
from accounts.sealed import open_sealed
from accounts.services import give_age_back, limit_account, note_too_young, suspend_account, take_back_too_young
from groups.models import Membership
from groups.services import end_membership
from groups.services.blocks import bar, take_back_in
from moderation.measures import NOTES, OF_CONTENT, WITHOUT_END, subject_of
from moderation.models import Case, Decision, Measure, Sanction
from moderation.powers import powers
from moderation.services.folds import fold_as_it_stands
from rows import require_transaction

# Measures that set one and the same thing.
RESTING = (Measure.SUSPEND, Measure.GOODBYE, Measure.BAN)
TOGETHER: dict[str, tuple[str, ...]] = dict.fromkeys(RESTING, RESTING)


def bring_about(decision: Decision) -> Sanction | None:
    """Building block. The sanction of a decision that was taken just now; None where it leaves nothing standing."""
    require_transaction()
    if decision.measure in (Measure.NO_ACTION, Measure.WARN):
        return None
    case = decision.case
    subject, row = subject_of(case)
    group = subject.group(row) if row is not None else None
    sanction = Sanction(
        decision=decision,
        measure=decision.measure,
        account_id=case.subject_account_id,
        group_uid=group.uid if group is not None else None,
        content_kind=case.content_kind,
        content_uid=case.content_uid,
        begins_at=clock.now(),
        ends_at=decision.ends_at,
        no_end=decision.no_end,
    )
    if decision.measure in OF_CONTENT:
        sanction.kept = json.dumps(_put_aside(subject, row, decision), ensure_ascii=False)
    if decision.measure == Measure.GOODBYE and case.subject_account is not None:
        sanction.kept = json.dumps({"age_band": _note_age(case.subject_account)})
    sanction.save(force_insert=True)
    if decision.measure == Measure.LEAVE_GROUP:
        _leave(sanction, actor=decision.decided_by)
    elif decision.measure not in OF_CONTENT:
        _hold_for(sanction)
    return sanction


def undo(sanction: Sanction, *, because: str, by: Any = None) -> None:
    """Building block. Lifted; what other decisions still ask for stays."""
    require_transaction()
    sanction.lifted_at, sanction.lifted_because, sanction.lifted_by = clock.now(), because, by
    sanction.save(update_fields=["lifted_at", "lifted_because", "lifted_by"])
    if sanction.measure in OF_CONTENT:
        _put_back(sanction)
    elif sanction.measure == Measure.LEAVE_GROUP:
        _come_back(sanction)
    else:
        if sanction.measure == Measure.GOODBYE and sanction.account is not None:
            _take_goodbye_back(sanction, sanction.account)
        _hold_for(sanction)


def _put_aside(subject: Any, row: Any, decision: Decision) -> dict[str, str]:
    if decision.measure == Measure.HIDE:
        subject.hide(row)
        return {}
    if decision.measure == Measure.REMOVE:
        kept: dict[str, str] = subject.take_away(row)
        return kept
    before: dict[str, str] = subject.note(row, str(NOTES[decision.note]), by_team=True)
    return before


def _put_back(sanction: Sanction) -> None:
    subject, row = subject_of(Case(content_kind=sanction.content_kind, content_uid=sanction.content_uid))
    if row is None:
        return
    others = Sanction.objects.standing().filter(content_kind=sanction.content_kind, content_uid=sanction.content_uid)
    kept = json.loads(open_sealed(sanction, "kept", None) or "{}")
    if sanction.measure == Measure.REMOVE:
        other = others.filter(measure=Measure.REMOVE).order_by("begins_at", "id").first()
        if other is not None:
            # The words wait with the decision that still keeps them away: it found none.
            if any(kept.values()):
                other.kept = json.dumps(kept, ensure_ascii=False)
                other.save(update_fields=["kept"])
            return
        subject.put_back(row, kept)
        if others.filter(measure=Measure.HIDE).exists():
            subject.hide(subject.find(sanction.content_uid))
        fold_as_it_stands(sanction.content_kind, row.uid)
    elif sanction.measure == Measure.CONTENT_NOTE:
        if not others.filter(measure__in=(Measure.CONTENT_NOTE, Measure.REMOVE)).exists():
            subject.note(row, kept.get("content_note", ""), by_team=False)
            fold_as_it_stands(sanction.content_kind, row.uid)
    elif not others.filter(measure__in=(Measure.HIDE, Measure.REMOVE)).exists():
        subject.restore(row)


def _hold_for(sanction: Sanction) -> None:
    """Set what holds now, from all that stands: the longest."""
    if sanction.account_id is None:
        return
    measures = TOGETHER.get(sanction.measure, (sanction.measure,))
    standing = Sanction.objects.standing().filter(account=sanction.account_id, measure__in=measures)
    if sanction.measure == Measure.MUTE:
        if sanction.group_uid is not None:
            until = _latest(standing.filter(group_uid=sanction.group_uid))
            powers.get("mute")(account_id=sanction.account_id, group_uid=sanction.group_uid, until=until)
        return
    account = User.objects.get(pk=sanction.account_id)
    if sanction.measure == Measure.LIMIT:
        limit_account(account, until=_latest(standing))
    else:
        suspend_account(account, until=_latest(standing))


def _note_age(account: User) -> str:
    """Helplines for young people come first from now on. Answers the age that they had said themselves."""
    before = note_too_young(account)
    if before == Profile.AgeBand.UNDER:
        # What a second goodbye finds is what the first wrote.
        first = Sanction.objects.standing().filter(measure=Measure.GOODBYE, account=account).first()
        return _kept_age(first) if first is not None else before
    return before


def _kept_age(sanction: Sanction) -> str:
    kept: str = json.loads(open_sealed(sanction, "kept", None) or "{}").get("age_band", "")
    return kept


def _take_goodbye_back(sanction: Sanction, account: User) -> None:
    if not Sanction.objects.standing().filter(measure=Measure.GOODBYE, account=account).exists():
        give_age_back(account, _kept_age(sanction))
    # Where another goodbye stands as well, the sweep asks again whether their time is over.
    take_back_too_young(account)


def _latest(standing: Any) -> datetime | None:
    ends = [one.ends_at or WITHOUT_END for one in standing]
    return max(ends, default=None)


def _leave(sanction: Sanction, *, actor: Any) -> None:
    if sanction.account_id is None:
        return
    theirs = Membership.objects.filter(account=sanction.account_id, group__uid=str(sanction.group_uid))
    theirs = theirs.select_related("group").order_by("-joined_at", "-pk")
    here = list(theirs.live())
    for membership in here:
        end_membership(membership, Membership.EndReason.REMOVED, actor=actor)
    if not here and (last := theirs.first()) is not None:
        # They went while it was being decided: what they are told holds for them, too.
        bar(last, actor=actor)


def _come_back(sanction: Sanction) -> None:
    others = Sanction.objects.standing().filter(measure=Measure.LEAVE_GROUP, account=sanction.account_id)
    if sanction.account_id is None or others.filter(group_uid=sanction.group_uid).exists():
        return
    removed = Membership.objects.filter(
        account=sanction.account_id, group__uid=str(sanction.group_uid), end_reason__in=Membership.NO_WAY_BACK
    ).select_related("group", "account")
    for membership in removed.order_by("-ended_at"):
        take_back_in(membership)
