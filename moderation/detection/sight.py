"""The words of a text with what each of them means, and the sentences that they stand in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .normalise import COMMA, STOP, Words
from .packs import Pack
from .pattern import match
from .places import Places, standing

NOTHING: frozenset[str] = frozenset()
SENTENCE = 48
# So many words before "glad" a denial may stand: "I'm not sure I'm glad".
BEFORE_GLAD = 5
MARKED = SENTENCE + 80
# From the weakest to the strongest: what the clause says of the act.
MODALITIES = ("could", "wish", "think", "want", "plan", "will", "try")
MODAL = frozenset(MODALITIES)
_PERSONS = frozenset(("p1", "p2", "p3"))
_SUBJECTS = _PERSONS | {"kin", "people"}


@dataclass(frozen=True, slots=True)
class Sentence:
    first_person: bool
    second_person: bool
    fiction: bool
    means: bool
    earnest: bool
    plea: bool
    laugh: bool
    now: bool
    question: bool
    opens: bool


@dataclass(slots=True)
class View:
    """The words of a text as one pack sees them."""

    words: list[str]
    features: list[frozenset[str]]
    questions: frozenset[int]
    quoted: list[tuple[int, int]]
    # Where each feature stands: bit n for the n-th word.
    places: dict[str, int]
    stops: int
    sentences: dict[tuple[int, int], Sentence] = field(default_factory=dict)

    def has(self, name: str, start: int, end: int) -> bool:
        places = self.places.get(name, 0)
        return places != 0 and end > start and places >> start & ((1 << (end - start)) - 1) != 0

    def goes_on(self, start: int, end: int) -> bool:
        """Whether something still is so. "I'm glad I'm still here" only says who is left, unless it is denied."""
        glad, denied = self.places.get("stayed", 0), self.places.get("neg", 0)
        if any(glad & denied << words for words in range(1, BEFORE_GLAD + 1)):
            glad = 0
        still = self.places.get("still", 0) & ~glad
        return end > start and still >> start & ((1 << (end - start)) - 1) != 0

    def count(self, name: str, start: int, end: int) -> int:
        return (self.places.get(name, 0) >> start & ((1 << (end - start)) - 1)).bit_count() if end > start else 0

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        first = (self.stops & ((1 << start) - 1)).bit_length()
        behind = self.stops >> end
        last = end + (behind & -behind).bit_length() - 1 if behind else len(self.words)
        return max(first, start - SENTENCE), min(last, end + SENTENCE)

    def about(self, low: int, high: int) -> Sentence:
        """What holds for every hit in a sentence."""
        found = self.sentences.get((low, high))
        if found is None:
            near_high = min(high + 1 + 8, len(self.words))
            opening = self.features[low]
            if low + 1 < len(self.features) and not opening & _SUBJECTS:
                # "And is he" asks; "he is" tells, whatever is asked at the end of it.
                opening = opening | self.features[low + 1]
            found = Sentence(
                first_person=self.has("p1", low, high) or self.has("p1o", low, high),
                second_person=self.has("p2", low, high),
                fiction=self.has("fiction", low, high),
                means=self.has("means", low, high),
                earnest=self.has("earnest", low, high),
                plea=self.has("plea", low, high),
                laugh=self.has("laugh", low, near_high),
                now=self.has("now", low, near_high),
                question=high < len(self.words) and high in self.questions,
                opens="opens" in opening,
            )
            self.sentences[low, high] = found
        return found

    def part(self, start: int, end: int, low: int, high: int) -> tuple[int, int]:
        """The stretch between commas and contrasts around a hit; a short opening phrase belongs to it."""
        first = start
        while first > low:
            word, names = self.words[first - 1], self.features[first - 1]
            if "break" in names or (word == COMMA and first - 1 - low > 5 and start - first > 1):
                break
            if "turn" in names and first - 1 > low and "p1" in self.features[first]:
                break
            first -= 1
        last = end
        while last < high:
            names = self.features[last]
            if self.words[last] == COMMA or "break" in names:
                break
            if "turn" in names and last + 1 < high and self.features[last + 1] & {"p1", "present"}:
                break
            last += 1
        return first, last


def view(words: Words, pack: Pack, pieces: list[str], places: Places, hits: Sequence[tuple[int, int]]) -> View:
    """The features of the words, and of the phrases that carry one, as far as the frames of the hits reach."""
    get = pack.features.get
    features = [get(word, NOTHING) for word in pieces]
    near = 0
    for start, end in hits:
        first = max(start - MARKED, 0)
        near |= ((1 << (end + MARKED - first)) - 1) << first
    found = [(pattern, at & near) for pattern, at in standing(places, pack.marks.candidates(pieces))]
    marked = 0
    removed: list[tuple[int, int]] = []
    denied: list[tuple[int, int]] = []
    for pattern, at in found:
        name = pattern.rule.id
        extra = frozenset((name,))
        while at:
            low = at & -at
            at ^= low
            span = match(pieces, low.bit_length() - 1, pattern)
            if span is None:
                continue
            if name == "unneg":
                removed.append(span)
                continue
            if name == "neg":
                denied.append(span)
                continue
            marked |= ((1 << (span[1] - span[0])) - 1) << span[0]
            for place in range(*span):
                # A phrase around "i" does not make "i" a verb that carries its person.
                if name not in MODAL or not features[place] & _PERSONS or features[place] & MODAL:
                    features[place] = features[place] | extra
    for start, end in removed:
        marked |= ((1 << (end - start)) - 1) << start
        for place in range(start, end):
            features[place] = features[place] - {"neg"}
    denied.sort()
    for start, end in denied:
        if any(first < end and start < last and _denies(pieces, get, start, end) for first, last in removed):
            # "I no longer care if I die": what takes the denial back has the last word.
            continue
        # "no longer" is one denial, however many of its words could deny alone.
        marked |= ((1 << (end - start)) - 1) << start
        first = next((place for place in range(start, end) if "neg" in features[place]), end - 1)
        for place in range(start, end):
            features[place] = features[place] - {"neg"}
        features[first] = features[first] | {"neg"}
    return View(
        pieces,
        features,
        frozenset(words.questions),
        _quoted(words),
        _where(features, places, pack, near, marked),
        places.stops,
    )


def _denies(pieces: list[str], get: Callable[..., frozenset[str]], start: int, end: int) -> bool:
    """Whether words of the phrase deny by themselves; "far from" does only as a phrase."""
    return any("neg" in get(pieces[place], NOTHING) for place in range(start, end))


def _where(features: Sequence[frozenset[str]], places: Places, pack: Pack, near: int, marked: int) -> dict[str, int]:
    """Where each feature stands: by words, and one by one where a phrase has changed what a word says."""
    where: dict[str, int] = {}
    get = where.get
    plain = near & ~marked
    for word in places.present & pack.features.keys():
        at = places.at(word) & plain
        if at:
            for name in pack.features[word]:
                where[name] = get(name, 0) | at
    marked &= near
    while marked:
        bit = marked & -marked
        marked ^= bit
        for name in features[bit.bit_length() - 1]:
            where[name] = get(name, 0) | bit
    return where


def _quoted(words: Words) -> list[tuple[int, int]]:
    marks = words.quotes
    spans = [(marks[at], marks[at + 1]) for at in range(0, len(marks) - 1, 2)]
    if len(marks) % 2:
        last = marks[-1]
        end = last
        while end < len(words.words) and words.words[end] != STOP:
            end += 1
        spans.append((last, end))
    return spans
