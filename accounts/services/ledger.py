"""The ledger of erasures: a small file outside the database, so that a backup put back brings nobody back for good.

A line is a moment, one of three words and the number of an account: no name, no address. It is copied from the audit by
a sweep, so a ledger that cannot be written keeps nobody from being erased, and catches up.
"""

from __future__ import annotations

import fcntl
import logging
import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

import clock
from accounts import signals
from accounts.models import User
from accounts.services.access import bump_access_epoch, end_sessions
from accounts.services.erasure import ERASURE_WAITS, erase_one
from audit import services as audit
from audit.models import AuditEvent

log = logging.getLogger(__name__)
ASKED, TAKEN_BACK, DONE = "asked", "taken_back", "done"
VERBS = {"erasure.asked": ASKED, "erasure.taken_back": TAKEN_BACK, "erasure.done": DONE}
# Longer than anybody should keep a backup.
KEEP = timedelta(days=400)
# A line of the audit may be stored after one that is a little younger.
OVERLAP = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Line:
    at: datetime
    what: str
    uid: uuid.UUID

    def __str__(self) -> str:
        return f"{self.at.isoformat()} {self.what} {self.uid}"


@dataclass(frozen=True)
class Due:
    """What the ledger says last of one account. `asked_at` is when the request was made that it speaks of."""

    uid: uuid.UUID
    last: Line
    asked_at: datetime


@dataclass(frozen=True)
class Replayed:
    erased: int = 0
    hidden: int = 0
    failed: int = 0


def lines_in(words: str) -> list[Line]:
    """The lines of a ledger; ValueError names the first that is none."""
    lines = []
    for number, words_of_line in enumerate(words.splitlines(), start=1):
        try:
            at, what, uid = words_of_line.split()
            line = Line(datetime.fromisoformat(at), what, uuid.UUID(uid))
        except ValueError:
            line = None
        if line is None or what not in VERBS.values() or line.at.tzinfo is None:
            raise ValueError(f"line {number} of the ledger is not one that we wrote")
        lines.append(line)
    return lines


def keep_ledger() -> int:
    """Sweep. Adds to the ledger what the audit says of erasures, takes out what is older than KEEP; returns how many
    lines were added. Without settings.ERASURE_LEDGER there is none."""
    if not settings.ERASURE_LEDGER:
        return 0
    path = Path(settings.ERASURE_LEDGER)
    try:
        with os.fdopen(os.open(f"{path}.lock", os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return _add_to(path)
    except (OSError, ValueError) as error:
        log.error("the ledger of erasures was not written: %s", type(error).__name__)
        return 0


def _add_to(path: Path) -> int:
    there = set(lines_in(path.read_text())) if path.exists() else set()
    events = AuditEvent.objects.filter(verb__in=VERBS)
    if there:
        events = events.filter(at__gte=max(line.at for line in there) - OVERLAP)
    told = {Line(at, VERBS[verb], uid) for at, verb, uid in events.values_list("at", "verb", "target_uid") if uid}
    since = clock.now() - KEEP
    kept = {line for line in there | told if line.at >= since}
    if kept != there:
        # Whole or not at all: a power cut must not leave half a ledger.
        new = path.with_name(f"{path.name}.new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.writelines(f"{line}\n" for line in sorted(kept))
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
    return len(kept - there)


def due_again(*, lines: Iterable[Line]) -> list[Due]:
    """Of accounts that are there: those that the ledger calls erased, and those whose request the database forgot."""
    found: dict[uuid.UUID, Due] = {}
    for line in sorted(lines):
        before = found.get(line.uid)
        if before is not None and before.last.what == DONE:
            continue
        # A request is one until it is taken back, however often it was written down.
        goes_on = before is not None and before.last.what == ASKED
        found[line.uid] = Due(line.uid, line, before.asked_at if before is not None and goes_on else line.at)
    there = set(User.objects.filter(uid__in=list(found)).values_list("uid", flat=True))
    return [due for uid, due in found.items() if uid in there and _is_due(due)]


def _is_due(due: Due) -> bool:
    if due.last.what == ASKED:
        # What this database heard last counts where it is younger than the ledger.
        return not AuditEvent.objects.filter(verb__in=VERBS, target_uid=due.uid, at__gte=due.last.at).exists()
    return due.last.what == DONE


def replay_erasures(*, lines: Iterable[Line]) -> Replayed:
    """After a backup was put back: erases again who was erased, hides again who had asked, until their day comes.

    One that cannot be erased now stays hidden and due, so that the sweep tries again. Twice is harmless.
    """
    erased = hidden = failed = 0
    for due in due_again(lines=lines):
        _hide_again(due=due)
        if due.last.what == ASKED:
            hidden += 1
            continue
        try:
            erased += erase_one(uid=due.uid)
        except Exception as error:
            log.error("erasing account %s again did not work: %s", due.uid, type(error).__name__)
            failed += 1
    return Replayed(erased, hidden, failed)


@transaction.atomic(durable=True)
def _hide_again(*, due: Due) -> None:
    user = User.objects.select_for_update().get(uid=due.uid)
    user.erase_after = due.asked_at + ERASURE_WAITS if due.last.what == ASKED else due.last.at
    user.save(update_fields=["erase_after"])
    audit.record(verb="erasure.asked", target=user, reason="replayed")
    signals.account_hidden.send(sender=User, user=user)
    end_sessions(user)
    bump_access_epoch(user)
