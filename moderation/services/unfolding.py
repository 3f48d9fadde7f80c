"""What a person says about folded words: they stay folded, or everybody reads them again."""

from __future__ import annotations

from typing import Any

from django.db import transaction

import clock
from audit import services as audit
from audit.models import AuditEvent
from moderation import hints
from moderation.errors import Taken
from moderation.models import Case, Fold
from moderation.services.desk import done, end_case, held_by_other, hold
from moderation.services.folds import fold_again
from moderation.subjects import subjects

OPENED = "fold.opened"


@transaction.atomic(durable=True)
def answer_fold(*, actor: Any, fold: Fold, version: int, stays: bool) -> Fold:
    """Confirm a fold or open it, and the other way round as long as the words are there.

    A case that was only about folded words ends with the last of them. Raises StaleCase, Taken, or PermissionDenied.
    """
    case = hold(actor, fold.case, version, ended_too=True)
    if held_by_other(actor, case):
        raise Taken(case)
    held = Fold.objects.select_for_update(no_key=True, of=("self",)).get(pk=fold.pk)
    answer = Fold.State.STANDS if stays else Fold.State.OPENED
    if held.state in (Fold.State.GONE, answer):
        # The same answer again is no answer more: the public figure counts each.
        return held
    was_open = held.state == Fold.State.OPENED
    held.state = answer
    if held.answered_at is None:
        # The first answer ends the wait; a change of mind is in the history.
        held.answered_at = clock.now()
    held.answered_by = actor
    held.save(update_fields=["state", "answered_at", "answered_by"])
    if was_open == stays:
        _tell_its_place(held, held.spans if stays else {})
    done(actor, case, "folded" if stays else "unfolded")
    if not stays and not AuditEvent.objects.filter(verb=OPENED, target_uid=held.uid).exists():
        # What is opened, closed and opened again is one passage in the public figures.
        audit.record(actor=actor, verb=OPENED, target=held)
    if case.is_open and case.kind == Case.Kind.FOLDED and not waiting_in(case):
        end_case(case, Case.CloseReason.READ)
        done(actor, case, "closed", reason=case.close_reason)
    hints.author_changed(case)
    return held


def waiting_in(case: Case) -> bool:
    """Whether folded words of `case` wait for a person."""
    return case.folds.filter(state=Fold.State.WAITING).exists()


def _tell_its_place(fold: Fold, spans: dict[str, Any]) -> None:
    found = subjects.get(fold.kind).find(fold.subject_uid) if fold.kind in subjects else None
    if found is not None:
        fold_again(fold.kind, found, spans)
