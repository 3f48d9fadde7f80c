"""Helplines, emergency numbers and services of professional help for tests."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.db import transaction

import clock
from care import hsds
from care.models import EmergencyNumber, Service, ServiceImport, SupportLine
from care.services import Comparison, store_services, store_support_lines


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


def service_document(name: str = "A service", *, by: str = "An organisation", **values: Any) -> dict[str, Any]:
    """A service in the standard's words. Its id comes from its name, so that the same name is the same service."""
    made: dict[str, Any] = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"service {name}")),
        "name": name,
        "description": "Somebody to talk to.",
        "status": "active",
        "organization": {
            "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"organisation {by}")),
            "name": by,
            "description": "Invented.",
        },
    }
    return {**made, **values}


def read_services(*documents: dict[str, Any]) -> hsds.Read:
    return hsds.read(json.dumps(documents).encode(), today=clock.now().date())


def store(*documents: dict[str, Any]) -> Comparison:
    """These services, as an import brings them in."""
    with transaction.atomic():
        return store_services(actor=None, read=read_services(*documents))


def make_service(name: str = "A service", **values: Any) -> Service:
    document = service_document(name, **values)
    store(document)
    return Service.objects.get(hsds_id=document["id"])


def make_import(account: Any, *, file_name: str = "services.json", **values: Any) -> ServiceImport:
    """A file that was looked through and waits for a yes."""
    usual = {"state": ServiceImport.State.LOOKED, "data": b"[]", "report": {}}
    return ServiceImport.objects.create(account=account, file_name=file_name, **{**usual, **values})
