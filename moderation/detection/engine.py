"""Reads a text with every enabled pack."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from .compose import CALM, NAMES, RANK, Meant, overall, reaches, understand
from .context import LONGEST_ANSWER, Answer, answered
from .findings import identifying
from .fold import foreign
from .frames import frame
from .hints import CONCERN
from .model import VERSION, Cue, Finding, Reading, Turn
from .normalise import COMMA, STOP, Words, tokenise
from .packs import ENABLED_PACKS, Pack, load_all
from .pattern import Hit, Pattern, match
from .places import Places, standing
from .sight import view
from .signal import log_odds, points
from .trace import ALIKE, DENIED, FAR, HEAVY_RULE, LESS, PASSING, TOLD, Kind, Stretch, framed, runs, tells, together
from .written import expanded, written

_PACKS, _REPAIRER, _EMOJI = load_all()
IDS = tuple(pack.id for pack in _PACKS)
COMMON = tuple(frozenset(word.replace("'", "") for word in pack.common) for pack in _PACKS)
KNOWN = _REPAIRER.known
SAYS = {rule: say for pack in _PACKS for rule, say in pack.says.items()} | {
    "too_dense": "is too dense to be read in full"
}
WALKS = 2000
WALKS_AT_END = 400
HITS = 50
AROUND = 24
# As long as it takes to see that a text is in another language a short one is read.
SHORT = 60
# How like a crisis stretches of one text were found to be.
Known = dict[tuple[int, int], float]
QUIET = ("recovery", "offer_of_support")
# What a rule found and its clause took back.
NEGATED = "negated"
TAKEN = ("denied", NEGATED)


def read(text: str, *, language: str, context: Sequence[Turn] = (), sensitivity: str = "usual") -> Reading:
    """What a text says; the same text and context always give the same reading."""
    words = tokenise(text, _REPAIRER, _EMOJI)
    answer = _leaning(words, context) if context else None
    meanings: list[tuple[Meant, Words]] = []
    crowded = words.cut
    spelt: dict[str, Words] = {}
    for pack in _PACKS:
        seen, full = _understood(words, pack, spelt)
        meanings += seen
        crowded = crowded or full
    level, severity, about = 0, 0, ""
    categories: tuple[str, ...] = ()
    cues: list[Cue] = []
    findings: list[Finding] = []
    # What a clause took back calms likeness, and says nothing else.
    calm = [m for m, _ in meanings if m.category == NEGATED]
    meanings = [(m, at) for m, at in meanings if m.category != NEGATED]
    if meanings:
        level, severity = overall([meant for meant, _ in meanings], sensitivity, _signal, _beside)
    passing: list[Meant] = []
    if level == RANK["concern"]:
        raised = [m for m, _ in meanings if m.level]
        if all(_in_passing(m) for m in raised):
            passing, level, severity = raised, 0, 0
    if level < RANK["crisis"] and sensitivity != "calmer":
        calm += [m for m, _ in meanings if m.category in CALM or m.category == "denied"]
        likest = [found for pack in _PACKS if (found := _traces(words, pack, calm, spelt, passing, level == 0))]
        traces = max(likest, key=lambda found: found[0][0].level, default=[])
        if traces and (like := traces[0][0]).level > level:
            meanings += traces
            level, severity = like.level, max(severity, like.severity)
    if level == 0:
        for one in passing:
            one.level = one.severity = 0
    if meanings:
        cues = _cues(meanings, level)
        categories = _categories(meanings, level)
        about = _about(meanings)
        findings = [
            Finding(kind, at.starts[m.start], at.ends[m.end - 1], m.rule.id)
            for m, at in meanings
            for kind in ("method_detail", "identifying_detail")
            if kind in m.rule.flags
        ]
    findings += identifying(text)
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
    if level == 0 and (language.split("-")[0].lower() not in ENABLED_PACKS or foreign(text)) and text.strip():
        name = "not_understood"
    return Reading(name, severity, categories, tuple(findings), about, tuple(cues), IDS, VERSION)


def _pieces(words: Words, pack: Pack) -> list[str]:
    longer = written(set(words.words), pack.expand, words.joined)
    return [*expanded(words, longer).words, STOP, STOP, STOP]


def _asked(text: str, pack: Pack) -> list[str]:
    return _pieces(tokenise(text, _REPAIRER, _EMOJI), pack)


def _worried(text: str) -> bool:
    reading = read(text, language=ENABLED_PACKS[0])
    return reading.level == "crisis" and reading.about == "self"


def _leaning(words: Words, context: Sequence[Turn]) -> Answer | None:
    """What the message means because of what stands before it, if it is short enough to need that."""
    if sum(word != STOP and word != COMMA for word in words.words) > LONGEST_ANSWER:
        # Written out it would only be longer.
        return None
    found = [answered(_pieces(words, pack), context, pack, _asked, _worried) for pack in _PACKS]
    return max((answer for answer in found if answer is not None), default=None)


def _understood(words: Words, pack: Pack, spelt: dict[str, Words]) -> tuple[list[tuple[Meant, Words]], bool]:
    """What the rules of a pack find, and whether there was more; the words written out are left in `spelt`."""
    distinct = set(words.words)
    longer = written(distinct, pack.expand, words.joined)
    distinct.update(*longer.values())
    if len(words.words) > SHORT and pack.rules.nothing(distinct):
        return [], False
    seen = spelt[pack.id] = expanded(words, longer)
    possible = pack.rules.candidates(seen.words)
    if not possible:
        return [], False
    pieces = [*seen.words, STOP, STOP, STOP]
    places = Places(pieces)
    # What only colours other hits is not looked for without them.
    where = standing(places, [one for one in possible if not one[0].vague])
    if not where:
        return [], False
    where += standing(places, [one for one in possible if one[0].vague])
    found: dict[tuple[str, int], Hit] = {}
    crowded = not _collect(pieces, where, found)
    if not found:
        return [], crowded
    known: Known = {}
    if _slight(found, pieces, pack, known):
        return [], crowded
    hits = sorted(found.values(), key=lambda hit: (hit.start, hit.end, hit.rule.id))
    sight = view(seen, pack, pieces, places, [(hit.start, hit.end) for hit in hits])
    result: list[tuple[Meant, Words]] = []
    for hit in hits:
        framing = frame(sight, hit)
        meant = understand(hit, framing)
        if meant is None and framing.negated and "noneg" not in hit.rule.flags:
            meant = Meant(hit.rule, hit.start, hit.end, NEGATED)
        elif meant is not None and hit.rule.category == "recovery" and "neg" in sight.features[hit.start - 1]:
            # "It did not get better".
            meant = None
        if meant is not None:
            meant.pack, meant.known = pack, known
            result.append((meant, seen))
    pieces = _undenied(pieces, [meant for meant, _ in result if meant.category == "denied"])
    for meant, _ in result:
        meant.pieces = pieces
    return result, crowded


def _undenied(pieces: list[str], denied: list[Meant]) -> list[str]:
    """The words without those of what is denied: "I do not want to die" resembles nobody who does."""
    if not denied:
        return pieces
    left = list(pieces)
    for meant in denied:
        left[meant.start : meant.end] = [""] * (meant.end - meant.start)
    return left


def _traces(
    words: Words, pack: Pack, calm: list[Meant], spelt: dict[str, Words], passing: list[Meant], concerns: bool
) -> list[tuple[Meant, Words]]:
    """What no rule put together, in the sentences that resemble a crisis or a concern most and that little calms.

    `passing` is despair that many people say: where it stands, less likeness is enough for a concern. `concerns` is
    whether these are looked for without any trace; rules may have found one already.
    """
    seen = spelt.get(pack.id) or expanded(words, written(set(words.words), pack.expand, words.joined))
    if pack.traces.keys().isdisjoint(seen.words) and not concerns:
        return []
    taken = [m for m in calm if m.pack is pack and m.category in TAKEN]
    pieces = _undenied([*seen.words, STOP, STOP, STOP], [m for m in taken if m.category == "denied"])
    said = [(m.start, m.end) for m in passing if m.pack is pack]
    likest = runs(pieces, pack.signal, pack.kinds, pack.traces, said if concerns else None)
    if not likest:
        return []
    places = Places(pieces)
    for stretch in likest:
        start, end = stretch.start, stretch.end
        more = stretch.like - stretch.enough - (LESS if stretch.level == "concern" else 0)
        quiet = CALM if more < FAR else CALM - TOLD
        if any(m.pack is pack and m.category in quiet and reaches(m, start, end) for m in calm):
            continue
        if stretch.level == "heavy":
            if more < DENIED and any(start <= m.start < end for m in taken):
                continue
            about = "self" if any("p1" in pack.features.get(word, ()) for word in pieces[start:end]) else ""
            found = [Meant(HEAVY_RULE, start, end, HEAVY_RULE.category, about=about)]
        else:
            found = _held(seen, pack, pieces, places, stretch, more, taken)
            if not found:
                continue
        level = "crisis" if stretch.level == "crisis" else "concern"
        for one in found:
            one.level, one.severity = RANK[level], 3 if level == "crisis" else 1
            one.slots |= {
                "like": f"{stretch.like:.2f}", "enough": f"{stretch.enough:.2f}",
                "from": str(seen.starts[start]), "to": str(seen.ends[end - 1]),
            }  # fmt: skip
        return [(one, seen) for one in found]
    return []


def _held(
    seen: Words, pack: Pack, pieces: list[str], places: Places, stretch: Stretch, more: float, taken: list[Meant]
) -> list[Meant]:
    """The traces in a stretch that their frames let stand, if they are enough."""
    held: dict[Kind, Hit] = {}
    for at in range(stretch.start, stretch.end):
        if any(m.start <= at < m.end for m in taken):
            continue
        for kind, rule in pack.traces.get(pieces[at], {}).items():
            held.setdefault(kind, Hit(rule, at, at + 1))
    sight = view(seen, pack, pieces, places, [(hit.start, hit.end) for hit in held.values()])
    meant = {
        kind: one
        for kind, hit in held.items()
        if (one := understand(hit, framed(frame(sight, hit), more))) and one.hint
    }
    matters = {matter for matter, _ in meant}
    # Where none says something by itself, only what is far beyond the bar comes here: who and when are enough.
    if tells(held):
        if not (tells(meant) if stretch.alone else together(meant)):
            return []
        # Who says something and at whom is no matter by itself.
        matters = {matter for matter, kind in meant if tells([(matter, kind)])}
    return [one for (matter, _), one in meant.items() if matter in matters]


def _slight(found: dict[tuple[str, int], Hit], pieces: list[str], pack: Pack, known: Known) -> bool:
    """Whether there are only hints, and too few to come to anything: then nobody need look at their frames."""
    most: dict[str, int] = {}
    for hit in found.values():
        if "around" in hit.rule.flags:
            continue
        if hit.rule.kind != "hint":
            return False
        most[hit.rule.act] = max(most.get(hit.rule.act, 0), hit.rule.points)
    short_of = CONCERN - sum(most.values())
    if short_of <= 0:
        return False
    return all(points(_around(pieces, hit.start, hit.end, pack, known)) < short_of for hit in found.values())


def _signal(meant: Meant) -> float:
    """How like a crisis the words around a passage are."""
    return -inf if meant.pack is None else _around(meant.pieces, meant.start, meant.end, meant.pack, meant.known)


def _beside(meant: Meant) -> float:
    """The same without the words of the passage itself: what else is said."""
    if meant.pack is None:
        return -inf
    first, last = meant.start, meant.end
    pieces = [*meant.pieces[:first], *meant.pieces[last:]]
    return _around(pieces, first, first, meant.pack, {})


def _around(pieces: Sequence[str], first: int, last: int, pack: Pack, known: Known) -> float:
    """How like a crisis the sentence around a passage is, alone or with its neighbours.

    The most that any of them gives: a sentence that is put before or behind takes nothing away.
    """
    start = _back(pieces, first)
    end = _on(pieces, last)
    before = _back(pieces, start - 1) if start > 1 else start
    behind = _on(pieces, end + 1) if end + 1 < len(pieces) else end
    spans = {(start, end), (before, end), (start, behind), (before, behind)}
    most = -inf
    for span in spans:
        given = known.get(span)
        if given is None:
            given = known[span] = log_odds([STOP, *pieces[span[0] : span[1]], STOP], pack.signal, pack.kinds)
        most = max(most, given)
    return most


def _in_passing(meant: Meant) -> bool:
    """Despair that many people say, among other words."""
    said = _on(meant.pieces, meant.end) - _back(meant.pieces, meant.start)
    return ALIKE in meant.rule.flags and said > PASSING


def _back(pieces: Sequence[str], place: int) -> int:
    start = place
    while start > 0 and pieces[start - 1] != STOP and place - start < AROUND:
        start -= 1
    return start


def _on(pieces: Sequence[str], place: int) -> int:
    end = place
    while end < len(pieces) and pieces[end] != STOP and end - place < AROUND:
        end += 1
    return end


def _collect(pieces: list[str], at: list[tuple[Pattern, int]], found: dict[tuple[str, int], Hit]) -> bool:
    """The hits from the beginning, as many as a fixed amount of work allows, then some from the end.

    False if there were more.
    """
    standing_at: dict[int, list[Pattern]] = {}
    for pattern, places in at:
        while places:
            low = places & -places
            standing_at.setdefault(low, []).append(pattern)
            places ^= low
    order = sorted(standing_at)
    walks, most = WALKS, HITS
    done = 0
    for place in order:
        done += 1
        walks -= _hits_at(pieces, place, standing_at[place], found)
        if walks < 0 or len(found) > most:
            break
    else:
        return True
    walks, most = WALKS_AT_END, len(found) + HITS
    last = len(order)
    while last > done and walks >= 0 and len(found) <= most:
        last -= 1
        walks -= _hits_at(pieces, order[last], standing_at[order[last]], found)
    return last == done


def _hits_at(pieces: list[str], place: int, patterns: list[Pattern], found: dict[tuple[str, int], Hit]) -> int:
    """Walks every pattern whose anchor stands at the place; answers how many it walked."""
    anchor = place.bit_length() - 1
    for pattern in patterns:
        span = match(pieces, anchor, pattern)
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
    return len(patterns)


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


__all__ = ["IDS", "SAYS", "read"]
