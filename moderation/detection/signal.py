"""A small linear signal: how much the words of a stretch of text resemble those of crisis messages.

It adds a few points to hints that stand there already. It silences nothing and raises nothing alone. The weights are
learnt from the development rows of the batteries by `python -m tests.detection.learn`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt

SCALE = 40
# Words that begin alike count together, so that an ending does not hide them.
STEM = 4
# Log-odds at which it counts, and the points it then gives.
STEPS = ((2.5, 4), (1.5, 3), (0.5, 2), (-0.5, 1))
MOST = STEPS[0][1]


def features(words: Sequence[str], kinds: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Words, how they begin, the kinds they are of, pairs, and pairs with one word between them."""
    seen = set(words)
    yield from seen
    yield from {word[:STEM] + "-" for word in seen if len(word) > STEM}
    yield from {kind for word in seen for kind in kinds.get(word, ())}
    yield from {f"{one} {two}" for one, two in zip(words, words[1:], strict=False)}
    yield from {f"{one}_{two}" for one, two in zip(words, words[2:], strict=False)}


def log_odds(words: Sequence[str], weights: Mapping[str, int], kinds: Mapping[str, tuple[str, ...]]) -> float:
    known = [weights[name] for name in features(words, kinds) if name in weights]
    return (sum(known) / sqrt(max(1, len(known))) + weights.get("", 0)) / SCALE


def points(words: Sequence[str], weights: Mapping[str, int], kinds: Mapping[str, tuple[str, ...]]) -> int:
    if not weights:
        return 0
    odds = log_odds(words, weights, kinds)
    return next((points for least, points in STEPS if odds >= least), 0)
