"""The readings of texts that live on lower floors, one row for each field of each row."""

from __future__ import annotations

import uuid
from typing import Any

import clock
from moderation.engine import Outcome
from moderation.models import Case, TextReading
from moderation.services.readings import after_store, apply_reading
from moderation.subjects import Authorship
from rows import require_transaction


def store_text_reading(
    *,
    kind: str,
    uid: uuid.UUID,
    field: str,
    text: str,
    account: Any,
    authorship: Authorship,
    membership_uid: uuid.UUID | None,
    group: Any,
    outcome: Outcome,
) -> Case | None:
    """Building block. The reading of one field of one row; on crisis the writer's case, and their pages look again."""
    require_transaction()
    row = TextReading.objects.filter(kind=kind, subject_uid=uid, field=field).first()
    row = row or TextReading(kind=kind, subject_uid=uid, field=field)
    row.account, row.membership_uid, row.changed_at = account, membership_uid, clock.now()
    row.group_uid = group.uid if group is not None else None
    apply_reading(row, outcome)
    row.save()
    return after_store(kind=kind, row_uid=uid, outcome=outcome, text=text, authorship=authorship, group=group)
