"""Who may be shown which rows."""

from __future__ import annotations

from care.querysets.directory import ServiceQuerySet
from care.querysets.lines import NumberQuerySet
from care.querysets.plans import OwnedQuerySet, PlanShareQuerySet

__all__ = [
    "NumberQuerySet",
    "OwnedQuerySet",
    "PlanShareQuerySet",
    "ServiceQuerySet",
]
