"""Writing the audit and keeping its chain of hashes."""

from __future__ import annotations

import hashlib
import uuid
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


def first_broken_link() -> uuid.UUID | None:
    """The uid of the first sealed row whose hash does not follow from the rows before it, or None."""
    previous = ""
    for event in AuditEvent.objects.filter(chain_seq__isnull=False).order_by("chain_seq").iterator():
        if event.chain_hash != _link(previous, event):
            return event.uid
        previous = event.chain_hash
    return None
