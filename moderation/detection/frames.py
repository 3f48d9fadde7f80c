"""How a passage is meant: who, wanted or planned, when, denied, quoted, asked. Looked at within its own clause."""

from __future__ import annotations

from dataclasses import dataclass, field

from .normalise import COMMA
from .pattern import Hit
from .sight import MODAL, MODALITIES, NOTHING, View

REACH = 16


@dataclass(slots=True)
class Frame:
    person: str = ""
    negated: bool = False
    modality: str = ""
    time: str = "now"
    asked: bool = False
    quoted: bool = False
    fiction: bool = False
    laugh: bool = False
    earnest: bool = False
    condition: bool = False
    reported: bool = False
    plea: bool = False
    urgent: bool = False
    wondering: bool = False
    low: int = 0
    high: int = 0
    means: bool = False
    ceased: bool = False
    first_person: bool = False
    second_person: bool = False
    told: bool = False
    seen: set[str] = field(default_factory=set)


def frame(seen: View, hit: Hit) -> Frame:
    features = seen.features
    result = Frame()
    low, high = seen.sentence(hit.start, hit.end)
    result.low, result.high = low, high
    if seen.quoted:
        result.quoted = any(start <= hit.start < end for start, end in seen.quoted)
    within = hit.rule.kind != "act"
    subject = _subject_within(seen, hit)
    found: set[str] = set()
    negations = 0
    if subject < 0:
        subject, negations = _left(seen, hit, low, result, found)
    elif features[subject] & MODAL and (subject == hit.start or not within):
        negations = _before_verb(seen, subject, low, result)
        found |= features[subject]
    elif subject > hit.start:
        negations = seen.count("neg", max(low, hit.start - 3), hit.start)
    if hit.rule.kind != "act" and not hit.denies and seen.has("neg", hit.start, hit.end):
        negations += sum("neg" in features[at] and "lacking" not in features[at] for at in range(hit.start, hit.end))
    if subject >= 0:
        negations += _link(seen, subject, low, result, min(subject, hit.start), found)
    if within and result.person == "other_you" and seen.has("p1o", hit.start, hit.end):
        result.person = "self"
    if within:
        found.update(*features[hit.start : hit.end])
    if found and not found.isdisjoint(MODAL):
        for name in MODALITIES:
            if name in found:
                result.modality = name
    result.negated = negations % 2 == 1
    result.seen = found
    _time(seen, hit, low, high, found, result)
    about = seen.about(low, high)
    result.first_person, result.second_person = about.first_person, about.second_person
    if result.time != "now":
        back = max(0, low - 80)
        if seen.has("far", back, low) and not seen.has("now", low, high):
            result.told = not (seen.has("recent", back, high) or seen.has("turn", low, high))
    result.fiction, result.means, result.earnest = about.fiction, about.means, about.earnest
    result.ceased = seen.has("ceased", hit.end, min(hit.end + 6, high))
    result.laugh, result.plea = about.laugh, about.plea
    result.urgent = about.now or bool(found & {"will", "try"})
    if about.question and (result.person in ("other_you", "people") or (result.person == "other" and about.opens)):
        result.asked = True
    if result.person == "other_you" and seen.has("asking", low, hit.start + 1):
        result.asked = True
    if about.question and result.person == "self":
        result.wondering = True
    return result


def _person(names: frozenset[str]) -> str:
    if "p1" in names:
        return "self"
    if "p2" in names:
        return "other_you"
    if "p3" in names:
        return "other"
    return "people" if "people" in names else ""


def _subject_within(seen: View, hit: Hit) -> int:
    """A complete statement often starts with its own subject, an act with a verb that carries its person ("voy a")."""
    if hit.rule.kind == "act":
        # "Voy a", and "me quiero", where the verb stands second.
        first = range(hit.start, min(hit.end, hit.start + 2))
        return next((at for at in first if "p1" in seen.features[at] and seen.features[at] & MODAL), -1)
    for at in range(hit.start, min(hit.end, hit.start + 3)):
        names = seen.features[at]
        if "p1" in names or (at == hit.start and names & {"p2", "p3"} and seen.words[at] != "it"):
            return at
    return -1


def at_start(words: list[str], at: int, allowed: tuple[str, ...]) -> bool:
    return at >= 0 and words[at] in allowed


def _left(seen: View, hit: Hit, low: int, result: Frame, found: set[str]) -> tuple[int, int]:
    """Walks from the act to its subject, collecting what is said of the act on the way."""
    words, features = seen.words, seen.features
    negations = 0
    counting = True
    passed = False
    before = features[hit.start - 1] if hit.start else NOTHING
    if (
        seen.has("past", hit.start, hit.end)
        and words[hit.start - 1] != "to"
        and not before & {"will", "want", "could", "plan"}
    ):
        found.add("past")
    if words[hit.start].endswith("ing") and at_start(words, hit.start - 1, ("am", "is", "are", "estoy")):
        found.add("will")
    at = hit.start - 1
    floor = max(low, hit.start - REACH)
    if at > low and words[at] == "to" and features[at - 1] & {"kin", "object"}:
        # "I want him to die" is not about dying oneself.
        result.person = "object"
        return -1, 0
    while at >= floor:
        names = features[at]
        word = words[at]
        if "break" in names:
            return -1, negations
        if names & {"p1", "p2", "p3"}:
            if names & MODAL and passed and hit.rule.kind != "act":
                # "No puedo dormir, mi marido me pega": another clause.
                return at, negations
            if names & MODAL:
                # A verb that carries its own person: "quiero", "va a".
                found |= names
                negations += _before_verb(seen, at, low, result)
            elif "own" in names:
                negations += _before_verb(seen, at, low, result)
            elif "opinion" in names and at > low and "neg" in features[at - 1]:
                negations += 1
            return at, negations
        if names & {"kin", "people"} and not passed:
            between = range(at + 1, hit.start)
            if "people" in names and not any("and" in features[k] for k in between):
                result.person = result.person or "people"
                return at, negations
            acts = any("verb3" in features[k] for k in between) or features[hit.start] & {"past", "finite"}
            if acts and not (at > low and "with" in features[at - 1]):
                result.person = result.person or ("other" if "kin" in names else "people")
                return at, negations
        if word == COMMA and "p1o" in features[at + 1]:
            return -1, negations
        if word == COMMA or "knows" in names:
            passed = True
        if word == COMMA or "and" in names:
            if at + 1 < hit.start and (found & set(MODALITIES) or word == COMMA):
                counting = False
        elif "knows" in names:
            # "Nobody knows that": what they do not know is so all the same.
            counting = False
        elif "ask" in names:
            result.reported = True
        elif counting:
            if "neg" in names:
                negations += 1
            if "past" in names and "think" in names and at and "det" in features[at - 1]:
                names = names - {"past"}
            found |= names
        at -= 1
    return -1, negations


def _before_verb(seen: View, at: int, low: int, result: Frame) -> int:
    negations = 0
    at -= 1
    while at >= low and seen.features[at] & {"neg", "clitic", "link", "opinion"}:
        negations += "neg" in seen.features[at]
        at -= 1
    if at >= low and "ask" in seen.features[at]:
        result.reported = True
    if at >= low and not result.person:
        if "people" in seen.features[at]:
            result.person = "people"
        elif "kin" in seen.features[at]:
            result.person = "other"
    return negations


def _link(seen: View, subject: int, low: int, result: Frame, before: int, found: set[str]) -> int:
    """What stands before the subject: "he said that", "I don't think", "asked if", "it's not that"."""
    features, words = seen.features, seen.words
    if not result.person:
        result.person = _person(features[subject])
    if features[subject] & MODAL:
        return 0
    at = subject - 1
    floor = max(low, subject - 10)
    negations = 0
    steps = 0
    condition = False
    while at >= floor and steps < 3 and "link" in features[at]:
        names = features[at]
        if "if" in names:
            condition = True
        if "because" in names:
            return 1 if at > low and "neg" in features[at - 1] else 0
        at -= 1
        steps += 1
    if at < floor:
        result.condition = condition
        return 0
    names = features[at]
    found |= names & {"wish"}
    if "ask" in names:
        result.reported = True
        return 0
    if "neg" in names and steps and words[at + 1] in ("that", "que"):
        return 1
    if "matrix" in names or "say" in names:
        back = at - 1
        while back >= max(low, at - 6):
            there = features[back]
            if "neg" in there and "opinion" in names and back < before:
                negations += 1
            if "p1" in there or "break" in there or words[back] == COMMA:
                break
            if "p3" in there or "kin" in there or "people" in there:
                if "say" in names and result.person == "self" and "kin" not in there:
                    break
                break
            if "ask" in there:
                result.reported = True
                break
            back -= 1
        return negations
    result.condition = condition
    return negations


def _time(seen: View, hit: Hit, low: int, high: int, found: set[str], result: Frame) -> None:
    # "If I killed myself" is no past, and neither is "I wish I had".
    past = "past" in found and "wish" not in found and not result.condition
    if hit.rule.kind != "act" and hit.denies:
        past = "pastaux" in found
    present = "present" in found and not past
    if result.person != "other" and seen.goes_on(hit.start, high):
        result.time = "now"
        return
    far, recent = seen.has("far", low, high), seen.has("recent", low, high)
    if (far or recent) and not past:
        first, last = seen.part(hit.start, hit.end, low, high)
        far, recent = seen.has("far", first, last), seen.has("recent", first, last)
    if far and not (present and not seen.has("far", hit.start, hit.end)):
        if past or not found & {"want", "will", "plan", "think"}:
            result.time = "past"
            return
    if past:
        result.time = "recent" if recent else "then"
