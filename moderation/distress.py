"""Whether somebody is in distress, as far as the team is, or should be, with them. Pages then ask nothing of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from accounts.standing import known
from moderation.models import Case
from moderation.querysets import DISTRESS, CaseQuerySet


def going_on(account: Any) -> CaseQuerySet:
    """Open conversations about how `account` (a row, or a reference of a query) is."""
    rows: CaseQuerySet = Case.objects.open().filter(subject_account=account, kind__in=DISTRESS)
    return rows


def in_distress(user: Any) -> bool:
    distress = known(user, "moderation.distress")
    return going_on(user).exists() if distress is None else distress


def distress_now() -> Exists:
    """The same for the account around it."""
    return Exists(going_on(OuterRef("pk")))
