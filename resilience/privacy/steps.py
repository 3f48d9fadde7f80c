"""Small steps, their days, and what a group was shown of them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, erase_rows, holdings
from moderation.privacy import FOLDABLE
from resilience.models import Commitment, CommitmentDay, ShownStep
from resilience.services.steps import EVERY_DAY, steps_of

G, P, T, S = Class.GROUP, Class.PRIVATE, Class.TECHNICAL, Class.SENSITIVE
_UNTIL = _("Until you throw the step away or erase your account.")


def _export(account: Any) -> list[dict[str, Any]]:
    return [
        {
            "words": step.words,
            "days_a_week": step.row.times,
            "until": step.row.until,
            "state": step.row.state,
            "begun_on": step.row.begun_on,
            "came_back": step.row.came_back,
            "days": {day.isoformat(): kind for day, kind in sorted(step.said.items())},
        }
        for step in steps_of(actor=account, days=EVERY_DAY)
    ]


def _export_shown(account: Any) -> list[dict[str, Any]]:
    rows = ShownStep.objects.filter(commitment__owner=account).select_related("membership__group")
    return [
        {
            "group": row.membership.group.name,
            "to": "buddy" if row.pair_id else "group",
            "words": row.words,
            "shown_at": row.shown_at,
        }
        for row in rows.order_by("pk")
    ]


def register() -> None:
    """Called once, from AppConfig.ready(). Erasure walks this backwards."""
    holdings.add("resilience.commitment", Holding(
        model=Commitment, kind="small_steps", retention=_UNTIL,
        fields={
            "id": T, "uid": T, "owner": T, "words": S, "times": P, "until": P, "state": P, "rests_until": P,
            "came_back": P, "begun_on": P, "picked_up_on": P, "changed_at": P,
        },
        export=_export, erase=erase_rows(Commitment),
    ))  # fmt: skip
    holdings.add("resilience.commitmentday", Holding(
        model=CommitmentDay, kind="days_of_small_steps", retention=_UNTIL,
        fields={"id": T, "uid": T, "commitment": P, "day": P, "kind": P},
        erase=erase_rows(CommitmentDay, "commitment__owner"),
    ))  # fmt: skip
    holdings.add("resilience.shownstep", Holding(
        model=ShownStep, kind="small_steps_shown", retention=_("As long as you show it to your group or your buddy."),
        fields={
            **FOLDABLE, "id": T, "uid": T, "commitment": P, "membership": G, "pair": P,
            "words": G, "shown_at": G, "hidden_at": G,
        },
        export=_export_shown, erase=erase_rows(ShownStep, "commitment__owner"),
    ))  # fmt: skip
