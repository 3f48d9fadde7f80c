"""From what was understood in each clause to what the text says as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .frames import Frame
from .hints import SOME, weigh
from .normalise import STOP
from .packs import Pack
from .pattern import Hit, Rule
from .signal import MOST, points

RANK = {"none": 0, "concern": 1, "crisis": 2}
NAMES = ("none", "concern", "crisis")
# A wish not to live and despair beside it, in one short text, weigh as much as one active thought.
ENOUGH = 5
NEAR = 40
ATTEMPTS = ("attempted", "es_intento")
# What is said to somebody may still be about oneself: a farewell, who is better off, who must not come.
ADDRESSED = ("farewell", "burden", "hidden", "final")
# What is said of these, or hinted at, is a crisis if the words around it say very much.
SAID = ("suicide", "overdose")
HINTED = (*SAID, "abuse", "child_at_risk", "psychosis_commands")
BREATH = 10
# What is ready, chosen or handed on, and who will not be there, may be so for an everyday reason, unless more is said.
EXPLAINED = "explained"
DIRE = ("act", "body", "burden", "calm", "despair", "farewell", "hidden", "reunion", "wish")
# About three sentences.
REACH = 60
CALMABLE = ("suicide", "self_harm", "harm_to_others")
CALM = {"recovery", "offer_of_support", "mitigation", "hyperbole", "contact"}


@dataclass(slots=True)
class Meant:
    """One understood passage: its level, severity and whom it is about."""

    rule: Rule
    start: int
    end: int
    category: str
    level: int = 0
    severity: int = 0
    about: str = "self"
    points: int = 0
    # What a hint is about; several different ones close together say what none of them says alone.
    hint: str = ""
    # Told in the past tense, some way behind words that place the story long ago.
    told: bool = False
    slots: dict[str, str] = field(default_factory=dict)
    # The words it stands in, and the pack that read them.
    pieces: Sequence[str] = ()
    pack: Pack | None = None
    known: dict[tuple[int, int], float] = field(default_factory=dict)


_SUICIDAL = {
    # act -> modality -> (level, severity, points)
    "kill_self": {
        "": (2, 3, 6), "could": (1, 2, 3), "wish": (2, 3, 6), "think": (2, 3, 6), "want": (2, 3, 6),
        "plan": (2, 5, 9), "will": (2, 4, 9), "try": (2, 5, 9),
    },
    "way": {
        "": (0, 0, 0), "could": (0, 0, 0), "wish": (2, 3, 6), "think": (2, 3, 6), "want": (2, 3, 6),
        "plan": (2, 5, 9), "will": (2, 4, 9), "try": (2, 5, 9),
    },
    "die": {
        "": (0, 0, 0), "could": (0, 0, 0), "wish": (1, 2, 3), "think": (1, 2, 3), "want": (2, 3, 6),
        "plan": (2, 5, 9), "will": (2, 4, 9), "try": (2, 5, 9),
    },
    "vague": {
        "": (0, 0, 0), "could": (0, 0, 0), "wish": (1, 2, 3), "think": (1, 2, 3), "want": (1, 2, 3),
        "plan": (2, 4, 9), "will": (2, 4, 9), "try": (1, 2, 3),
    },
    "harm_self": {
        "": (1, 1, 1), "could": (1, 1, 1), "wish": (1, 1, 2), "think": (1, 1, 2), "want": (1, 1, 2),
        "plan": (2, 3, 3), "will": (1, 2, 3), "try": (1, 1, 2),
    },
    "harm_other": {
        "": (0, 0, 0), "could": (0, 0, 0), "wish": (0, 0, 0), "think": (1, 1, 1), "want": (1, 1, 1),
        "plan": (2, 5, 3), "will": (1, 2, 2), "try": (1, 1, 1),
    },
    "kill_other": {
        "": (0, 0, 0), "could": (0, 0, 0), "wish": (1, 1, 1), "think": (1, 2, 1), "want": (2, 3, 3),
        "plan": (2, 5, 6), "will": (2, 4, 6), "try": (1, 3, 3),
    },
}  # fmt: skip


def understand(hit: Hit, frame: Frame) -> Meant | None:
    """The meaning of one hit in its frame, or nothing when the clause takes it back."""
    rule = hit.rule
    meant = Meant(rule, hit.start, hit.end, rule.category)
    person = rule_person(rule) or frame.person or ("other" if "reflexive" in rule.flags else "self")
    meant.slots = {
        "who": person, "act": rule.act or rule.category, "modality": frame.modality, "time": frame.time,
        "polarity": "denied" if frame.negated else "affirmed",
    }  # fmt: skip
    meant.told = frame.told
    flags = rule.flags
    if rule.category == "hyperbole" and (frame.earnest or ("laughing" in flags and not frame.laugh)):
        return None
    if rule.category in CALM:
        return meant if not (frame.negated and "noneg" not in flags) else None
    if frame.quoted and "noquote" not in flags:
        return _quoted(meant, frame, person)
    if frame.reported:
        meant.category = "denied"
        return meant if person == "self" else None
    if frame.ceased and "noun" in flags:
        meant.category = "recovery"
        return meant
    if rule.kind == "echo":
        return meant if person == "self" and not frame.negated else None
    if frame.negated and "noneg" not in flags:
        if person == "self" and rule.act in ("kill_self", "way", "die", "vague"):
            meant.category = "denied"
            return meant
        return None
    if rule.kind == "act":
        return _act(meant, frame, person)
    if rule.kind == "hint":
        return _hint(meant, frame, person)
    return _statement(meant, frame, person)


def rule_person(rule: Rule) -> str:
    for name in ("self", "other", "people", "other_you"):
        if "is_" + name in rule.flags:
            return name
    return ""


def _quoted(meant: Meant, frame: Frame, person: str) -> Meant | None:
    if frame.fiction or "kin" not in frame.seen:
        return None
    meant.level, meant.severity, meant.about = 1, 1, "other"
    meant.category = "worry_about_other"
    return meant


def _act(meant: Meant, frame: Frame, person: str) -> Meant | None:
    rule = meant.rule
    table = _SUICIDAL[rule.act]
    if person in ("people", "object"):
        return None
    if person == "other_you":
        if rule.act not in ("kill_self", "die", "harm_self"):
            return None
        meant.category = "offer_of_support"
        return meant
    if frame.fiction and frame.person != "self":
        return None
    level, severity, points = table[frame.modality]
    if "needp1" in rule.flags and not (frame.person or frame.first_person or frame.modality or frame.urgent):
        # "Those who commit suicide": nobody says here that it is them.
        return None
    if person == "other":
        return None if "only_self" in rule.flags else _other(meant, frame, level, severity)
    if rule.act == "kill_self" and not frame.modality and "past" in frame.seen and not frame.condition:
        frame.modality = meant.slots["modality"] = "try"
        level, severity, points = table["try"]
    if frame.time == "past":
        meant.category = "recovery"
        return meant
    if frame.time == "then" and frame.modality != "try":
        level, points = min(level, 1), min(points, 2)
        severity = min(severity, 2)
    if frame.condition and rule.act not in ("kill_self", "way"):
        level, points = min(level, 1), min(points, 2)
    if rule.act == "kill_self" and frame.modality == "could" and "might" in frame.seen:
        level, severity, points = table["think"]
    if rule.act == "die" and frame.modality == "wish" and frame.urgent:
        level, severity, points = table["want"]
    if rule.act == "die" and frame.modality == "will" and "feeling" in frame.seen:
        level, severity, points = 1, 1, 1
    if level == 0:
        return None
    if frame.means and rule.act == "harm_other" and frame.modality in ("want", "will"):
        level, severity = 2, 4
    if frame.means and frame.modality in ("want", "think", "wish") and rule.act in ("die", "vague", "kill_self"):
        level, severity, points = 2, max(severity, 4), 9
    meant.level, meant.severity, meant.points = level, severity, points
    return meant


def _other(meant: Meant, frame: Frame, level: int, severity: int) -> Meant | None:
    if frame.time in ("past", "then") and not (frame.modality == "try" and frame.urgent):
        return None
    if frame.asked or level == 0:
        return None
    meant.about = "other"
    meant.slots["who"] = "other"
    if meant.rule.act == "die" and frame.modality == "will" and not frame.urgent:
        # That somebody is going to die is mostly said of the ill.
        level = 1
    urgent = frame.modality in ("will", "plan", "try") or (severity >= 3 and (frame.urgent or frame.means))
    meant.category = meant.rule.category if urgent else "worry_about_other"
    meant.level = 2 if urgent and level == 2 else 1
    meant.severity = severity if urgent else 1
    return meant


def _hint(meant: Meant, frame: Frame, person: str) -> Meant | None:
    """A place, a day, a farewell, something kept ready: nothing alone, much together."""
    rule = meant.rule
    asked = frame.asked and "noask" not in rule.flags
    if frame.fiction or frame.time == "past" or asked or person == "other_you":
        return None
    if not frame.person and frame.second_person and not frame.first_person and rule.act not in ADDRESSED:
        # "Put them out of reach, would you": nobody says it of themselves.
        return None
    if "nosubj" not in rule.flags:
        if person not in ("self", "other"):
            return None
        meant.about = person
    meant.hint, meant.points = rule.act, rule.points
    return meant


def _statement(meant: Meant, frame: Frame, person: str) -> Meant | None:
    rule, flags = meant.rule, meant.rule.flags
    if "nosubj" not in flags:
        if person == "people" or person == "other_you":
            return None
        if frame.fiction and frame.person != "self":
            return None
    if "needp1" in flags and not frame.first_person:
        return None
    if frame.asked and "noask" not in flags:
        return None
    if frame.time == "past" and "nopast" not in flags:
        meant.category = "recovery"
        return meant
    meant.level = RANK[rule.level]
    meant.severity = rule.severity
    meant.points = rule.points
    if person == "other" and "nosubj" not in flags:
        if frame.time in ("then", "past") and "urgent" not in flags:
            meant.level, meant.severity = min(meant.level, 1), 1
        if rule.category in ("suicide", "overdose", "self_harm"):
            if meant.level == 2 and not ("urgent" in flags or frame.urgent):
                meant.level = 1
            meant.severity = meant.severity if meant.level == 2 else 1
            if meant.level == 1:
                meant.category = "worry_about_other"
        meant.about = "other"
        meant.points = 0
    if frame.time == "then" and "nopast" not in flags and rule.severity < 5:
        if "ing_past" not in flags:
            meant.level, meant.severity = min(meant.level, 1), min(meant.severity, 2)
            meant.points = min(meant.points, 2)
    if "other" in flags:
        meant.about = "other"
    return meant


def _echoes(found: list[Meant]) -> None:
    """ "I don't want to die, but I think I'm going to": the second clause repeats the act without its words."""
    for echo in found:
        if echo.rule.kind != "echo" or any(
            abs(m.start - echo.start) < 12 for m in found if m.rule.category == "recovery"
        ):
            continue
        before = [m for m in found if (m.rule.act or m.category in ("denied", "mitigation")) and m.start < echo.start]
        before = [m for m in before if echo.start - m.end < 12]
        if before:
            echo.level, echo.severity, echo.points = RANK[echo.rule.level], echo.rule.severity, echo.rule.points
            echo.category = "suicide"


def _came_through(meant: Meant, recovered: list[Meant]) -> bool:
    """Recovery is said soon after what it overcame, or in the same breath."""
    return any(-12 < later.start - meant.end < 40 for later in recovered)


def reaches(calm: Meant, start: int, end: int) -> bool:
    """What calms holds for what stands near it, and not for a whole long text; a saying only for where it is said."""
    reach = 0 if calm.category in ("hyperbole", "contact") else REACH
    return calm.start - end <= reach and start - calm.end <= reach


def calms(calm: Meant, meant: Meant) -> bool:
    """What was said first takes nothing from what comes after it."""
    return calm.start > meant.start and reaches(calm, meant.start, meant.end)


def covers(joke: Meant, meant: Meant) -> bool:
    if "around" in joke.rule.flags:
        # What it is all for, said in the same breath: that explains what was put ready, never a wish or an intent.
        if not (meant.hint or EXPLAINED in meant.rule.flags) or meant.pack is not joke.pack:
            return False
        if "lone" in joke.rule.flags and meant.category not in SAID:
            return False
        between = meant.pieces[min(joke.end, meant.end) : max(joke.start, meant.start)]
        return len(between) <= BREATH and STOP not in between
    if "ahead" in joke.rule.flags:
        return joke.start <= meant.start <= joke.end + 2
    return joke.start <= meant.start and meant.end <= joke.end


def _dire(meant: Meant) -> bool:
    """What an everyday reason beside it does not explain, nor anything else in the same text."""
    if EXPLAINED in meant.rule.flags or meant.about != "self":
        return False
    return meant.hint in DIRE if meant.hint else meant.level > 0


def overall(
    found: list[Meant], sensitivity: str, signal: Callable[[Meant], float], beside: Callable[[Meant], float]
) -> tuple[int, int]:
    """Level and severity of the whole text; what is taken back loses its own level."""
    _echoes(found)
    calming = [m for m in found if m.category == "mitigation"]
    joking = [m for m in found if m.category == "hyperbole"]
    dire = any(_dire(meant) for meant in found)
    if dire:
        joking = [joke for joke in joking if "lone" not in joke.rule.flags]
    recovered = [m for m in found if m.rule.category == "recovery"]
    level, severity = 0, 0
    for meant in found:
        if meant.level == 0:
            continue
        explained = EXPLAINED in meant.rule.flags and not dire
        if (meant.severity < 5 or explained) and any(covers(joke, meant) for joke in joking):
            meant.level, meant.points = 0, 0
            continue
        if meant.told and recovered:
            # "Five years ago", and sentences later "I had picked the day": the story is still the old one.
            meant.level, meant.points = 0, 0
            continue
        bygone = meant.slots.get("time") == "then" and (meant.severity < 5 or bool(meant.rule.act))
        if (bygone or meant.rule.id in ATTEMPTS) and _came_through(meant, recovered):
            meant.level, meant.points = 0, 0
            continue
        calmed = any(calms(calm, meant) for calm in calming)
        if calmed and meant.level == 2 and meant.severity <= 3 and meant.category in CALMABLE:
            meant.level, meant.severity = 1, min(meant.severity, 2)
        level, severity = max(level, meant.level), max(severity, meant.severity)
    shift = {"calmer": 2, "careful": -1}.get(sensitivity, 0)
    if level == 1 and not calming and _gathers(found, ENOUGH + shift):
        level, severity = 2, max(severity, 3)
    if level < 2:
        eased = [meant for meant in found if not any(covers(joke, meant) for joke in joking)]
        level, severity = max((level, severity), weigh(eased, bool(calming), bool(recovered), shift, signal))
    kind = any(m.category == "offer_of_support" for m in found)
    if level < 2 and shift <= 0 and not (calming or recovered or kind):
        loud = [
            meant
            for meant in found
            if _telling(meant)
            and points(signal(meant)) >= (SOME if meant.hint else MOST)
            and points(beside(meant)) >= SOME
            and not any(covers(joke, meant) for joke in joking)
        ]
        for meant in loud:
            meant.level, meant.severity = 2, max(meant.severity, 3)
        if loud:
            level, severity = 2, max(severity, 3)
    return level, severity


def _telling(meant: Meant) -> bool:
    """A concern that is a crisis if the words around it are those of one."""
    if meant.level != 1 or meant.about != "self" or "other" in meant.rule.flags:
        return False
    return meant.category in (HINTED if meant.hint else SAID)


def _gathers(found: list[Meant], enough: int) -> bool:
    """A wish not to live with despair close to it. What stands far away neither adds nor takes anything."""
    near: list[Meant] = []
    for meant in found:
        if meant.level == 0 or meant.about != "self":
            continue
        near = [m for m in near if meant.start - m.end <= NEAR]
        if all(m.rule.id != meant.rule.id and m.end <= meant.start for m in near):
            near.append(meant)
        if sum(m.points for m in near) >= enough and any(m.category == "suicide" and m.points >= 3 for m in near):
            return True
    return False
