"""What people keep here for themselves, in the privacy register: given back opened, erased whole."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, erase_rows, holdings
from accounts.sealed import open_sealed
from care.models import CircleEntry, PlanShare, SafetyPlan
from care.services import circle_of, plan_of
from care.steps import KEYS

P, T, S = Class.PRIVATE, Class.TECHNICAL, Class.SENSITIVE


def _export_plan(account: Any) -> list[dict[str, Any]]:
    plan = plan_of(actor=account)
    if plan.uid is None:
        return []
    return [{**plan.texts, "with_lines": plan.with_lines, "changed_at": plan.changed_at}]


def _export_shares(account: Any) -> list[dict[str, Any]]:
    names = ["made_at", "expires_at", "ended_at", "opened_at", "last_opened_at", "wrong_tries"]
    return [
        {
            "for_whom": open_sealed(row, "for_whom", account),
            "copy": open_sealed(row, "copy", account),
            **{name: getattr(row, name) for name in names},
        }
        for row in PlanShare.objects.visible_to(account)
    ]


def _export_circle(account: Any) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "kind": one.kind, "good_for": one.good_for, "reach": one.reach}
        for one in circle_of(actor=account)
    ]


def register() -> None:
    """Called once, from AppConfig.ready()."""
    holdings.add("care.safetyplan", Holding(
        model=SafetyPlan, kind="safety_plan", retention=_("Until you throw it away."),
        fields={
            "id": T, "uid": T, "owner": T, **dict.fromkeys(KEYS, S), "with_lines": P, "version": T, "last_page": T,
            "last_turn": T, "changed_at": P,
        },
        export=_export_plan, erase=erase_rows(SafetyPlan),
    ))  # fmt: skip
    holdings.add("care.planshare", Holding(
        model=PlanShare, kind="plan_shares",
        retention=_("The copy until its link ends; that it was there, and when it was opened, a month longer."),
        fields={
            "id": T, "uid": T, "owner": T, "token_hash": T, "code_hash": T, "copy": S, "for_whom": S, "made_at": P,
            "expires_at": P, "ended_at": P, "opened_at": P, "last_opened_at": P, "wrong_tries": P, "last_wrong_at": P,
            "next_try_at": T,
        },
        export=_export_shares, erase=erase_rows(PlanShare),
    ))  # fmt: skip
    holdings.add("care.circleentry", Holding(
        model=CircleEntry, kind="support_circle", retention=_("Until you take it off the page."),
        fields={"id": T, "uid": T, "owner": T, "kind": S, "name": S, "good_for": S, "reach": S, "added_at": P},
        export=_export_circle, erase=erase_rows(CircleEntry),
    ))  # fmt: skip
