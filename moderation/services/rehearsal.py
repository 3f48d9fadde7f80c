"""Once an hour a made-up cry for help walks the way from the reader to the outbox, and is undone: nobody is paged.

That it arrived is a row. The desk looks at its age by itself, so a way that is broken, or workers that are gone, show.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta

from django.db import transaction

import clock
from moderation.engine import read_text
from moderation.models import Case, Rehearsal
from moderation.services.cases import NOTICE, open_or_join
from moderation.services.readings import evidence_of
from moderation.subjects import Authorship
from notifications.models import Notification
from notifications.services import oldest_unsent_seconds

log = logging.getLogger(__name__)
EVERY = timedelta(hours=1)
# Older than this, the desk says so.
LATE_AFTER = timedelta(minutes=75)
OUTBOX_MOST = 300
CRY = "I want to die tonight."


class _Undo(Exception):
    """Ends the rehearsal: whatever it made is rolled back."""


def rehearse() -> bool:
    """Sweep. Walks the way where the last walk is an hour old; True when it arrived."""
    newest = Rehearsal.objects.first()
    if newest is not None and newest.began_at > clock.now() - EVERY:
        return False
    row = _begin()
    try:
        stopped = _walk()
    except Exception as error:
        log.error("the rehearsal broke: %s", type(error).__name__)
        stopped = "broken"
    _arrive(row=row, stopped=stopped)
    return not stopped


@transaction.atomic(durable=True)
def _begin() -> Rehearsal:
    return Rehearsal.objects.create(began_at=clock.now())


@transaction.atomic(durable=True)
def _arrive(*, row: Rehearsal, stopped: str) -> None:
    row.stopped_at = stopped
    if stopped:
        log.error("the rehearsal stopped at: %s", stopped)
    else:
        row.arrived_at = clock.now()
    row.save(update_fields=["stopped_at", "arrived_at"])


def _walk() -> str:
    """Where it stopped, or nothing."""
    outcome = read_text(CRY, language="en")
    if not outcome.is_crisis:
        return "reader"
    if oldest_unsent_seconds() > OUTBOX_MOST:
        return "outbox"
    stopped = "case"
    try:
        with transaction.atomic(durable=True):
            uid = uuid.uuid4()
            case = open_or_join(
                kind=Case.Kind.CRISIS,
                authorship=Authorship(account_id=None),
                severity=outcome.severity,
                item=evidence_of(kind="rehearsal", row_uid=uid, outcome=outcome, text=CRY),
                content=("rehearsal", uid),
            )
            # A message to somebody without an address reaches nobody.
            told = Notification.objects.filter(kind=NOTICE, about_uid=case.uid).exclude(account__email="")
            stopped = "" if case.alerted_at is not None and told.exists() else "alert"
            raise _Undo
    except _Undo:
        return stopped


def last_arrival() -> datetime | None:
    """When a rehearsal last arrived."""
    newest = Rehearsal.objects.filter(arrived_at__isnull=False).order_by("-arrived_at").first()
    return newest.arrived_at if newest is not None else None


def is_late(arrived_at: datetime | None) -> bool:
    """Whether the way counts as broken."""
    return arrived_at is None or arrived_at < clock.now() - LATE_AFTER
