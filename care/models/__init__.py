"""Rows of the care floor: numbers that lead to help, and what people keep here for themselves."""

from __future__ import annotations

from care.models.lines import EmergencyNumber, NotReached, Sourced, Status, SupportLine
from care.models.plans import CircleEntry, PlanShare, SafetyPlan

__all__ = [
    "CircleEntry",
    "EmergencyNumber",
    "NotReached",
    "PlanShare",
    "SafetyPlan",
    "Sourced",
    "Status",
    "SupportLine",
]
