"""Building blocks of decisions about strategies and shown steps. `moderation.decide` is the only way to them."""

from __future__ import annotations

import clock
from resilience.models import ShownStep, Strategy
from resilience.services.strategies import TEXTS, locked
from rows import require_transaction


def hide(row: Strategy) -> None:
    """Nobody but its author sees the card any more; the words are kept."""
    held = locked(row)
    if not held.was_taken_away:
        held.hidden_at = clock.now()
    held.save()


def restore(row: Strategy) -> None:
    """As it was."""
    held = locked(row)
    held.hidden_at = None
    held.save()


def take_away(row: Strategy) -> dict[str, str]:
    """The words leave the card, for their author too. Answers what puts them back."""
    held = locked(row)
    if held.removed_at is not None:
        return {}
    kept = {name: str(getattr(held, name)) for name in TEXTS}
    for name in kept:
        setattr(held, name, "")
    held.hidden_at = held.removed_at = clock.now()
    held.save()
    return kept


def put_back(row: Strategy, kept: dict[str, str]) -> None:
    """The words that were taken away are where they were; not those that their author took back meanwhile."""
    held = locked(row)
    if not held.was_taken_away:
        return
    held.hidden_at = held.removed_at = None
    for name in TEXTS:
        setattr(held, name, kept.get(name, ""))
    held.save()


# -- shown steps ------------------------------------------------------------------------------------------------------
def _held(row: ShownStep) -> ShownStep | None:
    """The row as it is now; None where its owner shows it no more."""
    require_transaction()
    return ShownStep.objects.select_for_update(no_key=True, of=("self",)).filter(pk=row.pk).first()


def hide_step(row: ShownStep) -> None:
    """Nobody in the group reads it any more; for its owner it is as it was."""
    held = _held(row)
    if held is not None:
        held.hidden_at = clock.now()
        held.save()


def restore_step(row: ShownStep) -> None:
    """As it was."""
    held = _held(row)
    if held is not None:
        held.hidden_at = None
        held.save()
