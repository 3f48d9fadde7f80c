"""Rows of the care floor: numbers that lead to help, and what people keep here for themselves."""

from __future__ import annotations

from care.models.directory import Organisation, Service, ServiceImport, ServiceKey
from care.models.lines import EmergencyNumber, Sourced, Status, SupportLine

__all__ = [
    "EmergencyNumber",
    "Organisation",
    "Service",
    "ServiceImport",
    "ServiceKey",
    "Sourced",
    "Status",
    "SupportLine",
]
