"""A small linear signal: how much the words of a stretch of text resemble those of crisis messages.

It adds a few points to hints that stand there already. It silences nothing and raises nothing alone. The weights are
learnt from the development rows of the batteries by `python -m tests.detection.learn`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt

SCALE = 40
# Log-odds at which it counts, and the points it then gives.
STEPS = ((2.0, 3), (1.0, 2))


def features(words: Sequence[str]) -> Iterator[str]:
    """Words, pairs, and pairs with one word between them."""
    seen = list(words)
    yield from set(seen)
    yield from {f"{one} {two}" for one, two in zip(seen, seen[1:], strict=False)}
    yield from {f"{one}_{two}" for one, two in zip(seen, seen[2:], strict=False)}


def log_odds(words: Sequence[str], weights: Mapping[str, int]) -> float:
    known = [weights[name] for name in features(words) if name in weights]
    return (sum(known) / sqrt(max(1, len(known))) + weights.get("", 0)) / SCALE


def points(words: Sequence[str], weights: Mapping[str, int]) -> int:
    if not weights:
        return 0
    odds = log_odds(words, weights)
    return next((points for least, points in STEPS if odds >= least), 0)
