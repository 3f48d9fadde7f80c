"""Where patterns stand in a text, asked of the whole text at once.

A set of places is one number with a bit for each word of the text; an element of a pattern is a shift of it and an
`and` with another. Only a pattern that stands somewhere is walked, so what costs time is what is found.
"""

from __future__ import annotations

from collections.abc import Sequence

from .normalise import COMMA, STOP
from .pattern import EDGE, GAP, MAYBE, NEAR, WORD, Element, Pattern, Phrase, match

# A text of very many words is not looked through in pieces.
LONG = 1500


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

    def of(self, allowed: frozenset[str]) -> int:
        found = 0
        if not allowed.isdisjoint(self.present):
            at = self._at
            for word in allowed & self.present:
                found |= at[word]
        self._sets[allowed] = found
        return found

    def standing(self, pattern: Pattern) -> int:
        """The places of the anchor from which every element fits, or a few more: the walk decides."""
        anchor = pattern.anchor
        found = self._sets.get(anchor)
        if found is None:
            found = self.of(anchor)
        if not found & (found - 1):
            # It can stand in one place only: to walk there once costs less than to ask the whole text.
            at = found.bit_length() - 1
            return found if found and match(self._words, at, pattern) is not None else 0
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


Groups = tuple[tuple[int, tuple[Pattern, ...]], ...]


class Index:
    """The patterns of one kind, found by what a text holds of their words."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        bits: dict[frozenset[str], int] = {}
        self._holds: dict[str, int] = {}
        clear: dict[str, dict[int, list[Pattern]]] = {}
        vague: dict[str, dict[int, list[Pattern]]] = {}
        for pattern in patterns:
            need = 0
            for allowed in pattern.needs:
                need |= bits.setdefault(allowed, 1 << len(bits))
            for word in pattern.anchor:
                (vague if pattern.vague else clear).setdefault(word, {}).setdefault(need, []).append(pattern)
        for allowed, bit in bits.items():
            for word in allowed:
                self._holds[word] = self._holds.get(word, 0) | bit
        self._clear = _grouped(clear)
        # Only looked for where something clear was found.
        self._vague = _grouped(vague)
        self._held = frozenset(self._holds)
        self._anchors = frozenset(self._clear)
        self._vague_anchors = frozenset(self._vague)

    def candidates(self, words: Sequence[str]) -> list[Pattern]:
        """The patterns whose rarest words are in the text, close enough to each other, in their order."""
        found: dict[int, Pattern] = {}
        parts: list[tuple[set[str], int]]
        if not NEAR < len(words) <= LONG:
            present = set(words)
            if self._anchors.isdisjoint(present):
                return []
            parts = [(present, self._hold(present))]
        else:
            chunks = [set(words[at : at + NEAR]) for at in range(0, len(words), NEAR)]
            held = [0, *map(self._hold, chunks), 0]
            parts = [(present, held[at] | held[at + 1] | held[at + 2]) for at, present in enumerate(chunks)]
        for present, holding in parts:
            _choose(self._clear, present & self._anchors, holding, found)
        if found and self._vague:
            for present, holding in parts:
                _choose(self._vague, present & self._vague_anchors, holding, found)
        return [found[order] for order in sorted(found)]

    def _hold(self, present: set[str]) -> int:
        held, holds = 0, self._holds
        for word in present & self._held:
            held |= holds[word]
        return held


def _grouped(anchored: dict[str, dict[int, list[Pattern]]]) -> dict[str, Groups]:
    return {word: tuple((need, tuple(group)) for need, group in needs.items()) for word, needs in anchored.items()}


def _choose(anchored: dict[str, Groups], present: set[str], held: int, found: dict[int, Pattern]) -> None:
    for word in present:
        for need, patterns in anchored[word]:
            if need & held == need:
                for pattern in patterns:
                    found[pattern.order] = pattern


def standing(places: Places, patterns: Sequence[Pattern]) -> list[tuple[Pattern, int]]:
    """The patterns that stand in a text, each with the places of its anchor."""
    return [(pattern, at) for pattern in patterns if (at := places.standing(pattern))]
