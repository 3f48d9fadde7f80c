"""What is worded like a crisis though no rule knows the phrase: its traces, in sentences that resemble such messages.

A trace is a word of one of the kinds that crisis messages are made of: an end, a day, something made ready, a means, a
height. Most messages hold one, so alone they say nothing. In neighbouring sentences, of the writer or somebody close,
neither fiction nor long ago nor asked, two of different kinds are a cue where the linear signal is very high, one where
it is higher still. Where it is far higher, recovery said beside it and a "not" take nothing back: what the author came
through and what is denied were weighed with the other words. Without any trace the signal makes nothing a crisis; a
concern it makes alone, where sentences resemble what raters called one, or worse; of whom they speak it does not ask.
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
VERY, VERY_A_WORD = 0.8, 0.05
# How much of what makes a concern of the words counts beside what makes a crisis of them.
BOTH = 0.4
# So alike that a single trace is enough.
ALONE, ALONE_A_WORD = 1.1, 0.07
SHORT = 16
# Fewer words are no sentence yet: what is unknown of them may be all that matters.
FEW = 5
# By so much less they are a concern.
LESS = 0.4
# So like a concern, or worse, that they are one without any trace.
HEAVY, HEAVY_A_WORD = 0.6, 0.05
# What a rule with this flag finds many people say in passing. In a sentence of more words than this it is a concern
# only where they are so like one.
ALIKE, PASSING, SLIGHT = "alike", 7, -0.5
# By how much a sentence must be more like a crisis than is enough for one, so that what its author came through takes
# no trace back, nor that "everybody" or a thing is what it is said of, nor that it is denied: "I cannot be left alone".
FAR, DENIED = 0.7, 2.1
TOLD = {"recovery"}
ANYBODY = ("people", "object")
# So much more that who says it and when is trace enough.
BEYOND = 1.4
ORDER = {"crisis": 0, "concern": 1, "heavy": 2}
# How many sentences in a row are read as one, and how many kinds of traces they must hold.
RUN = 4
KINDS = 2
# Who, when and how it is told is a trace only beside another: everybody tells of their mother and of tonight.
WITH = "with_"
# Of what matter a trace is, and which of its kinds.
Kind = tuple[str, str]


class Stretch(NamedTuple):
    """Neighbouring sentences: where they begin and end, how like such messages they are, and what would be enough.

    `level` is what that makes of them, `alone` whether a single trace in them is enough; `heavy` needs none.
    """

    level: str
    like: float
    enough: float
    start: int
    end: int
    alone: bool


_SAY = "uses words like those of crisis messages, in sentences like theirs"
HEAVY_RULE = Rule(
    id="like_concern", kind="hint", category="distress", act="like", points=1,
    say="sounds like messages that raters called a concern",
)  # fmt: skip


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
    passing: Sequence[tuple[int, int]] | None,
) -> list[Stretch]:
    """The stretches of neighbouring sentences that resemble crisis messages and hold traces, or resemble a concern.

    What is like a crisis stands before what is only like a concern, the likest first: nothing beside it takes it back.
    `passing` are the places of what many people say, where less likeness makes a concern; without a list none is made.
    """
    found: list[Stretch] = []
    sentences = _sentences(pieces, weights, kinds, traces)
    for first, (start, *_) in enumerate(sentences):
        gathered: set[Kind] = set()
        names: set[int] = set()
        crisis = concern = many = 0
        telling = False
        for _, end, held, says, own, shared in sentences[first : first + RUN]:
            gathered |= held
            telling = telling or says
            crisis, concern, many = crisis + own[0], concern + own[1], many + own[2]
            if shared:
                new = shared - names
                names |= new
                crisis += sum([weights.crisis[name] for name in new])
                concern += sum([weights.concern[name] for name in new])
                many += len(new)
            if end - start < FEW:
                continue
            more = max(0, end - start - SHORT)
            if passing is not None:
                slight = any(start <= first_of and last_of <= end for first_of, last_of in passing)
                weighs = odds(concern, many, weights.added[1])
                least = (SLIGHT if slight else HEAVY) + HEAVY_A_WORD * more
                if weighs >= least:
                    found.append(Stretch("heavy", weighs, least, start, end, False))
            if not gathered:
                continue
            like = odds(crisis, many, weights.added[0]) + BOTH * odds(concern, many, weights.added[1])
            by_one = ALONE + ALONE_A_WORD * more
            several = VERY + VERY_A_WORD * more
            if like < min(several, by_one) - LESS:
                continue
            # Most messages hold none that says something by itself.
            if not telling and like < by_one + BEYOND:
                continue
            least = min(several if together(gathered) else math.inf, by_one)
            # Also as a concern: a trace that its frame takes back may leave what is enough for that.
            for level, less in (("crisis", 0), ("concern", LESS)):
                if like >= least - less:
                    found.append(Stretch(level, like, least - less, start, end, like >= by_one - less))
    return sorted(found, key=lambda one: (ORDER[one.level], -one.like, one))


class Sentence(NamedTuple):
    """Where it begins and ends, the kinds of its traces, and whether one of them says something.

    `own` is what those of its features weigh for a crisis and for a concern that no other sentence has, and how many
    they are; `shared` are the others.
    """

    start: int
    end: int
    held: set[Kind]
    says: bool
    own: tuple[int, int, int]
    shared: set[int]


def _sentences(
    pieces: Sequence[str], weights: Weights, kinds: Kinds, traces: Mapping[str, Mapping[Kind, Rule]]
) -> list[Sentence]:
    found: list[tuple[int, int, set[Kind], set[int]]] = []
    once: set[int] = set()
    twice: set[int] = set()
    start = 0
    for end in [at for at, word in enumerate(pieces) if word == STOP]:
        if end > start:
            said = pieces[start:end]
            held = {kind for word in said if word in traces for kind in traces[word]}
            # Of another language, the signal knows what the two share, and that says nothing.
            ours = held or 2 * sum([word in kinds for word in said]) >= len(said)
            names = known([STOP, *said, STOP], weights, kinds) if ours else set()
            twice |= once & names
            once |= names
            found.append((start, end, held, names))
        start = end + 1
    sentences = []
    for start, end, held, names in found:
        own = names - twice
        weighs = sum([weights.crisis[name] for name in own]), sum([weights.concern[name] for name in own]), len(own)
        sentences.append(Sentence(start, end, held, tells(held), weighs, names & twice))
    return sentences
