"""What is due: texts the engine has not read, alerts nobody could get, cases that may no longer be kept."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

import clock
from audit import services as audit
from moderation.engine import Outcome, read_text
from moderation.models import (
    READ_COLUMNS,
    Case,
    CaseEvidence,
    Finding,
    FoldableText,
    Level,
    Rehearsal,
    Report,
    Reread,
    Sanction,
)
from moderation.readable import Readable, Told, readables
from moderation.services.cases import ALERTING, ALERTING_FROM, alert, open_or_join
from moderation.services.erasing import KEEP_ERASED
from moderation.services.folds import fold_again
from moderation.services.readings import after_store, apply_reading, evidence_of

log = logging.getLogger(__name__)
BATCH = 100
# A slow engine must not hold the only workers longer than until the next call comes.
SECONDS_MOST = 40
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
# From here on a person of the team reads what the engine cannot.
PASS_ON_AFTER = timedelta(minutes=10)
# Long enough to answer for what was done, then gone.
KEEP_CLOSED = timedelta(days=365)
KEEP_FINDINGS = timedelta(days=365)
# A text that went away leaves its row behind; one that is still there gets a new row at the next try.
KEEP_REREADS = timedelta(days=2)
KEEP_REHEARSALS = timedelta(days=30)


def read_unread() -> int:
    """Sweep. Reads what has no reading yet and does what a reading would have done; returns how many it read.

    Stops after SECONDS_MOST; a text that cannot be opened or read waits and costs the others nothing.
    """
    until = time.monotonic() + SECONDS_MOST
    return sum(_reread_all(readable, until) for readable in readables)


def _reread_all(readable: Readable, until: float) -> int:
    waiting = Reread.objects.filter(kind=readable.kind, next_at__gt=clock.now()).values("subject_uid")
    rows = readable.model.objects.filter(read_level=Level.NOT_YET).exclude(uid__in=waiting)
    count = 0
    for row in rows.order_by("pk")[:BATCH]:
        if time.monotonic() >= until:
            break
        try:
            count += _reread(readable, row)
        except Exception as error:
            # The type only: the message of an error may quote the text.
            log.error("a text of kind %s could not be read again: %s", readable.kind, type(error).__name__)
            _wait_again(readable=readable, row=row, told=None)
    return count


def _reread(readable: Readable, row: Any) -> int:
    told = readable.tell(row)
    outcome = read_text(told.text, language=told.language, context=told.context, sensitivity=told.sensitivity)
    if outcome.level == Level.NOT_YET:
        _wait_again(readable=readable, row=row, told=told)
        return 0
    return _store(readable=readable, row=row, told=told, outcome=outcome)


@transaction.atomic(durable=True)
def _store(*, readable: Readable, row: Any, told: Told, outcome: Outcome) -> int:
    held = readable.model.objects.select_for_update(no_key=True, of=("self",)).filter(pk=row.pk).first()
    # Changed or read meanwhile: the newer words get a reading of their own.
    if held is None or held.read_level != Level.NOT_YET or readable.tell(held).text != told.text:
        return 0
    apply_reading(held, outcome)
    foldable = isinstance(held, FoldableText)
    held.save(update_fields=[*READ_COLUMNS, "folded"] if foldable else READ_COLUMNS)
    Reread.objects.filter(kind=readable.kind, subject_uid=held.uid).delete()
    audit.record(verb="text.read_late", target=held, reason=outcome.level)
    after_store(
        kind=readable.kind,
        row_uid=held.uid,
        outcome=outcome,
        text=told.text,
        authorship=told.authorship,
        group=told.group,
        neighbours=told.neighbours,
        for_facilitators=readable.for_facilitators,
        opens_case=readable.opens_cases(held, outcome),
        folded=held.folded if foldable else None,
    )
    if foldable and held.folded:
        # Others have it open as it was.
        fold_again(readable.kind, held, held.folded)
    return 1


@transaction.atomic(durable=True)
def _wait_again(*, readable: Readable, row: Any, told: Told | None) -> None:
    """`told` is None where the words could not be opened: then there is nothing to pass on to a person either."""
    now = clock.now()
    again, _made = Reread.objects.get_or_create(
        kind=readable.kind, subject_uid=row.uid, defaults={"since": now, "next_at": now}
    )
    again.tries += 1
    again.next_at = now + min(FIRST_WAIT * 2 ** min(again.tries - 1, 6), LONGEST_WAIT)
    due = told is not None and again.passed_on_at is None and now - again.since >= PASS_ON_AFTER
    if told is not None and due and readable.opens_cases(row, None):
        again.passed_on_at = now
        open_or_join(
            kind=Case.Kind.UNREAD,
            authorship=told.authorship,
            group=told.group,
            item=evidence_of(
                kind=readable.kind,
                row_uid=row.uid,
                outcome=None,
                text=told.text,
                neighbours=told.neighbours,
            ),
            content=(readable.kind, row.uid),
            for_facilitators=readable.for_facilitators,
        )
    again.save()


def count_unread() -> tuple[int, datetime | None]:
    """How many texts wait for the engine, and since when the oldest one that was tried waits."""
    count = sum(readable.model.objects.filter(read_level=Level.NOT_YET).count() for readable in readables)
    oldest = Reread.objects.order_by("since").first() if count else None
    return count, oldest.since if oldest is not None else None


def _not_told() -> Any:
    """Open cases that somebody should have been told of and nobody was, save those that somebody has."""
    alerting = Q(kind__in=ALERTING) | Q(severity__gte=ALERTING_FROM)
    nobody_has_it = Q(claimed_until__isnull=True) | Q(claimed_until__lte=clock.now())
    return Case.objects.open().filter(alerting, nobody_has_it, alerted_at__isnull=True).order_by("opened_at")


@transaction.atomic(durable=True)
def alert_waiting() -> int:
    """Sweep. Cases that should have been told to somebody when nobody was there to tell, or nobody could be reached."""
    told = 0
    for case in _not_told().select_for_update(skip_locked=True, of=("self",))[:BATCH]:
        try:
            with transaction.atomic():
                told += alert(case)
        except Exception as error:
            log.error("nobody could be told of case %s: %s", case.uid, type(error).__name__)
    return told


def unalerted_seconds() -> float:
    """How long the oldest case waits that nobody could be told of, in seconds; 0 without one. For the health page."""
    case = _not_told().first()
    return (clock.now() - case.opened_at).total_seconds() if case is not None else 0.0


def forget_closed(moment: datetime) -> int:
    """Retention. Cases that ended a year before `moment` go, with evidence, notes and replies; so do old findings.

    So does, on its date, what was kept of somebody who is erased, ended or not. A case because of which something
    stands keeps its decision, until that is lifted, and none of the copies.
    """
    return _forget(moment=moment)


@transaction.atomic(durable=True)
def _forget(*, moment: datetime) -> int:
    ended = Q(state=Case.State.CLOSED, closed_at__lt=moment - KEEP_CLOSED)
    stands = Exists(Sanction.objects.standing().filter(decision__case=OuterRef("pk")))
    old = Case.objects.filter((ended & ~stands) | Q(kept_until__lte=moment))
    count = old.count()
    old.delete()
    # What still stands keeps its decision, so that it can be read and lifted, and none of the copies.
    standing = Case.objects.filter(ended)
    CaseEvidence.objects.filter(case__in=standing).delete()
    Report.objects.filter(case__in=standing).delete()
    told, _ = Report.objects.filter(reporter=None, made_at__lt=moment - KEEP_ERASED).delete()
    Reread.objects.filter(next_at__lt=moment - KEEP_REREADS).delete()
    Rehearsal.objects.filter(began_at__lt=moment - KEEP_REHEARSALS).delete()
    found, _ = Finding.objects.filter(found_at__lt=moment - KEEP_FINDINGS).delete()
    return count + told + found
