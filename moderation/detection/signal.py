"""A small linear signal: how much the words of a stretch of text resemble those of crisis messages.

It adds to what rules or traces found there already: it silences nothing and raises nothing alone. The weights are
learnt from written rows by `python -m tests.detection.learn`. A feature is kept as a number made of its words, so that
many fit into little room; `features` makes the same numbers of a text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from zlib import crc32

SCALE = 40
# Words that begin alike count together, so that an ending does not hide them.
STEM = 4
# Log-odds at which it counts, and the points it then gives.
STEPS = ((0.6, 4), (0.2, 3), (-0.3, 2), (-0.8, 1))
MOST = STEPS[0][1]
# So many numbers there are: a feature that taught nothing has that of one with a weight once in a few hundred times.
BITS = 21
_ALL = (1 << BITS) - 1
# Odd factors that set a pair apart from its words, from the same words the other way round, and from a wider pair.
_PAIR, _WIDE = 509, 263
Kinds = Mapping[str, tuple[int, ...]]


def number(name: str) -> int:
    """The number of a word, of how words begin (“stop-”) or of a kind of words (“@means”)."""
    return crc32(name.encode("utf-8", "surrogatepass")) & _ALL


def features(words: Sequence[str], kinds: Kinds) -> set[int]:
    """Words, how they begin, the kinds they are of, pairs, and pairs with one word between them, as numbers."""
    distinct = set(words)
    # What is denied was taken out and left a gap.
    distinct.discard("")
    of = {word: number(word) for word in distinct}
    found = set(of.values())
    found.update([number(word[:STEM] + "-") for word in distinct if len(word) > STEM])
    for word in distinct & kinds.keys():
        found.update(kinds[word])
    row = [of.get(word, 0) for word in words]
    found.update([(one * _PAIR + two) & _ALL for one, two in zip(row, row[1:], strict=False)])
    found.update([(one * _WIDE + two) & _ALL for one, two in zip(row, row[2:], strict=False)])
    return found


class Weights:
    """What was learnt: the weight of each number, and what is added to every sum."""

    __slots__ = ("bias", "of")

    def __init__(self, of: Mapping[int, int], bias: int) -> None:
        self.of, self.bias = dict(of), bias


def packed(weights: Weights) -> bytes:
    """The weights for a file: how many, the bias, then for each weight its numbers in order, as steps between them."""
    by_weight: dict[int, list[int]] = {}
    for name, weight in weights.of.items():
        by_weight.setdefault(weight, []).append(name)
    found = bytearray(len(weights.of).to_bytes(2, "big") + weights.bias.to_bytes(2, "big", signed=True))
    for weight, names in sorted(by_weight.items()):
        found += weight.to_bytes(1, "big", signed=True) + len(names).to_bytes(2, "big")
        last = 0
        for name in sorted(names):
            step, last = name - last, name
            while step > 127:
                found.append(128 | step & 127)
                step >>= 7
            found.append(step)
    return bytes(found)


def unpacked(data: bytes) -> Weights:
    """What `packed` wrote. Raises ValueError where a part of it is missing."""
    of: dict[int, int] = {}
    at = 4
    while at < len(data):
        weight, count = int.from_bytes(data[at : at + 1], "big", signed=True), int.from_bytes(data[at + 1 : at + 3])
        at += 3
        name = 0
        for _number in range(count):
            shift = 0
            while data[at] > 127:
                name += (data[at] & 127) << shift
                shift += 7
                at += 1
            name += data[at] << shift
            at += 1
            of[name] = weight
    if len(data) < 4 or len(of) != int.from_bytes(data[:2]):
        raise ValueError("a part of the weights is missing")
    return Weights(of, int.from_bytes(data[2:4], "big", signed=True))


def log_odds(words: Sequence[str], weights: Weights, kinds: Kinds) -> float:
    """Of all `features` of the words those that have a weight, as few of them as there are."""
    return odds(known(words, weights, kinds), weights)


def known(words: Sequence[str], weights: Weights, kinds: Kinds) -> dict[int, int]:
    """Those of the `features` of the words that have a weight, with it."""
    of = weights.of
    return {name: of[name] for name in features(words, kinds) if name in of}


def odds(found: Mapping[int, int], weights: Weights) -> float:
    return (sum(found.values()) / sqrt(max(1, len(found))) + weights.bias) / SCALE


def points(words: Sequence[str], weights: Weights, kinds: Kinds) -> int:
    if not weights.of:
        return 0
    value = log_odds(words, weights, kinds)
    return next((points for least, points in STEPS if value >= least), 0)
