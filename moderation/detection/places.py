"""Where patterns stand in a text, asked of the whole text at once.

A set of places is one number with a bit for each word of the text; an element of a pattern is a shift of it and an
`and` with another. Only a pattern that stands somewhere is walked, so what costs time is what is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from .normalise import COMMA, STOP
from .pattern import EDGE, GAP, MAYBE, NEAR, WORD, Element, Pattern, Phrase, match

# A text of very many words is not looked through in pieces.
LONG = 1500
# With no more words than this that a pattern is looked for from, a text may be seen to be in another language.
FEW = 30


class Places:
    """Where the words of a text stand: sets of places as numbers, bit n for the n-th word."""

    __slots__ = ("_all", "_at", "_comma", "_flowing", "_sets", "_words", "present", "stops")

    def __init__(self, words: Sequence[str]) -> None:
        at: dict[str, int] = {}
        get = at.get
        bit = 1
        for word in words:
            at[word] = get(word, 0) | bit
            bit <<= 1
        self._at = at
        self._words = words
        self.present = frozenset(at)
        self._all = (bit << 1) - 1
        self._comma = get(COMMA, 0)
        self.stops = get(STOP, 0)
        self._flowing = self._all & ~self.stops
        self._sets: dict[frozenset[str], int] = {}

    def at(self, word: str) -> int:
        return self._at.get(word, 0)

    def of(self, allowed: frozenset[str]) -> int:
        found = 0
        if not allowed.isdisjoint(self.present):
            at = self._at
            for word in allowed & self.present:
                found |= at[word]
        self._sets[allowed] = found
        return found

    def standing(self, pattern: Pattern, within: int) -> int:
        """The places of the anchor from which every element fits, or a few more: the walk decides."""
        anchor = pattern.anchor
        found = self._sets.get(anchor)
        if found is None:
            found = self.of(anchor)
        found &= within
        if not found & (found - 1):
            # It can stand in one place only: to walk there once costs less than to ask the whole text.
            return found if found and match(self._words, found.bit_length() - 1, pattern) is not None else 0
        # Most patterns are given up at the first or second element.
        if not self._goes_on(found << 1, pattern.right, True) or not self._goes_on(found >> 1, pattern.left, False):
            return 0
        if pattern.right:
            found &= self._reach(pattern.right, True) >> 1
        if found and pattern.left:
            found &= self._reach(pattern.left, False) << 1
        return found

    def _goes_on(self, here: int, elements: Sequence[Element], right: bool) -> bool:
        """Whether the elements fit from any of the places; most patterns are given up at the first or second."""
        sets = self._sets
        for kind, allowed, size, phrases in elements:
            if kind == GAP:
                here &= self._all
                for _ in range(size):
                    flowing = here & self._flowing
                    here |= flowing << 1 if right else flowing >> 1
                continue
            fits = sets.get(allowed)
            if fits is None:
                fits = self.of(allowed)
            if kind == WORD:
                before = here
                here &= fits
                here = here << 1 if right else here >> 1
                comma = before & self._comma
                if comma:
                    here |= (comma << 1 & fits) << 1 if right else (comma >> 1 & fits) >> 1
                for phrase in phrases:
                    whole = before & self._phrase(phrase, right)
                    if whole:
                        here |= whole << len(phrase) if right else whole >> len(phrase)
            elif kind == MAYBE:
                step = here & fits
                here |= step << 1 if right else step >> 1
            elif kind == EDGE:
                here &= fits
            else:
                here &= ~fits
                for phrase in phrases:
                    here &= ~self._phrase(phrase, right)
            if not here:
                return False
        return True

    def _reach(self, elements: Sequence[Element], right: bool) -> int:
        """The places from which the elements fit, found from the last element back to the first."""
        here = self._all
        comma = self._comma
        flowing = self._flowing
        sets = self._sets
        for kind, allowed, size, phrases in reversed(elements):
            if kind == GAP:
                start = here
                for _ in range(size):
                    here = start | (flowing & (here >> 1 if right else here << 1))
                continue
            fits = sets[allowed]
            if kind == WORD:
                after = here
                here = fits & (after >> 1 if right else after << 1)
                if comma:
                    here |= comma & (fits >> 1 & after >> 2 if right else fits << 1 & after << 2)
                for phrase in phrases:
                    whole = self._phrase(phrase, right)
                    if whole:
                        here |= whole & (after >> len(phrase) if right else after << len(phrase))
                if not here:
                    return 0
            elif kind == MAYBE:
                here |= fits & (here >> 1 if right else here << 1)
            elif kind == EDGE:
                here &= fits
            else:
                here &= ~fits
                for phrase in phrases:
                    here &= ~self._phrase(phrase, right)
        return here

    def _phrase(self, phrase: Phrase, right: bool) -> int:
        """The places of the first word of a phrase, or of its last for a walk to the left."""
        at = self._at
        found = self._all
        last = len(phrase) - 1
        for back, word in enumerate(phrase):
            places = at.get(word)
            if places is None:
                return 0
            found &= places >> back if right else places << (last - back)
        return found


# What patterns of an anchor need beside it, three sets of words, each a byte and a bit of it; and their numbers.
Need = tuple[int, int, int, int, int, int]
Group = tuple[int, int, int, int, int, int, tuple[int, ...]]
# A pattern, and where in the text it may stand.
Candidate = tuple[Pattern, int]


class Index:
    """The patterns of one kind, found by what a text holds of their words."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = {pattern.order: pattern for pattern in patterns}
        # The first bit is always set: it stands for no need at all.
        bits: dict[frozenset[str], int] = {}
        for pattern in patterns:
            for allowed in pattern.needs:
                bits.setdefault(allowed, len(bits) + 1)
        self._size = len(bits) // 8 + 1
        self._holds: dict[str, int] = {}
        for allowed, bit in bits.items():
            for word in allowed:
                self._holds[word] = self._holds.get(word, 0) | 1 << bit
        self._held = frozenset(self._holds)
        self._clear = _grouped([pattern for pattern in patterns if not pattern.vague], bits)
        # Only looked for where something clear was found.
        self._vague = _grouped([pattern for pattern in patterns if pattern.vague], bits)
        self._anchors = frozenset(self._clear)
        self._vague_anchors = frozenset(self._vague)

    def nothing(self, present: Set[str]) -> bool:
        """Whether no pattern can stand in a text of these words: said only where that is quick to see."""
        anchors = present & self._anchors
        if len(anchors) > FEW:
            return False
        held, holds = 1, self._holds
        for word in present & self._held:
            held |= holds[word]
        bits = held.to_bytes(self._size, "little")
        return not any(
            bits[one] & a and bits[two] & b and bits[three] & c
            for word in anchors
            for one, a, two, b, three, c, _ in self._clear[word]
        )

    def candidates(self, words: Sequence[str]) -> list[Candidate]:
        """The patterns whose rarest words stand close together in one sentence, in their order, and where that is."""
        found: dict[int, int] = {}
        slight: dict[int, int] = {}
        holds, clear, vague = self._holds, self._clear, self._vague
        for first, last, present, near in _parts(words):
            anchors, others = present & self._anchors, present & self._vague_anchors
            if not anchors and not others:
                continue
            held = 1
            for word in near & self._held:
                held |= holds[word]
            bits = held.to_bytes(self._size, "little")
            places = ((1 << (last - first)) - 1) << first
            for anchored, standing_here, into in ((clear, anchors, found), (vague, others, slight)):
                for word in standing_here:
                    for one, a, two, b, three, c, orders in anchored[word]:
                        if bits[one] & a and bits[two] & b and bits[three] & c:
                            for order in orders:
                                into[order] = into.get(order, 0) | places
        if not found:
            return []
        found |= slight
        patterns = self._patterns
        return [(patterns[order], found[order]) for order in sorted(found)]


def _grouped(patterns: Sequence[Pattern], bits: Mapping[frozenset[str], int]) -> dict[str, list[Group]]:
    anchored: dict[str, dict[Need, list[int]]] = {}
    for pattern in patterns:
        one, two, three = [*(bits[allowed] for allowed in pattern.needs), 0, 0, 0][:3]
        need = (one >> 3, 1 << (one & 7), two >> 3, 1 << (two & 7), three >> 3, 1 << (three & 7))
        for word in pattern.anchor:
            anchored.setdefault(word, {}).setdefault(need, []).append(pattern.order)
    return {word: [(*need, tuple(orders)) for need, orders in groups.items()] for word, groups in anchored.items()}


def _parts(words: Sequence[str]) -> Iterator[tuple[int, int, set[str], set[str]]]:
    """The sentences, which no pattern leaves, with their words; of a long one stretches, with what stands near them."""
    if len(words) > LONG:
        present = set(words)
        yield 0, len(words), present, present
        return
    start = 0
    for end in [at + 1 for at, word in enumerate(words) if word == STOP]:
        if end - start > 2 * NEAR:
            for first in range(start, end, NEAR):
                last = min(first + NEAR, end)
                yield first, last, set(words[first:last]), set(words[max(first - NEAR, start) : min(last + NEAR, end)])
        elif end - start > 1:
            present = set(words[start:end])
            yield start, end, present, present
        start = end


def standing(places: Places, candidates: Sequence[Candidate]) -> list[tuple[Pattern, int]]:
    """The patterns that stand in a text, each with the places of its anchor."""
    return [(pattern, at) for pattern, within in candidates if (at := places.standing(pattern, within))]
