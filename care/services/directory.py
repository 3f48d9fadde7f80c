"""Writing the directory: what an import would change, taking it all or nothing, and what the team says of an entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from audit.services import record
from care import loader
from care.finding import keys_of
from care.hsds import Problem, Read, digest, facts_of
from care.hsds.tables import Document
from care.models.directory import Organisation, Service, ServiceKey
from rows import require_transaction

BATCH = 100
SOURCE_MOST = 255
CHANGES = [
    "organisation", "name", "description", "status", "document", "digest", "free", "online", "assured_on",
    "assurer_email", "verified_on", "verified_by", "verified_source",
]  # fmt: skip
Progress = Callable[[int, int], None]


class ImportRefused(ValidationError):
    """A file with at least one problem: nothing of it is taken. `problems` has every one."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__([f"{problem.where} {problem.field}: {problem.code}" for problem in problems])
        self.problems = problems


@dataclass
class _Planned:
    """A row as it would be. `row` is what is there now."""

    values: dict[str, Any]
    keys: list[tuple[str, str]] = field(default_factory=list)
    row: Any = None
    organization: str = ""


@dataclass
class Comparison:
    """What taking a file would change. Names, so that a person can look through them."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    refused: list[str] = field(default_factory=list)
    # Entries that we had confirmed and whose content changed: somebody has to look again.
    unconfirmed: list[str] = field(default_factory=list)
    organisations_added: int = 0
    organisations_changed: int = 0
    problems: list[Problem] = field(default_factory=list)
    plan: list[_Planned] = field(default_factory=list, repr=False)
    owners: list[_Planned] = field(default_factory=list, repr=False)


def compare_services(*, read: Read) -> Comparison:
    """What taking `read` would add and change; what cannot be taken is in `refused` and `problems`. Writes nothing."""
    found = Comparison(problems=list(read.problems))
    known = {str(row.hsds_id): row for row in Organisation.objects.only("pk", "hsds_id", "digest")}
    for entry in read.organizations:
        _compare_owner(entry.document, known, found)
    owners = known.keys() | {entry.document.get("id") for entry in read.organizations}
    there = {str(row.hsds_id): row for row in Service.objects.defer("document", "description")}
    for entry in read.services:
        name = str(entry.document.get("name") or entry.where)
        if entry.organization and entry.organization not in owners:
            found.problems.append(Problem(entry.where, "organization_id", "not in the file", entry.organization))
            found.refused.append(name)
        elif entry.bad:
            found.refused.append(name)
        else:
            _compare_service(entry.document, entry.organization, there, found)
    return found


def _compare_owner(document: Document, known: dict[str, Organisation], found: Comparison) -> None:
    row = known.get(str(document.get("id")))
    said = digest(document)
    values = {"hsds_id": document.get("id"), "name": document.get("name"), "document": document, "digest": said}
    if row is None:
        found.organisations_added += 1
    elif row.digest != said:
        found.organisations_changed += 1
    else:
        return
    found.owners.append(_Planned(values, row=row))


def _compare_service(document: Document, organization: str, there: dict[str, Service], found: Comparison) -> None:
    row = there.get(document["id"])
    values = _values(document, organization)
    planned = _Planned(values, row=row, organization=organization)
    if row is None:
        found.added.append(document["name"])
    elif row.digest != values["digest"]:
        found.changed.append(document["name"])
        if row.verified_on:
            found.unconfirmed.append(document["name"])
        values |= {"verified_on": None, "verified_by": None, "verified_source": ""}
    elif values["assured_on"] and (row.checked_on is None or values["assured_on"] > row.checked_on):
        found.changed.append(document["name"])
    else:
        found.unchanged += 1
        return
    facts = facts_of(document)
    values |= {"free": facts.free, "online": facts.online}
    planned.keys = keys_of(facts, document["name"])
    found.plan.append(planned)


def _values(document: Document, organization: str) -> dict[str, Any]:
    assured = document.get("assured_date")
    return {
        "hsds_id": document["id"],
        "name": document["name"],
        "description": document.get("description", ""),
        "status": document["status"],
        "document": document,
        "digest": digest({**document, "organization_id": organization}),
        "assured_on": date.fromisoformat(assured) if assured else None,
        "assurer_email": document.get("assurer_email", ""),
    }


@transaction.atomic(durable=True)
def import_services(*, actor: Any = None, read: Read, progress: Progress | None = None) -> Comparison:
    """Take everything in `read`, or, where anything in it is wrong, nothing: then ImportRefused names every problem.

    `actor` is an admin, or None for the platform itself (the command). Taking the same file twice changes nothing.
    """
    if actor is not None:
        require(actor, "care.import_services")
    return store_services(actor=actor, read=read, progress=progress)


def store_services(*, actor: Any, read: Read, progress: Progress | None = None) -> Comparison:
    """Building block of `import_services`: compares again, within the transaction, then writes."""
    require_transaction()
    found = compare_services(read=read)
    if found.problems:
        raise ImportRefused(found.problems)
    _store_owners(found.owners)
    owners = {str(key): pk for key, pk in Organisation.objects.values_list("hsds_id", "pk")}
    for planned in found.plan:
        planned.values["organisation_id"] = owners.get(planned.organization)
    for start in range(0, len(found.plan), BATCH):
        _store_batch(found.plan[start : start + BATCH])
        if progress:
            progress(min(start + BATCH, len(found.plan)), len(found.plan))
    if found.plan or found.owners:
        record(actor=actor, verb="care.services_imported", reason=f"{len(found.added)}+{len(found.changed)}")
    return found


def _store_owners(owners: Iterable[_Planned]) -> None:
    new = [Organisation(**planned.values) for planned in owners if planned.row is None]
    changed = [_set(planned) for planned in owners if planned.row is not None]
    Organisation.objects.bulk_create(new, batch_size=BATCH)
    Organisation.objects.bulk_update(changed, ["name", "document", "digest"], batch_size=BATCH)


def _store_batch(plan: list[_Planned]) -> None:
    changed = [_set(planned) for planned in plan if planned.row is not None]
    for planned in plan:
        planned.row = planned.row or Service(**planned.values)
    Service.objects.bulk_create([planned.row for planned in plan if planned.row.pk is None])
    Service.objects.bulk_update(changed, CHANGES)
    ServiceKey.objects.filter(service__in=changed).delete()
    keys = [ServiceKey(service=planned.row, kind=k, value=v) for planned in plan for k, v in planned.keys]
    ServiceKey.objects.bulk_create(keys, batch_size=500)


def _set(planned: _Planned) -> Any:
    for name, value in planned.values.items():
        setattr(planned.row, name, value)
    return planned.row


@transaction.atomic(durable=True)
def confirm_service(*, actor: Any, service: Service, source: str) -> Service:
    """`actor` has compared the entry with the service's own page, at the web address `source`. Brings it back, too."""
    require(actor, "care.confirm_services")
    if not loader.is_web_address(source) or len(source) > SOURCE_MOST:
        raise ValidationError(_("Give the web address of the page, with https:// in front."))
    held: Service = Service.objects.select_for_update().get(pk=service.pk)
    held.verified_on, held.verified_by, held.verified_source = clock.now().date(), actor, source
    held.withdrawn = False
    held.save(update_fields=["verified_on", "verified_by", "verified_source", "withdrawn"])
    record(actor=actor, verb="care.service_confirmed", target=held)
    return held


@transaction.atomic(durable=True)
def withdraw_service(*, actor: Any, service: Service) -> Service:
    """`actor` knows that the entry is wrong: nobody sees it any more, whatever an import says."""
    require(actor, "care.confirm_services")
    held: Service = Service.objects.select_for_update().get(pk=service.pk)
    held.withdrawn = True
    held.save(update_fields=["withdrawn"])
    record(actor=actor, verb="care.service_withdrawn", target=held)
    return held


def exported(*, actor: Any = None, house_email: str = "") -> tuple[list[Document], list[Document]]:
    """Documents of every service that was not taken off the list, each with its organisation inside, and of every
    organisation. Where our own check is the newer one, it goes out as the assurance, with `house_email`."""
    if actor is not None:
        require(actor, "care.export_services")
    owners = {row.pk: row.document for row in Organisation.objects.all()}
    services = [
        _document(row, owners, house_email)
        for row in Service.objects.filter(withdrawn=False).order_by("pk").iterator(chunk_size=500)
    ]
    return services, list(owners.values())


def _document(row: Service, owners: dict[int, Document], house_email: str) -> Document:
    document = dict(row.document)
    if row.organisation_id is not None:
        document["organization"] = owners[row.organisation_id]
    if row.verified_on and (row.assured_on is None or row.verified_on >= row.assured_on):
        document["assured_date"] = row.verified_on.isoformat()
        document.pop("assurer_email", None)
        if house_email:
            document["assurer_email"] = house_email
    return document
