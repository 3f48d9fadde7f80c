"""Blocks of decisions and folds: strategies, shown steps, what asks for a buddy. Only moderation calls them."""

from __future__ import annotations

from typing import Any

import clock
from resilience import search
from resilience.models import BuddyRequest, ShownStep, Strategy
from resilience.services.strategies import TEXTS, locked
from rows import require_transaction


def _store(held: Strategy) -> None:
    """With what the search knows of it."""
    held.save()
    search.put(held)


def hide(row: Strategy) -> None:
    """Nobody but its author sees the card any more; the words are kept."""
    held = locked(row)
    if not held.was_taken_away:
        held.hidden_at = clock.now()
    _store(held)


def restore(row: Strategy) -> None:
    """As it was."""
    held = locked(row)
    held.hidden_at = None
    _store(held)


def take_away(row: Strategy) -> dict[str, str]:
    """The words leave the card, for their author too. Answers what puts them back."""
    held = locked(row)
    if held.removed_at is not None:
        return {}
    kept = {name: str(getattr(held, name)) for name in TEXTS}
    for name in kept:
        setattr(held, name, "")
    held.hidden_at = held.removed_at = clock.now()
    _store(held)
    return kept


def put_back(row: Strategy, kept: dict[str, str]) -> None:
    """The words that were taken away are where they were; not those that their author took back meanwhile."""
    held = locked(row)
    if not held.was_taken_away:
        return
    held.hidden_at = held.removed_at = None
    for name in TEXTS:
        setattr(held, name, kept.get(name, ""))
    _store(held)


# -- what others read of a step, and what asks for a buddy ------------------------------------------------------------
def _held(row: ShownStep | BuddyRequest) -> Any:
    """The row as it is now; None where it is gone: its owner shows it no more, or it was long ago."""
    require_transaction()
    return type(row)._default_manager.select_for_update(no_key=True, of=("self",)).filter(pk=row.pk).first()


def hide_words(row: ShownStep | BuddyRequest) -> None:
    """Nobody but who wrote it reads it any more; for them it is as it was."""
    held = _held(row)
    if held is not None:
        held.hidden_at = clock.now()
        held.save()


def restore_words(row: ShownStep | BuddyRequest) -> None:
    """As it was."""
    held = _held(row)
    if held is not None:
        held.hidden_at = None
        held.save()


def fold_words(row: ShownStep | BuddyRequest, spans: dict[str, Any]) -> None:
    """Block of folding: others do not read these passages, or, with none, read it all."""
    held = _held(row)
    if held is not None:
        held.folded = dict(spans) if held.words else {}
        held.save()
