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
STEPS = ((0.6, 4), (0.2, 3), (-0.3, 2), (-0.8, 1))
MOST = STEPS[0][1]


def features(words: Sequence[str], kinds: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Words, how they begin, the kinds they are of, pairs, and pairs with one word between them."""
    seen = set(words)
    yield from seen
    yield from {word[:STEM] + "-" for word in seen if len(word) > STEM}
    yield from {kind for word in seen for kind in kinds.get(word, ())}
    yield from {f"{one} {two}" for one, two in zip(words, words[1:], strict=False)}
    yield from {f"{one}_{two}" for one, two in zip(words, words[2:], strict=False)}


class Weights:
    """What was learnt, laid out so that no name has to be put together to be looked up."""

    __slots__ = ("bias", "named", "next_but_one", "pairs")

    def __init__(self, learnt: Mapping[str, int]) -> None:
        self.named = dict(learnt)
        self.bias = self.named.pop("", 0)
        self.pairs: dict[tuple[str, str], int] = {}
        self.next_but_one: dict[tuple[str, str], int] = {}
        for sign, pairs in ((" ", self.pairs), ("_", self.next_but_one)):
            for name, weight in self.named.items():
                at = name.find(sign)
                while at >= 0:
                    pairs[name[:at], name[at + 1 :]] = weight
                    at = name.find(sign, at + 1)


def log_odds(words: Sequence[str], weights: Weights, kinds: Mapping[str, tuple[str, ...]]) -> float:
    """Of all `features` of the words those that have a weight, as few of them as there are."""
    return odds(known(words, weights, kinds), weights)


def known(words: Sequence[str], weights: Weights, kinds: Mapping[str, tuple[str, ...]]) -> dict[object, int]:
    """Those of the `features` of the words that have a weight, with it."""
    named, pairs, others = weights.named, weights.pairs, weights.next_but_one
    seen = set(words)
    found: dict[object, int] = {name: named[name] for name in seen & named.keys()}
    for word in seen:
        if len(word) > STEM and (stem := word[:STEM] + "-") in named:
            found[stem] = named[stem]
        for kind in kinds.get(word, ()):
            if kind in named:
                found[kind] = named[kind]
    for pair in pairs.keys() & zip(words, words[1:], strict=False):
        found[pair] = pairs[pair]
    for pair in others.keys() & zip(words, words[2:], strict=False):
        found["_", pair] = others[pair]
    return found


def odds(found: Mapping[object, int], weights: Weights) -> float:
    return (sum(found.values()) / sqrt(max(1, len(found))) + weights.bias) / SCALE


def points(words: Sequence[str], weights: Weights, kinds: Mapping[str, tuple[str, ...]]) -> int:
    if not weights.named:
        return 0
    value = log_odds(words, weights, kinds)
    return next((points for least, points in STEPS if value >= least), 0)
