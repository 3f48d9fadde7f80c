"""What content apps use: read before the transaction, put the reading on the row, tell the desk in the transaction."""

from __future__ import annotations

from moderation.engine import Ask, Outcome, read_text, read_texts
from moderation.services.folds import passages_gone
from moderation.services.readings import after_store, apply_reading, notice_refused, read_refused
from moderation.subjects import Authorship

__all__ = [
    "Ask",
    "Authorship",
    "Outcome",
    "after_store",
    "apply_reading",
    "notice_refused",
    "passages_gone",
    "read_refused",
    "read_text",
    "read_texts",
]
