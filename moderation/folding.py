"""Which words others do not read: the passage alone, never the message. A pure calculation, and the only one.

`folded` of a row says by field where: `{"body": [[start, end], …]}`. Whatever shows a text to anybody but its author
takes it from `shown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Passages that could show or urge somebody to get hurt. That somebody can be found by their words is not among them.
FOLDED = ("method_detail", "encouragement", "pact")
GAP = "[…]"
# A rule sees the middle of a sentence, and what hurts may stand at its end. A text without stops is cut here.
AROUND = 160
_STOP = re.compile(r"[.!?…]+(?=\s|$)|\n")

Folds = dict[str, list[list[int]]]


@dataclass(frozen=True)
class Shown:
    """A text as somebody reads it. `parts` are what stands between the folded passages, for who draws the places."""

    text: str
    parts: tuple[str, ...] = ()

    @property
    def is_folded(self) -> bool:
        return bool(self.parts)


def shown(text: str, spans: Sequence[Sequence[int]], *, own: bool = False) -> Shown:
    """`text` as its author (`own`) or anybody else reads it."""
    if own or not spans or not text:
        return Shown(text)
    parts, at = [], 0
    for start, end in _merged(spans, len(text)):
        parts.append(text[at:start])
        at = end
    parts.append(text[at:])
    return Shown(GAP.join(parts), tuple(parts)) if len(parts) > 1 else Shown(text)


def folds_of(findings: Iterable[Any], texts: Sequence[tuple[str, str]], separator: str) -> Folds:
    """Where to fold `texts` (field, words), which were read as one, joined by `separator` without the empty ones.

    Each passage grows to the sentence it stands in. A field without a name is read, and never folded.
    """
    spans = [(found.start, found.end) for found in findings if found.kind in FOLDED and found.start < found.end]
    folds: Folds = {}
    begins = 0
    for name, words in texts if spans else ():
        if not words:
            continue
        ends = begins + len(words)
        inside = [(max(start, begins) - begins, min(end, ends) - begins) for start, end in spans]
        touched = [_sentence(words, start, end) for start, end in inside if start < end]
        if touched and name:
            folds[name] = _merged(touched, len(words))
        begins = ends + len(separator)
    return folds


def _sentence(words: str, start: int, end: int) -> tuple[int, int]:
    first, last = max(0, start - AROUND), min(len(words), end + AROUND)
    for stop in _STOP.finditer(words, first, start):
        first = stop.end()
    behind = _STOP.search(words, max(start, end - 1), last)
    last = behind.end() if behind else last
    while first < start and words[first].isspace():
        first += 1
    while last > end and words[last - 1].isspace():
        last -= 1
    return first, last


def _merged(spans: Iterable[Sequence[int]], length: int) -> list[list[int]]:
    merged: list[list[int]] = []
    for start, end in sorted((max(0, span[0]), min(length, span[1])) for span in spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return merged


def spans_in(folded: Mapping[str, Any] | None, field: str) -> Sequence[Sequence[int]]:
    return (folded or {}).get(field, ())
