"""Who may be shown which rows."""

from __future__ import annotations

from care.querysets.directory import ServiceQuerySet
from care.querysets.lines import NumberQuerySet

__all__ = ["NumberQuerySet", "ServiceQuerySet"]
