"""An admin's file of services: given, looked through, agreed to, taken. The row is the outbox; a sweep finds it."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from audit.services import record
from care import hsds
from care.models.directory import ServiceImport
from care.services.directory import Comparison, ImportRefused, compare_services, store_services
from care.signals import import_waits
from rows import effect

log = logging.getLogger(__name__)

State = ServiceImport.State
# A worker that died leaves its claim behind; after this somebody else may take the row. Who reads a long file says now
# and then that they are still there.
LEASE = timedelta(minutes=15)
RENEWED_EACH = timedelta(minutes=1)
# A file that nobody agrees to is not kept longer than this.
KEEP_UNAGREED = timedelta(days=2)
KEEP_REPORT = timedelta(days=90)
NAMES_SHOWN = 100
PROBLEMS_SHOWN = 300
PROGRESS_SECONDS = 3600


@transaction.atomic(durable=True)
def give_import(*, actor: Any, file_name: str, data: bytes) -> ServiceImport:
    """Keep a file to be looked through. Nothing of it is taken before `agree_to_import`."""
    require(actor, "care.import_services")
    if not data:
        raise ValidationError(_("The file is empty."))
    if len(data) > hsds.BYTES_MOST:
        raise ValidationError(_("The file is larger than 20 MB. Please split it."))
    item = ServiceImport.objects.create(account=actor, file_name=file_name[-100:], data=data)
    record(actor=actor, verb="care.import_given", target=item)
    effect(lambda: import_waits.send(ServiceImport))
    return item


@transaction.atomic(durable=True)
def agree_to_import(*, actor: Any, item: ServiceImport) -> ServiceImport:
    """What the look found is wanted: the file is taken as soon as a worker comes by."""
    require(actor, "care.import_services")
    held = ServiceImport.objects.select_for_update().get(pk=item.pk)
    if held.state != State.LOOKED:
        raise ValidationError(_("This file cannot be taken. Give it again."))
    held.state, held.claimed_at = State.AGREED, None
    held.save(update_fields=["state", "claimed_at"])
    record(actor=actor, verb="care.import_agreed", target=held)
    effect(lambda: import_waits.send(ServiceImport))
    return held


@transaction.atomic(durable=True)
def give_up_import(*, actor: Any, item: ServiceImport) -> None:
    """The file is not wanted: it goes at once."""
    require(actor, "care.import_services")
    held = ServiceImport.objects.select_for_update().get(pk=item.pk)
    record(actor=actor, verb="care.import_given_up", target=held)
    held.delete()


def work_imports() -> int:
    """Sweep, and what a wake-up call does: look through what waits, take what was agreed to. Returns how many."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=clock.now() - LEASE)
    due = ServiceImport.objects.filter(free, state__in=(State.WAITING, State.AGREED)).order_by("pk")
    return sum(_work(pk) for pk in list(due.values_list("pk", flat=True)))


def _work(pk: int) -> bool:
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=clock.now() - LEASE)
    claimed = ServiceImport.objects.filter(free, pk=pk, state__in=(State.WAITING, State.AGREED))
    if not claimed.update(claimed_at=clock.now()):
        return False
    item = ServiceImport.objects.select_related("account").get(pk=pk)
    try:
        read = hsds.read(bytes(item.data or b""), today=clock.now().date(), progress=_reader(item))
        if item.state == State.WAITING:
            _look(item, read)
        else:
            _take(item=item, read=read)
    except ImportRefused as refused:
        # Somebody changed the directory since the look.
        _finish(item, State.REFUSED, report_of(Comparison(problems=refused.problems), read))
    except Exception as error:
        log.error("an import of services failed: %s", type(error).__name__)
        _finish(item, State.FAILED, {})
    finally:
        cache.delete(progress_key(item))
    return True


def _look(item: ServiceImport, read: hsds.Read) -> None:
    found = compare_services(read=read)
    _finish(item, State.REFUSED if found.problems else State.LOOKED, report_of(found, read))


@transaction.atomic(durable=True)
def _take(*, item: ServiceImport, read: hsds.Read) -> None:
    held = _held(item)
    if held is None:
        return
    # An account that lost its rights, or is gone, since it agreed.
    require(held.account, "care.import_services")
    found = store_services(actor=held.account, read=read, progress=_teller(item, "take"))
    _store(held, State.DONE, report_of(found, read))


@transaction.atomic(durable=True)
def _finish(item: ServiceImport, state: str, report: dict[str, Any]) -> None:
    held = _held(item)
    if held is not None:
        _store(held, state, report)


def _held(item: ServiceImport) -> ServiceImport | None:
    """The locked row, where it still is as it was claimed: not given up, and not in the hands of another worker."""
    claimed = ServiceImport.objects.filter(pk=item.pk, state=item.state, claimed_at=item.claimed_at)
    return claimed.select_for_update().first()


def _store(held: ServiceImport, state: str, report: dict[str, Any]) -> None:
    held.state, held.report, held.claimed_at = state, report, None
    if state != State.LOOKED:
        held.data, held.done_at = None, clock.now()
    held.save(update_fields=["state", "report", "claimed_at", "data", "done_at"])


def report_of(found: Comparison, read: hsds.Read) -> dict[str, Any]:
    """What a person reads of a look or of a taking: numbers, the first names, and every problem up to a number."""
    return {
        "added": len(found.added),
        "changed": len(found.changed),
        "unchanged": found.unchanged,
        "refused": len(found.refused),
        "added_names": found.added[:NAMES_SHOWN],
        "changed_names": found.changed[:NAMES_SHOWN],
        "refused_names": found.refused[:NAMES_SHOWN],
        "unconfirmed": found.unconfirmed[:NAMES_SHOWN],
        "organisations_added": found.organisations_added,
        "organisations_changed": found.organisations_changed,
        "problems": [asdict(problem) for problem in found.problems[:PROBLEMS_SHOWN]],
        "more_problems": max(0, len(found.problems) - PROBLEMS_SHOWN),
        "remarks": [asdict(remark) for remark in read.remarks[:NAMES_SHOWN]],
        "not_kept": sorted(read.not_kept.items())[:NAMES_SHOWN],
    }


def progress_key(item: ServiceImport) -> str:
    """Where the cache holds how far the work on `item` is."""
    return f"care.import.{item.uid}"


def _reader(item: ServiceImport) -> Any:
    """Tells the progress of reading, and keeps the claim. The taking needs no such thing: its row is locked."""
    tell = _teller(item, "read")

    def told(done: int, of: int) -> None:
        tell(done, of)
        moment = clock.now()
        if item.claimed_at is not None and moment - item.claimed_at >= RENEWED_EACH:
            ours = ServiceImport.objects.filter(pk=item.pk, state=item.state, claimed_at=item.claimed_at)
            if ours.update(claimed_at=moment):
                item.claimed_at = moment

    return told


def _teller(item: ServiceImport, step: str) -> Any:
    """Progress lives in the cache: the taking is one transaction, of which nobody else sees anything before its end."""

    def tell(done: int, of: int) -> None:
        cache.set(progress_key(item), {"step": step, "done": done, "of": of}, PROGRESS_SECONDS)

    return tell


def forget_imports(moment: datetime) -> int:
    """Retention: files that nobody agreed to, and reports that are old."""
    return _forget(moment=moment)


@transaction.atomic(durable=True)
def _forget(*, moment: datetime) -> int:
    unwanted = Q(given_at__lt=moment - KEEP_UNAGREED, state=State.LOOKED)
    gone, _by_model = ServiceImport.objects.filter(unwanted | Q(given_at__lt=moment - KEEP_REPORT)).delete()
    return gone
