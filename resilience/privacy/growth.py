"""Check-ins and milestones: given back opened, erased whole."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, erase_rows, holdings
from resilience.models import Milestone, SelfCheckIn
from resilience.services.growth import check_ins_of, milestones_of

P, T, S = Class.PRIVATE, Class.TECHNICAL, Class.SENSITIVE


def _export_check_ins(account: Any) -> list[dict[str, Any]]:
    return [
        {"said_at": one.said_at, "word": one.label, "number": one.number, "more": one.more}
        for one in check_ins_of(actor=account)
    ]


def _export_milestones(account: Any) -> list[dict[str, Any]]:
    return [{"day": one.day, "words": one.words} for one in milestones_of(actor=account)]


def register() -> None:
    """Called once, from AppConfig.ready()."""
    holdings.add("resilience.selfcheckin", Holding(
        model=SelfCheckIn, kind="how_you_were", retention=_("Until you take them away or erase your account."),
        fields={"id": T, "uid": T, "owner": T, "word": S, "number": S, "more": S, "said_at": P},
        export=_export_check_ins, erase=erase_rows(SelfCheckIn),
    ))  # fmt: skip
    holdings.add("resilience.milestone", Holding(
        model=Milestone, kind="milestones", retention=_("Until you take them away or erase your account."),
        fields={"id": T, "uid": T, "owner": T, "words": S, "day": P, "named_at": P},
        export=_export_milestones, erase=erase_rows(Milestone),
    ))  # fmt: skip
