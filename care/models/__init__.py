"""Rows of the care floor: numbers that lead to help, and what people keep here for themselves."""

from __future__ import annotations

from care.models.directory import Organisation, Service, ServiceImport, ServiceKey
from care.models.lines import EmergencyNumber, NotReached, Sourced, Status, SupportLine
from care.models.plans import CircleEntry, PlanShare, SafetyPlan

__all__ = [
    "CircleEntry",
    "EmergencyNumber",
    "NotReached",
    "Organisation",
    "PlanShare",
    "SafetyPlan",
    "Service",
    "ServiceImport",
    "ServiceKey",
    "Sourced",
    "Status",
    "SupportLine",
]
