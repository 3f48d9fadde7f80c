"""Writing the audit and keeping its chain of hashes."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

import clock
from audit.models import AuditEvent
from rows import require_transaction


def record(*, actor: Any = None, verb: str, target: Any = None, reason: str = "") -> None:
    """Building block. One line: `actor` (an account, or None for the platform itself) did `verb` to `target`.

    `target` is any row with a uid; `reason` is a code of at most 64 characters, never free text.
    """
    require_transaction()
    AuditEvent.objects.create(
        at=clock.now(),
        actor_uid=getattr(actor, "uid", None),
        verb=verb,
        target_kind=target._meta.label_lower if target is not None else "",
        target_uid=getattr(target, "uid", None),
        reason=reason,
    )


def _link(previous: str, event: AuditEvent) -> str:
    parts = (
        previous,
        str(event.uid),
        event.at.isoformat(),
        str(event.actor_uid or ""),
        event.verb,
        event.target_kind,
        str(event.target_uid or ""),
        event.reason,
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@transaction.atomic(durable=True)
def seal_chain(*, limit: int = 5000) -> int:
    """Sweep. Links the rows that have no hash yet to the last one sealed; returns how many."""
    last = AuditEvent.objects.select_for_update().filter(chain_seq__isnull=False).order_by("-chain_seq").first()
    previous, seq = (last.chain_hash, last.chain_seq or 0) if last else ("", 0)
    count = 0
    for event in AuditEvent.objects.filter(chain_seq__isnull=True).order_by("id")[:limit]:
        previous, seq, count = _link(previous, event), seq + 1, count + 1
        AuditEvent.objects.filter(pk=event.pk).update(chain_hash=previous, chain_seq=seq)
    return count


@dataclass(frozen=True)
class Broken:
    """Where the chain does not hold, and how it shows."""

    seq: int
    uid: uuid.UUID
    at: datetime
    why: str


@dataclass(frozen=True)
class Chain:
    """What a walk along the whole chain found. `seq` and `digest` are of its last whole link."""

    sealed: int
    waiting: int
    waiting_since: datetime | None
    seq: int
    digest: str
    broken: Broken | None


def verify_chain(*, begins_at: int = 1, known: tuple[int, str] | None = None) -> Chain:
    """Walk the chain until its end, or until the first link that does not hold.

    `begins_at` is where it begins where older lines were removed on purpose. `known` is a link that was written down
    elsewhere, (seq, digest): nothing in the database itself tells that lines at the end are gone, or that all of it
    was made anew.
    """
    sealed, seq, digest, broken = 0, begins_at - 1, "", None
    for event in AuditEvent.objects.filter(chain_seq__gte=begins_at).order_by("chain_seq").iterator():
        broken = _fault(event, seq, digest, trusted=begins_at > 1 and not sealed, known=known)
        if broken is not None:
            break
        sealed, seq, digest = sealed + 1, event.chain_seq or 0, event.chain_hash
    unsealed = AuditEvent.objects.filter(chain_seq__isnull=True).order_by("at")
    oldest = unsealed.first()
    if broken is None and known is not None and known[0] > seq:
        last = AuditEvent.objects.filter(chain_seq=seq).first()
        broken = Broken(
            seq=seq,
            uid=last.uid if last is not None else uuid.UUID(int=0),
            at=last.at if last is not None else clock.now(),
            why=f"the chain ends here, and link {known[0]} was there once",
        )
    return Chain(sealed, unsealed.count(), oldest.at if oldest is not None else None, seq, digest, broken)


def _fault(event: AuditEvent, seq: int, digest: str, *, trusted: bool, known: tuple[int, str] | None) -> Broken | None:
    at = event.chain_seq or 0
    if at != seq + 1:
        return Broken(at, event.uid, event.at, f"{at - seq - 1} lines before this one are gone")
    if not trusted and event.chain_hash != _link(digest, event):
        return Broken(at, event.uid, event.at, "this line, or the one before it, is not what was sealed")
    if known is not None and known[0] == at and known[1] != event.chain_hash:
        return Broken(at, event.uid, event.at, "this link is not the one that was written down")
    return None
