"""Sentences for a moderator: what was understood, in which words, and why it weighs as it does."""

from __future__ import annotations

from .engine import SAYS
from .model import Cue, Reading
from .trace import HEAVY_RULE

_LEVELS = {
    "none": "Nothing here asks for attention.",
    "concern": "Someone may be struggling; a kind word soon would be good.",
    "crisis": "Someone may be in danger; please look now.",
    "not_understood": "This is in a language that no enabled pack reads; please look yourself.",
}
_SEVERITY = (
    "",
    "Distress or worry (1 of 5).",
    "A wish not to live, or close to it (2 of 5).",
    "Active thoughts, or a way to act on them (3 of 5).",
    "Intent: it says that it will happen (4 of 5).",
    "A plan, a preparation or an act (5 of 5).",
)
_WHO = {
    "self": "about the writer", "other": "about someone else", "other_you": "said to someone", "people": "in general",
}  # fmt: skip
_MODALITY = {
    "could": "as something that could be", "wish": "as a wish", "think": "as a thought", "want": "as something wanted",
    "plan": "as something planned", "will": "as something that will happen", "try": "as something tried",
}  # fmt: skip
_TIME = {"now": "now", "recent": "lately", "then": "in the past, not said when", "past": "long ago"}


def explain(reading: Reading, text: str) -> list[str]:
    """The reading in sentences, each cue with the words it stands on."""
    lines = [_LEVELS[reading.level]]
    if reading.level in ("concern", "crisis") and reading.severity:
        lines.append(_SEVERITY[reading.severity])
    if reading.categories:
        lines.append("It concerns: " + ", ".join(name.replace("_", " ") for name in reading.categories) + ".")
    for cue in reading.cues:
        slots = cue.slots
        frame = [
            _WHO.get(slots.get("who", ""), ""),
            _MODALITY.get(slots.get("modality", ""), ""),
            _TIME.get(slots.get("time", ""), ""),
            "denied" if slots.get("polarity") == "denied" else "",
        ]
        said = "; ".join(part for part in frame if part)
        meaning = SAYS.get(cue.rule, "follows from what was asked or said before")
        lines.append(f"“{text[cue.start : cue.end]}”: {meaning}{f' ({said})' if said else ''}. [{cue.rule}]")
    for cue in _stretches(reading):
        slots, kind = cue.slots, "messages of concern" if cue.rule == HEAVY_RULE.id else "crisis messages"
        words = text[int(slots["from"]) : int(slots["to"])]
        lines.append(f"How like {kind} “{words}” is: {slots['like']}. It counts from {slots['enough']} on.")
    for finding in reading.findings:
        kind = finding.kind.replace("_", " ")
        lines.append(f"“{text[finding.start : finding.end]}”: {kind}. [{finding.rule}]")
    packs = ", ".join(reading.packs)
    lines.append(f"Read with {packs}, engine {reading.version}. This informs, it is not a diagnosis.")
    return lines


def _stretches(reading: Reading) -> list[Cue]:
    """What the signal weighed, each stretch once. An old reading says nothing of it."""
    found = {(cue.slots["from"], cue.slots["to"]): cue for cue in reading.cues if "like" in cue.slots}
    return list(found.values())
