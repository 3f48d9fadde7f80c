"""What is worded like a crisis though no rule knows the phrase: its traces, in sentences that resemble such messages.

A trace is a word of one of the kinds that crisis messages are made of: an end, a day, something made ready, a means, a
height. Most messages hold one, so alone they say nothing. In neighbouring sentences, of the writer or somebody close,
neither fiction nor long ago nor asked, two of different kinds are a cue where the linear signal is very high, one where
it is higher still. Where it is far higher, recovery said beside it and a "not" take nothing back: what the author came
through and what is denied were weighed with the other words. Without any trace the signal is not asked.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from .normalise import STOP
from .pattern import Rule
from .signal import Kinds, Weights, known, odds

if TYPE_CHECKING:
    from .frames import Frame

# Log-odds from which traces count, and what each piece more (a word, a comma) asks for more: many are many chances to
# be alike by accident. What stands around them, however much, changes nothing.
VERY, VERY_A_WORD = 0.6, 0.05
# So alike that a single trace is enough.
ALONE, ALONE_A_WORD = 0.9, 0.07
SHORT = 16
# Fewer words are no sentence yet: what is unknown of them may be all that matters.
FEW = 5
# By so much less they are a concern.
LESS = 0.4
# By how much a sentence must be more like a crisis than is enough for one, so that what its author came through takes
# no trace back, nor that "everybody" or a thing is what it is said of, nor that it is denied: "I cannot be left alone".
FAR, DENIED = 0.5, 1.5
TOLD = {"recovery"}
ANYBODY = ("people", "object")
# How many sentences in a row are read as one, and how many kinds of traces they must hold.
RUN = 4
KINDS = 2
# Who, when and how it is told is a trace only beside another: everybody tells of their mother and of tonight.
WITH = "with_"
# Of what matter a trace is, and which of its kinds.
Kind = tuple[str, str]


class Stretch(NamedTuple):
    """Neighbouring sentences: where they begin and end, how like crisis messages they are, and what would be enough.

    `crisis` is whether they are like a crisis or only like a concern, `alone` whether a single trace in them is enough.
    """

    start: int
    end: int
    crisis: bool
    alone: bool
    like: float
    enough: float


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
    """Whether enough kinds of traces of one matter are among these, and one that says something by itself."""
    if len(held) < KINDS or not tells(held):
        return False
    matters = [matter for matter, _ in held]
    return any(matters.count(matter) >= KINDS for matter in matters)


def tells(held: Collection[Kind]) -> bool:
    """Whether one of these says something by itself."""
    return any(not kind.startswith(WITH) for _, kind in held)


def framed(found: Frame, more: float) -> Frame:
    """What its clause says of a trace. Words that are far more like a crisis than is enough weigh that themselves.

    What is said to somebody, or asked of them, stays theirs: an answer to a cry is none.
    """
    answer = found.second_person and not found.first_person
    return replace(
        found,
        negated=found.negated and more < DENIED,
        person="self" if more >= FAR and found.person in ANYBODY and not answer else found.person,
    )


def runs(
    pieces: Sequence[str],
    weights: Weights,
    kinds: Kinds,
    traces: Mapping[str, Mapping[Kind, Rule]],
) -> list[Stretch]:
    """The stretches of neighbouring sentences that hold traces and resemble crisis messages, the likest first.

    What is like a crisis stands before what is only like a concern: nothing beside it takes it back.
    """
    sentences: list[tuple[int, int, set[Kind]]] = []
    start = 0
    for end in [at for at, word in enumerate(pieces) if word == STOP]:
        if end > start:
            said = pieces[start:end]
            sentences.append((start, end, {kind for word in said if word in traces for kind in traces[word]}))
        start = end + 1
    found: dict[int, dict[int, int]] = {}
    likest: list[tuple[bool, float, Stretch]] = []
    for first in range(len(sentences)):
        gathered: set[Kind] = set()
        for last in range(first, min(first + RUN, len(sentences))):
            gathered |= sentences[last][2]
            # Most messages hold none that says something by itself: what they resemble is not asked.
            start, end = sentences[first][0], sentences[last][1]
            if not tells(gathered) or end - start < FEW:
                continue
            names: dict[int, int] = {}
            for at in range(first, last + 1):
                begins, ends, _ = sentences[at]
                if at not in found:
                    found[at] = known([STOP, *pieces[begins:ends], STOP], weights, kinds)
                names = names | found[at]
            value = odds(names, weights)
            more = max(0, end - start - SHORT)
            enough = VERY + VERY_A_WORD * more if together(gathered) else math.inf
            by_one = ALONE + ALONE_A_WORD * more
            # Also as a concern: a trace that its frame takes back may leave what is enough for that.
            for less in (0, LESS):
                least = min(enough, by_one) - less
                if value >= least:
                    alone = value >= by_one - less
                    likest.append((less > 0, -value, Stretch(start, end, not less, alone, value, least)))
    return [stretch for _less, _value, stretch in sorted(likest)]
