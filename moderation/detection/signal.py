"""A small linear signal: how much the words of a stretch of text resemble those of crisis messages.

It adds to what rules or traces found there already: it silences nothing and raises nothing alone. The weights are
learnt from written rows by `python -m tests.detection.learn`. A feature is kept as a number made of its words, so that
many fit into little room; `features` makes the same numbers of a text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import gcd, pow
from struct import calcsize, pack, unpack
from zlib import crc32

SCALE = 200
# Words that begin alike count together, so that an ending does not hide them.
STEM = 4
# Log-odds at which it counts, and the points it then gives.
STEPS = ((0.7, 4), (0.4, 3), (-0.2, 2), (-0.7, 1))
MOST = STEPS[0][1]
# So many numbers there are: a feature that taught nothing has that of one with a weight once in twenty times. More
# numbers would cost more room than the weights that fit into it instead are worth.
BITS = 18
# Many words say more than few, though less than so many times as much: the sum is divided by this power of how many
# have a weight. With none a rambling message outweighs everything, with a square root a long sentence says too little.
SPREAD = 0.2
_ALL = (1 << BITS) - 1
# Odd factors that set a pair apart from its words, from the same words the other way round, and from a wider pair.
_PAIR, _WIDE = 509, 263
# In front of a file of weights: how many there are, what is added, what all are a multiple of, the bits of a step that
# are written out, the bytes of all steps.
HEAD = ">HhBBH"
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
    """The weights for a file: a head, the numbers in order as the steps between them, then a byte for each weight.

    A step is written as R. F. Rice wrote them (1979): how often it holds 2**low in ones and a zero, then `low` bits.
    """
    names = sorted(weights.of)
    steps = [name - last for name, last in zip(names, [0, *names[:-1]], strict=True)]
    low, bits = min(((low, _steps_in_bits(steps, low)) for low in range(BITS)), key=lambda one: len(one[1]))
    stream = int("1" + bits, 2).to_bytes(len(bits) // 8 + 1, "big")
    unit = gcd(*weights.of.values()) or 1
    head = pack(HEAD, len(names), weights.bias, unit, low, len(stream))
    return head + stream + pack(f"{len(names)}b", *(weights.of[name] // unit for name in names))


def _steps_in_bits(steps: Sequence[int], low: int) -> str:
    return "".join(["1" * (step >> low) + "0" + (f"{step & (1 << low) - 1:0{low}b}" if low else "") for step in steps])


def unpacked(data: bytes) -> Weights:
    """What `packed` wrote. Raises ValueError where a part of it is missing."""
    size = calcsize(HEAD)
    count, bias, unit, low, length = unpack(HEAD, data[:size].ljust(size, b"\0"))
    if len(data) != size + length + count or not length:
        raise ValueError("a part of the weights is missing")
    # The first one says where the bits begin.
    bits = bin(int.from_bytes(data[size : size + length], "big"))[3:]
    of: dict[int, int] = {}
    at = name = 0
    for weight in unpack(f"{count}b", data[size + length :]):
        zero = bits.index("0", at)
        ones, at = zero - at, zero + 1 + low
        name += (ones << low) + int(bits[zero + 1 : at] or "0", 2)
        of[name] = weight * unit
    return Weights(of, bias)


def log_odds(words: Sequence[str], weights: Weights, kinds: Kinds) -> float:
    """Of all `features` of the words those that have a weight, as few of them as there are."""
    return odds(known(words, weights, kinds), weights)


def known(words: Sequence[str], weights: Weights, kinds: Kinds) -> dict[int, int]:
    """Those of the `features` of the words that have a weight, with it."""
    of = weights.of
    return {name: of[name] for name in features(words, kinds) if name in of}


def odds(found: Mapping[int, int], weights: Weights) -> float:
    return (sum(found.values()) / pow(max(1, len(found)), SPREAD) + weights.bias) / SCALE


def points(words: Sequence[str], weights: Weights, kinds: Kinds) -> int:
    if not weights.of:
        return 0
    value = log_odds(words, weights, kinds)
    return next((points for least, points in STEPS if value >= least), 0)
