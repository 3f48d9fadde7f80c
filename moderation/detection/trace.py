"""What is worded like a crisis though no rule knows the phrase: its traces, in sentences that resemble such messages.

A trace is a word of one of the kinds that crisis messages are made of: an end, a day, something made ready, a means, a
height. One says nothing. Several different ones in neighbouring sentences, of the writer or somebody close, neither
fiction nor long ago nor asked, are a cue; the linear signal says whether it is enough of one. It never is without them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from .normalise import STOP
from .pattern import Rule
from .signal import Weights, known, odds

# Log-odds from which traces count: far above what makes a crisis of a hint. Many words are many chances to be alike by
# accident, so that long sentences must be more alike. What stands around them, however much, changes nothing. Who and
# when are one kind: everybody tells of their mother and of tonight.
VERY, VERY_WHEN_LONG = 1.4, 2.4
LONG = 36
# How many sentences in a row are read as one, and how many kinds of traces they must hold.
RUN = 3
KINDS = 2
Mark = tuple[int, int]
# Of what matter a trace is, and which of its kinds.
Kind = tuple[str, str]
_SAY = "uses words like those of crisis messages, in sentences like theirs"


def words(traces: Mapping[str, Mapping[str, str]]) -> dict[str, dict[Kind, Rule]]:
    """Each word of the traces of a pack, with the kinds of trace that it is and the rules that they stand for."""
    found: dict[str, dict[Kind, Rule]] = {}
    for category, kinds in traces.items():
        rule = Rule(id=f"trace_{category}", kind="hint", category=category, act="trace", points=1, say=_SAY)
        for kind, members in kinds.items():
            for word in members.split():
                found.setdefault(word, {})[category, kind] = rule
    return found


def together(held: Collection[Kind]) -> bool:
    """Whether enough kinds of traces of one matter are among these."""
    if len(held) < KINDS:
        return False
    matters = [matter for matter, _ in held]
    return any(matters.count(matter) >= KINDS for matter in matters)


def runs(
    pieces: Sequence[str],
    weights: Weights,
    kinds: Mapping[str, tuple[str, ...]],
    traces: Mapping[str, Mapping[Kind, Rule]],
) -> list[Mark]:
    """The stretches of neighbouring sentences that hold traces and resemble crisis messages, the likest first."""
    sentences: list[tuple[int, int, set[Kind]]] = []
    start = 0
    for end in [at for at, word in enumerate(pieces) if word == STOP]:
        if end > start:
            said = pieces[start:end]
            sentences.append((start, end, {kind for word in said if word in traces for kind in traces[word]}))
        start = end + 1
    found: dict[int, dict[object, int]] = {}
    likest: list[tuple[float, int, int]] = []
    for first in range(len(sentences)):
        gathered: set[Kind] = set()
        for last in range(first, min(first + RUN, len(sentences))):
            gathered |= sentences[last][2]
            # Most messages hold no traces, or one: what they resemble is not asked.
            if not together(gathered):
                continue
            names: dict[object, int] = {}
            for at in range(first, last + 1):
                begins, ends, _ = sentences[at]
                if at not in found:
                    found[at] = known([STOP, *pieces[begins:ends], STOP], weights, kinds)
                names = names | found[at]
            value = odds(names, weights)
            start, end = sentences[first][0], sentences[last][1]
            if value >= (VERY if end - start <= LONG else VERY_WHEN_LONG):
                likest.append((-value, start, end))
    return [(start, end) for _, start, end in sorted(likest)]
