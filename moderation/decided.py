"""Decisions of one case as the desk reads them: opening the team's reasons leaves an audit line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.access import can
from moderation.forms import LiftForm, LookAgainForm, SecondForm
from moderation.measures import NOTES
from moderation.models import Appeal, Case, Decision, Sanction
from moderation.statements import opened


@dataclass(frozen=True)
class Decided:
    """One decision, its sanction and its appeal, and what this person may do with them."""

    decision: Decision
    rule: str
    quoted: str
    words: str
    reason: str
    note: str
    sanction: Sanction | None
    appeal: Appeal | None
    appeal_words: str
    answer: str
    appeal_reason: str
    may_second: bool
    may_carry_out: bool
    may_lift: bool
    may_look_again: bool
    second_form: SecondForm
    lift_form: LiftForm
    look_form: LookAgainForm


def decided(actor: Any, case: Case, forms: dict[str, Any] | None = None) -> list[Decided]:
    """The decisions of `case`, the newest first. `forms` came back with somebody's words, by "<act>-<uid>"."""
    rows = Decision.objects.visible_to(actor).filter(case=case).select_related("sanction", "appeal", "case")
    return [_decided(actor, row, forms or {}) for row in rows.order_by("-decided_at", "-id")]


def _decided(actor: Any, row: Decision, forms: dict[str, Any]) -> Decided:
    sanction, appeal = getattr(row, "sanction", None), getattr(row, "appeal", None)
    version = {"version": row.case.version}
    # A facilitator reads their own reasons, and none of the moderators'.
    reads_why = actor.is_moderator or row.decided_by_id == actor.pk

    def form(act: str, kind: Any) -> Any:
        prefix = f"{act}-{row.uid}"
        return forms.get(prefix) or kind(initial=version, prefix=prefix)

    return Decided(
        decision=row,
        rule=opened(row, "rule", actor),
        quoted=opened(row, "quoted", actor),
        words=opened(row, "words", actor),
        reason=opened(row, "reason", actor) if reads_why else "",
        note=str(NOTES[row.note]) if row.note else "",
        sanction=sanction,
        appeal=appeal,
        # An appeal is to somebody else than who decided, and to nobody of the group.
        appeal_words=opened(appeal, "words", actor) if appeal is not None and actor.is_moderator else "",
        answer=opened(appeal, "answer", actor) if appeal is not None and actor.is_moderator else "",
        appeal_reason=opened(appeal, "reason", actor) if appeal is not None and actor.is_moderator else "",
        may_second=can(actor, "moderation.second_decision", row),
        may_carry_out=can(actor, "moderation.carry_out_decision", row),
        may_lift=can(actor, "moderation.lift_sanction", sanction),
        may_look_again=can(actor, "moderation.decide_appeal", appeal),
        second_form=form("second", SecondForm),
        lift_form=form("lift", LiftForm),
        look_form=form("again", LookAgainForm),
    )
