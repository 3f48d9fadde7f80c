"""Building blocks of decisions about stories and answers. `moderation.decide` is the only way to them."""

from __future__ import annotations

from typing import Any

import clock
from rows import require_transaction
from stories import search
from stories.models import Story, StoryReply
from stories.parts import TEXTS
from stories.services.hearing import hear_again, locked_story

TEXTS_OF: dict[type, tuple[str, ...]] = {Story: TEXTS, StoryReply: ("body", "content_note")}


def _locked(row: Any) -> Any:
    require_transaction()
    if isinstance(row, StoryReply):
        locked_story(row.story_id)
    return type(row).objects.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)


def _store(row: Any) -> None:
    row.save()
    if isinstance(row, Story):
        search.put(row)
    else:
        hear_again(row.story)


def hide(row: Any) -> None:
    """Nobody but its author reads it any more; the text is kept, and the search does not find it."""
    row = _locked(row)
    if not row.was_taken_away:
        row.hidden_at = clock.now()
    _store(row)


def restore(row: Any) -> None:
    """As it was."""
    row = _locked(row)
    row.hidden_at = None
    _store(row)


def take_away(row: Any) -> dict[str, str]:
    """The words leave the page, for their author too. Answers what puts them back."""
    row = _locked(row)
    if row.removed_at is not None:
        return {}
    kept = {name: str(getattr(row, name)) for name in TEXTS_OF[type(row)]}
    for name in kept:
        setattr(row, name, "")
    row.hidden_at = row.removed_at = clock.now()
    _store(row)
    return kept


def put_back(row: Any, kept: dict[str, str]) -> None:
    """The words that were taken away are where they were; not those that their author took back meanwhile."""
    row = _locked(row)
    if not row.was_taken_away:
        return
    row.hidden_at = row.removed_at = None
    for name in TEXTS_OF[type(row)]:
        setattr(row, name, kept.get(name, ""))
    _store(row)


def put_note(row: Any, note: str, *, by_team: bool) -> dict[str, str]:
    """Another content note before the words. Answers the one before it."""
    row = _locked(row)
    kept = {"content_note": row.content_note}
    if row.removed_at is None:
        row.content_note, row.noted_at = note, clock.now() if by_team else None
        row.folded.pop("content_note", None)
        if row.read_at is not None:
            # What was found lies elsewhere now: a later report marks no wrong words.
            row.read_at = clock.now()
        _store(row)
    return kept


def fold(row: Any, spans: dict[str, Any]) -> None:
    """Block of folding: others do not read these passages, or, with none, read it all."""
    row = _locked(row)
    row.folded = dict(spans) if row.removed_at is None else {}
    if row.noted_at is not None:
        # Its places are those of the author's note, and a moderator's stands there now.
        row.folded.pop("content_note", None)
    _store(row)
