"""Helplines and emergency numbers for tests."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from care.models import EmergencyNumber, SupportLine
from care.services import store_support_lines


def load_all_lines() -> None:
    """Everything that ships with the project."""
    with transaction.atomic():
        store_support_lines()


def make_line(dial: str = "116 123", **values: Any) -> SupportLine:
    """A line in Ireland, confirmed by a newspaper, for anyone, day and night, unless told otherwise."""
    usual = dict(
        country="IE", service="A line", kind="crisis", channel="phone", languages="en", hours="24/7",
        time_zone="Europe/Dublin", cost="free", audience="anyone", status="B", source="a newspaper", source_year=2025,
    )  # fmt: skip
    return SupportLine.objects.create(**{**usual, "dial": dial, **values})


def make_number(number: str = "112", **values: Any) -> EmergencyNumber:
    """An emergency number of Ireland for everything, confirmed, unless told otherwise."""
    usual = dict(country="IE", service="any", status="A", source="a government", source_year=2026)
    return EmergencyNumber.objects.create(**{**usual, "number": number, **values})
