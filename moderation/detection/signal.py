"""A small linear signal: how much the words of a stretch of text resemble those of crisis messages.

It adds to what rules or traces found there already. It makes no crisis alone and takes nothing from one; a concern
it may make alone, and despair that is said in passing is one only where it agrees. The weights are
learnt from written rows by `python -m tests.detection.learn`. A feature is kept as a number made of its words, so that
many fit into little room; `features` makes the same numbers of a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import gcd, inf, pow
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
# A weight is so many steps to either side. Both weights of a feature fit into one byte.
STEPS_MOST = 4
_SPAN = 2 * STEPS_MOST + 1
# In front of a file of weights: how many features there are, what is added for a crisis and for a concern, what a step
# of either weighs, the bits of a step between numbers that are written out, the bytes of all those.
HEAD = ">HhhBBBH"
# Each word that a pack knows, with its features: its own number, that of how it begins, those of its kinds.
Kinds = Mapping[str, tuple[int, ...]]


def number(name: str) -> int:
    """The number of a word, of how words begin (“stop-”) or of a kind of words (“@means”)."""
    return crc32(name.encode("utf-8", "surrogatepass")) & _ALL


def of_word(word: str, kinds: Iterable[str] = ()) -> tuple[int, ...]:
    """The features of a word by itself, its own number first."""
    begins = [word[:STEM] + "-"] if len(word) > STEM else []
    return tuple([number(name) for name in (word, *begins, *("@" + kind for kind in kinds))])


def features(words: Sequence[str], kinds: Kinds) -> set[int]:
    """Words, how they begin, the kinds they are of, pairs, and pairs with one word between them, as numbers."""
    # What is denied was taken out and left a gap.
    of = {word: kinds.get(word) or of_word(word) for word in set(words) if word}
    found: set[int] = set()
    found.update(*of.values())
    of[""] = (0,)
    row = [of[word][0] for word in words]
    found.update([(one * _PAIR + two) & _ALL for one, two in zip(row, row[1:], strict=False)])
    found.update([(one * _WIDE + two) & _ALL for one, two in zip(row, row[2:], strict=False)])
    return found


class Weights:
    """What each number weighs for a crisis, and for a concern or more, and what is added to either sum."""

    __slots__ = ("added", "concern", "crisis", "names")

    def __init__(self, of: Mapping[int, tuple[int, int]], added: tuple[int, int]) -> None:
        self.crisis = {name: crisis for name, (crisis, _) in of.items()}
        self.concern = {name: concern for name, (_, concern) in of.items()}
        self.added = added
        self.names = frozenset(of)


def packed(weights: Weights) -> bytes:
    """The weights for a file: a head, the numbers in order as the steps between them, then a byte for each feature.

    A step is written as R. F. Rice wrote them (1979): how often it holds 2**low in ones and a zero, then `low` bits.
    """
    names = sorted(weights.crisis)
    steps = [name - last for name, last in zip(names, [0, *names[:-1]], strict=True)]
    low, bits = min(((low, _steps_in_bits(steps, low)) for low in range(BITS)), key=lambda one: len(one[1]))
    stream = int("1" + bits, 2).to_bytes(len(bits) // 8 + 1, "big")
    units = [gcd(*of.values()) or 1 for of in (weights.crisis, weights.concern)]
    head = pack(HEAD, len(names), *weights.added, *units, low, len(stream))
    both = [(weights.crisis[name] // units[0], weights.concern[name] // units[1]) for name in names]
    return head + stream + bytes([(one + STEPS_MOST) * _SPAN + two + STEPS_MOST for one, two in both])


def _steps_in_bits(steps: Sequence[int], low: int) -> str:
    return "".join(["1" * (step >> low) + "0" + (f"{step & (1 << low) - 1:0{low}b}" if low else "") for step in steps])


def unpacked(data: bytes) -> Weights:
    """What `packed` wrote. Raises ValueError where a part of it is missing."""
    size = calcsize(HEAD)
    count, crisis, concern, unit, other, low, length = unpack(HEAD, data[:size].ljust(size, b"\0"))
    if len(data) != size + length + count or not length:
        raise ValueError("a part of the weights is missing")
    # The first one says where the bits begin.
    bits = bin(int.from_bytes(data[size : size + length], "big"))[3:]
    of: dict[int, tuple[int, int]] = {}
    at = name = 0
    for weight in data[size + length :]:
        zero = bits.index("0", at)
        ones, at = zero - at, zero + 1 + low
        name += (ones << low) + int(bits[zero + 1 : at] or "0", 2)
        one, two = divmod(weight, _SPAN)
        of[name] = ((one - STEPS_MOST) * unit, (two - STEPS_MOST) * other)
    return Weights(of, (crisis, concern))


def known(words: Sequence[str], weights: Weights, kinds: Kinds) -> set[int]:
    """Those of the `features` of the words that have a weight."""
    return features(words, kinds) & weights.names


def odds(total: int, many: int, added: int) -> float:
    """Log-odds of so many features with this sum of weights."""
    return (total / pow(max(1, many), SPREAD) + added) / SCALE


def log_odds(words: Sequence[str], weights: Weights, kinds: Kinds) -> float:
    """How like a crisis the words are: all of their features that have a weight, and as few as there are of them.

    Without weights nothing is.
    """
    if not weights.names:
        return -inf
    found = known(words, weights, kinds)
    return odds(sum([weights.crisis[name] for name in found]), len(found), weights.added[0])


def points(value: float) -> int:
    """What log-odds add to hints."""
    return next((points for least, points in STEPS if value >= least), 0)
