"""Blocks of folding: that something is folded, and that it is not there any more. Nobody decides anything here."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from audit import services as audit
from moderation.folding import Folds
from moderation.models import Case, Finding, Fold
from moderation.subjects import subjects
from rows import require_transaction

ACTIVE = (Fold.State.WAITING, Fold.State.STANDS, Fold.State.OPENED)


def note_fold(*, case: Case, finding: Finding | None, kind: str, row_uid: uuid.UUID, spans: Folds) -> Fold:
    """Building block. Passages of a text are folded for others; somebody looks at them in `case`."""
    require_transaction()
    passages_gone(kind, [row_uid])
    fold = Fold.objects.create(case=case, finding=finding, kind=kind, subject_uid=row_uid, spans=spans)
    audit.record(verb="fold.made", target=fold)
    return fold


def passages_gone(kind: str, uids: Iterable[uuid.UUID]) -> None:
    """Building block. Their authors changed or removed these texts: nothing of what was folded is left."""
    require_transaction()
    Fold.objects.filter(kind=kind, subject_uid__in=list(uids), state__in=ACTIVE).update(state=Fold.State.GONE)


def fold_as_it_stands(kind: str, row_uid: uuid.UUID) -> None:
    """Building block. The author's own words are back: what others did not read of them, they do not read now."""
    require_transaction()
    standing = [Fold.State.WAITING, Fold.State.STANDS]
    fold = Fold.objects.filter(kind=kind, subject_uid=row_uid, state__in=standing).first()
    row = subjects.get(kind).find(row_uid) if fold is not None and kind in subjects else None
    if fold is not None and row is not None:
        fold_again(kind, row, fold.spans)


def fold_again(kind: str, row: Any, spans: dict[str, Any]) -> None:
    """Building block. Others read `row` with these passages folded from now on, or with none."""
    require_transaction()
    subject = subjects.get(kind) if kind in subjects else None
    if subject is not None and subject.fold is not None:
        subject.fold(row, spans)
