"""Reads a text with every enabled pack."""

from __future__ import annotations

from collections.abc import Sequence

from .compose import CALM, NAMES, Meant, overall, understand
from .context import Answer, answered
from .findings import identifying
from .frames import frame, view
from .model import VERSION, Cue, Finding, Reading, Turn
from .normalise import STOP, Words, tokenise
from .packs import ENABLED_PACKS, Pack, load_all
from .pattern import Hit, match

_PACKS, _REPAIRER, _EMOJI = load_all()
IDS = tuple(pack.id for pack in _PACKS)
SAYS = {rule: say for pack in _PACKS for rule, say in pack.says.items()} | {
    "too_dense": "is too dense to be read in full"
}
WALKS = 5000
WALKS_AT_END = 400
HITS = 50
QUIET = ("recovery", "offer_of_support")


def read(text: str, *, language: str, context: Sequence[Turn] = (), sensitivity: str = "usual") -> Reading:
    """What a text says; the same text and context always give the same reading."""
    words = tokenise(text, _REPAIRER, _EMOJI)
    answer = _leaning(words, context) if context else None
    meanings: list[tuple[Meant, Words]] = []
    crowded = words.cut
    for pack in _PACKS:
        seen, full = _understood(words, pack)
        meanings += seen
        crowded = crowded or full
    level, severity = 0, 0
    if meanings:
        level, severity = overall([meant for meant, _ in meanings], sensitivity)
    cues = _cues(meanings, level)
    categories = _categories(meanings, level)
    findings = [
        Finding(kind, at.starts[m.start], at.ends[m.end - 1], m.rule.id)
        for m, at in meanings
        for kind in ("method_detail", "identifying_detail")
        if kind in m.rule.flags
    ]
    findings += identifying(text)
    about = _about(meanings)
    if crowded and level == 0:
        # Too dense to be read in full: somebody should look rather than nobody.
        level, severity = 1, 1
        categories = ("distress",)
        cues = [Cue(0, len(text), "too_dense", {})]
    if answer is not None and answer[0] > level:
        level, severity = answer[0], max(severity, answer[1])
        categories = tuple(dict.fromkeys((*categories, answer[2])))
        about = about or "self"
        cues.append(Cue(0, len(text), answer[3], {"who": "self"}))
    name = NAMES[level]
    if level == 0 and (language.split("-")[0].lower() not in ENABLED_PACKS or _foreign(text)) and text.strip():
        name = "not_understood"
    return Reading(name, severity, categories, tuple(findings), about, tuple(cues), IDS, VERSION)


def _pieces(text: str, pack: Pack) -> list[str]:
    return _pieces_of(tokenise(text, _REPAIRER, _EMOJI), pack)


def _pieces_of(words: Words, pack: Pack) -> list[str]:
    return [*_expanded(words, pack).words, STOP, STOP, STOP]


def _worried(text: str) -> bool:
    reading = read(text, language=ENABLED_PACKS[0])
    return reading.level == "crisis" and reading.about == "self"


def _leaning(words: Words, context: Sequence[Turn]) -> Answer | None:
    found = [answered(_pieces_of(words, pack), context, pack, _pieces, _worried) for pack in _PACKS]
    return max((answer for answer in found if answer is not None), default=None)


def _understood(words: Words, pack: Pack) -> tuple[list[tuple[Meant, Words]], bool]:
    rules = pack.rules
    if rules.keys().isdisjoint(words.words) and pack.expand.keys().isdisjoint(words.words):
        return [], False
    seen = _expanded(words, pack)
    pieces = [*seen.words, STOP, STOP, STOP]
    spots = [at for at, word in enumerate(pieces) if word in rules]
    if not spots:
        return [], False
    found: dict[tuple[str, int], Hit] = {}
    reached = _search(pieces, spots, pack, found, WALKS)
    crowded = reached < len(spots)
    if crowded:
        # As much work as a fixed amount allows from the beginning, and the rest from the end.
        _search(pieces, spots[: reached - 1 : -1] if reached else spots[::-1], pack, found, WALKS_AT_END)
    if not found:
        return [], crowded
    hits = sorted(found.values(), key=lambda hit: (hit.start, hit.end, hit.rule.id))
    sight = view(seen, pack, pieces)
    result: list[tuple[Meant, Words]] = []
    for hit in hits:
        meant = understand(hit, frame(sight, hit))
        if meant is not None:
            result.append((meant, seen))
    return result, crowded


def _search(pieces: list[str], spots: Sequence[int], pack: Pack, found: dict[tuple[str, int], Hit], walks: int) -> int:
    """Looks for the pack's patterns at the places that may anchor one; answers how many it could afford."""
    rules = pack.rules
    most = len(found) + HITS
    for done, at in enumerate(spots):
        for pattern in rules[pieces[at]]:
            behind = pattern.behind
            if behind is not None and pieces[at + 1] not in behind:
                continue
            before = pattern.before
            if before is not None and pieces[at - 1] not in before:
                continue
            walks -= 1
            span = match(pieces, at, pattern)
            if span is None:
                continue
            start, end = span
            while start < end and pieces[start] in ".,":
                start += 1
            while start < end and pieces[end - 1] in ".,":
                end -= 1
            key = (pattern.rule.id, start)
            old = found.get(key)
            if start < end and (old is None or end > old.end):
                found[key] = Hit(pattern.rule, start, end, pattern.denies)
        if walks < 0 or len(found) > most:
            return done
    return len(spots)


def _expanded(words: Words, pack: Pack) -> Words:
    expand = pack.expand
    if expand.keys().isdisjoint(words.words) and not any(" " in w or "'" in w for w in words.words):
        return words
    out = Words(words=[], starts=[], ends=[])
    moved: list[int] = []
    for word, start, end in zip(words.words, words.starts, words.ends, strict=True):
        moved.append(len(out.words))
        meant: Sequence[str] | None = expand.get(word)
        if meant is None:
            meant = (word,)
            if "'" in word:
                head, _, tail = word.partition("'")
                ending = expand.get("'" + tail)
                if ending is not None and head:
                    meant = (*expand.get(head, (head,)), *ending)
                elif word.endswith("n't"):
                    meant = (word[:-3], "not")
            elif " " in word:
                meant = tuple(piece for part in word.split() for piece in expand.get(part, (part,)))
        for piece in meant:
            out.words.append(piece)
            out.starts.append(start)
            out.ends.append(end)
    moved.append(len(out.words))
    out.questions = {moved[at] for at in words.questions}
    out.quotes = [moved[at] for at in words.quotes]
    return out


def _cues(meanings: list[tuple[Meant, Words]], level: int) -> list[Cue]:
    cues = []
    for meant, at in meanings:
        if meant.level == 0 and (level > 0 or meant.category not in QUIET) and meant.category != "mitigation":
            continue
        cues.append(Cue(at.starts[meant.start], at.ends[meant.end - 1], meant.rule.id, meant.slots))
    return cues


def _categories(meanings: list[tuple[Meant, Words]], level: int) -> tuple[str, ...]:
    order = sorted((m for m, _ in meanings), key=lambda m: -m.level)
    names = [m.category for m in order if m.level > 0 or (level == 0 and m.category in QUIET)]
    return tuple(dict.fromkeys(name for name in names if name not in CALM or name in QUIET))


def _about(meanings: list[tuple[Meant, Words]]) -> str:
    real = [m for m, _ in meanings if m.level > 0]
    if not real:
        return ""
    return max(real, key=lambda m: (m.level, m.severity, m.about == "self")).about


def _foreign(text: str) -> bool:
    """Mostly letters of an alphabet that no enabled pack is written in."""
    if text.isascii():
        return False
    letters = other = 0
    for char in text[:400]:
        if char.isalpha():
            letters += 1
            code = ord(char)
            if 0x370 <= code < 0x1E00 or 0x2E80 <= code < 0xFB00:
                other += 1
    return other >= 3 and other * 2 > letters


__all__ = ["IDS", "SAYS", "read"]
