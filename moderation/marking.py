"""Words of a member with the passages marked that the engine understood. Everything is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from moderation.folding import Shown


def marked(text: str, cues: Iterable[Mapping[str, Any]]) -> SafeString:
    """HTML of `text` with `<mark>` around each cue (`start`, `end`: offsets into `text`); overlaps become one mark."""
    html, at = [], 0
    for start, end in _merged(text, cues):
        html.append(f"{escape(text[at:start])}<mark>{escape(text[start:end])}</mark>")
        at = end
    html.append(escape(text[at:]))
    return mark_safe("".join(html))  # noqa: S308 - every piece is escaped above


def place_of_fold() -> SafeString:
    """What stands where a passage is folded for whoever reads."""
    words = _("Some words are folded here.")
    return mark_safe(f'<span class="folded">{escape(words)}</span>')  # noqa: S308 - escaped


def paragraphs(words: Shown) -> SafeString:
    """HTML of a text as somebody reads it, with the places of what is folded."""
    html = place_of_fold().join(map(escape, words.parts or [words.text]))
    return mark_safe(linebreaks(html))  # noqa: S308 - each part is escaped above


def passage(text: str, cue: Mapping[str, Any]) -> str:
    """The words of `text` that `cue` stands on; nothing where its offsets lead nowhere."""
    start, end = _span(text, cue) or (0, 0)
    return text[start:end]


def _span(text: str, cue: Mapping[str, Any]) -> tuple[int, int] | None:
    try:
        start, end = max(0, int(cue["start"])), min(len(text), int(cue["end"]))
    except (KeyError, TypeError, ValueError):
        return None
    return (start, end) if start < end else None


def _merged(text: str, cues: Iterable[Mapping[str, Any]]) -> list[tuple[int, int]]:
    spans = [span for cue in cues if (span := _span(text, cue)) is not None]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
