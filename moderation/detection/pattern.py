"""Patterns over words, found from their rarest word outwards.

A pattern is a line of elements: a word, alternatives `a|b`, a CLASS, a {macro} of several words, `?` behind
what may be absent, `_3` for up to three words of any kind, `!x` for "not followed by x", `^` and `$` for the edge
of a clause. Each element moves a small set of positions on by a bounded step, so nothing can backtrack.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from .normalise import COMMA, STOP

NEEDS = 3
# Within how many words a pattern's rarest words are looked for.
NEAR = 16
WORD, MAYBE, GAP, NOT, EDGE = range(5)
Phrase = tuple[str, ...]
Element = tuple[int, frozenset[str], int, tuple[Phrase, ...]]
_RARE_WEIGHT = 1
_COMMON_WEIGHT = 60
_COMMONEST_WEIGHT = 1000
_COMMONEST = 64
# What may stand behind a complete statement, for a `$` among alternatives.
_BEHIND = frozenset((STOP, COMMA, "and", "but", "so", "because", "lol", "haha", "anyway"))


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    kind: str
    category: str
    act: str = ""
    severity: int = 0
    level: str = ""
    points: int = 0
    flags: frozenset[str] = frozenset()
    say: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    rule: Rule
    anchor: frozenset[str]
    left: tuple[Element, ...]
    right: tuple[Element, ...]
    order: int
    denies: bool = False
    # The rarest sets of words, beside the anchor, of which a text must hold one for the pattern to stand anywhere.
    needs: tuple[frozenset[str], ...] = ()
    # Only colours what other patterns find.
    vague: bool = False


@dataclass(slots=True)
class Hit:
    rule: Rule
    start: int
    end: int
    denies: bool = False


def walk(words: Sequence[str], at: int, elements: Sequence[Element], step: int) -> int:
    """How far the elements reach from a place; -1 if they do not fit."""
    here = [at]
    for kind, allowed, size, phrases in elements:
        if kind == WORD and not phrases and len(here) == 1:
            # Most elements are words, and most of them do not fit.
            place = here[0]
            if words[place] not in allowed:
                if words[place] != COMMA or words[place + step] not in allowed:
                    return -1
                place += step
            here[0] = place + step
            continue
        after: list[int] = []
        for place in here:
            word = words[place]
            if kind == WORD:
                if word in allowed:
                    after.append(place + step)
                elif word == COMMA and words[place + step] in allowed:
                    after.append(place + 2 * step)
                for phrase in phrases:
                    if _stands(words, place, phrase, step):
                        after.append(place + step * len(phrase))
            elif kind == GAP:
                for _ in range(size + 1):
                    if place not in after:
                        after.append(place)
                    if words[place] == STOP:
                        break
                    place += step
            elif kind == MAYBE:
                if word in allowed and place + step not in after:
                    after.append(place + step)
                if place not in after:
                    after.append(place)
            elif (word in allowed) == (kind == EDGE):
                if not any(_stands(words, place, phrase, step) for phrase in phrases):
                    after.append(place)
        if not after:
            return -1
        here = after
    return here[0]


def _stands(words: Sequence[str], place: int, phrase: Phrase, step: int) -> bool:
    first = place if step > 0 else place - len(phrase) + 1
    return first >= 0 and words[first] == phrase[0] and tuple(words[first : first + len(phrase)]) == phrase


def match(words: Sequence[str], at: int, pattern: Pattern) -> tuple[int, int] | None:
    """Where a pattern stands when its anchor is at a place, as a half-open range of words."""
    end = walk(words, at + 1, pattern.right, 1) if pattern.right else at + 1
    if end < 0:
        return None
    start = walk(words, at - 1, pattern.left, -1) if pattern.left else at - 1
    if start < -1 or (start < 0 and pattern.left):
        return None
    return start + 1, end


class Compiler:
    """Turns pattern lines of one pack into patterns, indexed by the words that may anchor them."""

    def __init__(
        self,
        classes: Mapping[str, frozenset[str]],
        macros: Mapping[str, Sequence[str]],
        common: Sequence[str],
        edges: frozenset[str],
        negations: frozenset[str],
    ) -> None:
        self._classes = classes
        self._macros = macros
        self._weights = dict.fromkeys(common, _COMMON_WEIGHT) | dict.fromkeys(common[:_COMMONEST], _COMMONEST_WEIGHT)
        self._edges = edges | {STOP, COMMA}
        self._negations = negations
        self._same: dict[frozenset[str], frozenset[str]] = {}
        self.words: set[str] = set()
        self.count = 0

    def compile(self, rule: Rule, line: str) -> list[Pattern]:
        found: list[Pattern] = []
        for parts in self._expand(line.split()):
            found += [self._pattern(rule, words) for words in self._anchored(parts)]
        return found

    def _anchored(self, parts: list[str]) -> list[list[str]]:
        """A line whose every element may be a phrase has nothing to anchor it: spell the first one out."""
        plain = [part for part in parts if part[0] not in "_!^$" and part[-1] != "?"]
        if any("_" not in part.replace("_|", "|").strip("_") and "$" not in part for part in plain):
            return [parts]
        at = next(at for at, part in enumerate(parts) if part in plain)
        return [
            [*parts[:at], *choice.strip("_").split("_"), *parts[at + 1 :]]
            for choice in parts[at].split("|")
            if choice not in ("$", "")
        ]

    def _expand(self, parts: list[str]) -> list[list[str]]:
        choices: list[list[list[str]]] = []
        for part in parts:
            if part.startswith("{"):
                name = part.strip("{}?")
                found = [piece for line in self._macros[name] for piece in self._expand(line.split())]
                choices.append(found + [[]] if part.endswith("?") else found)
            else:
                choices.append([[part]])
        return [[word for piece in pick for word in piece] for pick in product(*choices)]

    def _element(self, part: str) -> Element:
        if part == "^" or part == "$":
            return EDGE, self._edges, 0, ()
        if part[0] == "_":
            return GAP, frozenset(), int(part[1:]), ()
        kind = WORD
        if part[0] == "!":
            kind, part = NOT, part[1:]
        elif part[-1] == "?":
            kind, part = MAYBE, part[:-1]
        allowed: set[str] = set()
        phrases: list[Phrase] = []
        for word in part.split("|"):
            if word.isupper():
                allowed |= self._classes[word]
            elif word == "$":
                allowed |= _BEHIND
            elif "_" in word.strip("_"):
                phrases.append(tuple(word.strip("_").split("_")))
            else:
                allowed.add(word.strip("_"))
        allowed.discard("")
        self.words |= allowed
        self.words.update(word for phrase in phrases for word in phrase)
        one = frozenset(allowed)
        return kind, self._same.setdefault(one, one), 0, tuple(phrases)

    def _weight(self, element: Element) -> int:
        return sum(self._weights.get(word, _RARE_WEIGHT) for word in element[1])

    def _pattern(self, rule: Rule, parts: list[str]) -> Pattern:
        elements = [self._element(part) for part in parts]
        plain = [at for at, one in enumerate(elements) if one[0] == WORD and not one[3] and STOP not in one[1]]
        if not plain:
            raise ValueError(f"{rule.id}: no word to anchor {' '.join(parts)!r}")
        anchor = min(plain, key=lambda at: self._weight(elements[at]))
        self.count += 1
        left, right = tuple(reversed(elements[:anchor])), tuple(elements[anchor + 1 :])
        denies = any(kind == WORD and allowed & self._negations for kind, allowed, _, _ in elements)
        return Pattern(
            rule, elements[anchor][1], left, right, self.count, denies, self._needs(left, right), "vague" in rule.flags
        )

    def _needs(self, *sides: Sequence[Element]) -> tuple[frozenset[str], ...]:
        found: list[frozenset[str]] = []
        for side in sides:
            reach = 0
            for kind, words, size, phrases in side:
                if kind in (WORD, MAYBE) and STOP in words:
                    # What is behind it may stand in the next sentence.
                    break
                longest = max((len(phrase) for phrase in phrases), default=0)
                reach += size if kind == GAP else max(2, longest) if kind == WORD else kind == MAYBE
                if kind == WORD and reach <= NEAR:
                    found.append(words.union(max(phrase, key=len) for phrase in phrases))
        found.sort(key=lambda words: (sum(self._weights.get(word, _RARE_WEIGHT) for word in words), sorted(words)))
        return tuple(found[:NEEDS])
