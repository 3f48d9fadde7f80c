"""Learns the weights of the linear signal from the development rows: `python -m tests.detection.learn`.

Words, pairs and kinds of words are weighed twice, by logistic regression and by how much more often they stand in
crisis rows than in others; the sum generalises better than either. How sure it may be is learnt from rows of authors
that were left out. All in a fixed order, so that the same rows give the same weights. Frozen rows are never read. A row
that raters called a concern teaches what is no crisis yet.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from math import exp, log, sqrt

from moderation.detection.engine import _EMOJI, _PACKS, _REPAIRER, _pieces
from moderation.detection.normalise import tokenise
from moderation.detection.packs import FOLDER
from moderation.detection.signal import SCALE, Weights, features, packed
from tests.detection.batteries import FILES, TAUGHT, rows

ROUNDS = 24
# In a language with more rows more can be learnt. Both together stay below 50 KB.
KEPT = {"en": 9000, "es": 6000}
# Weights are written in steps, where a step changes no reading that is worth its bytes.
STEP, MOST = 12, 120
RATE, SHRINK = 1.0, 0.0003
# How much the plain ratio counts beside what the regression says.
RATIO = 1.5
# Into so many parts authors are dealt to find out how sure the signal may be of rows by somebody else.
PARTS = 4
Example = tuple[list[int], bool]


def _parts(text: str) -> list[str]:
    """A long text in stretches of the length of a message: each two sentences of it."""
    said = [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]
    return [" ".join(said[at : at + 2]) for at in range(0, len(said), 2)]


def _examples(language: str) -> dict[str, list[Example]]:
    """The features of the development rows, by who wrote them: a file, or in it what ids begin with."""
    pack = next(pack for pack in _PACKS if pack.language == language)
    found: dict[str, list[Example]] = {}
    for file, spoken in (FILES | TAUGHT).items():
        if spoken != language:
            continue
        for row in rows(file):
            if row.split != "dev":
                continue
            texts = [row.text]
            if file.startswith("long") or "everyday" in file:
                # Where the risk of a long post stands is not written down; an ordinary one holds none anywhere.
                texts = _parts(row.text) if row.label == "none" else []
            found.setdefault(f"{file} {row.id.partition('-')[0]}", []).extend(
                (sorted(features(_pieces(tokenise(text, _REPAIRER, _EMOJI), pack), pack.kinds)),
                 row.label == "crisis")
                for text in texts
            )  # fmt: skip
    return found


def _score(names: list[int], weights: Mapping[int, float], bias: float) -> float:
    known = [weights[name] for name in names if name in weights]
    return sum(known) / sqrt(max(1, len(known))) + bias


def _weigh(taught: list[Example], most: int) -> tuple[dict[int, float], float]:
    counted = Counter(name for names, _ in taught for name in names)
    weights = dict.fromkeys(sorted(name for name, count in counted.items() if count >= 2), 0.0)
    examples = [([name for name in names if name in weights], float(crisis)) for names, crisis in taught]
    bias = 0.0
    # Neighbours in a file are alike: a stride that visits all of them in a mixed order.
    order = [at * 37 % len(examples) for at in range(len(examples))] if len(examples) % 37 else range(len(examples))
    for turn in range(ROUNDS):
        rate = RATE / (1 + turn / 10)
        keep = rate * SHRINK
        for at in order:
            names, crisis = examples[at]
            size = 1 / sqrt(max(1, len(names)))
            guess = 1 / (1 + exp(-(sum([weights[name] for name in names]) * size + bias)))
            step = rate * (crisis - guess)
            bias += 0.05 * step
            step *= size
            for name in names:
                weights[name] += step - keep * weights[name]
    in_crisis = Counter(name for names, crisis in taught if crisis for name in names)
    crises = sum(crisis for _, crisis in taught)
    for name in weights:
        among = (in_crisis[name] + 1) / (crises + 2)
        beside = (counted[name] - in_crisis[name] + 1) / (len(taught) - crises + 2)
        weights[name] += RATIO * log(among / beside)
    # What is rare says little of texts that nobody has seen.
    kept = sorted(weights, key=lambda name: (-abs(weights[name]) * sqrt(counted[name]), name))[:most]
    return {name: weights[name] for name in kept}, bias


def _sureness(authors: dict[str, list[Example]], most: int) -> tuple[float, float]:
    """By what a score is multiplied, and what is added, to be the log-odds for rows of an author who taught nothing."""
    unseen: list[tuple[float, float]] = []
    names = sorted(authors)
    for part in range(PARTS):
        others = [example for at, name in enumerate(names) if at % PARTS != part for example in authors[name]]
        weights, bias = _weigh(others, most)
        left_out = [example for name in names[part::PARTS] for example in authors[name]]
        unseen += [(_score(names_of, weights, bias), float(crisis)) for names_of, crisis in left_out]
    slope, offset = 0.1, 0.0
    for _ in range(3000):
        errors = [(crisis - 1 / (1 + exp(-(slope * score + offset))), score) for score, crisis in unseen]
        slope += 0.05 * sum(error * score for error, score in errors) / len(errors) / 10
        offset += 0.5 * sum(error for error, _ in errors) / len(errors)
    return slope, offset


def learn(language: str) -> Weights:
    authors = _examples(language)
    taught = [example for of in authors.values() for example in of]
    weights, bias = _weigh(taught, KEPT[language])
    slope, offset = _sureness(authors, KEPT[language])
    exact = {name: weights[name] * slope * SCALE for name in sorted(weights)}
    steps = {name: max(-MOST, min(MOST, round(weight / STEP) * STEP)) for name, weight in exact.items()}
    learnt = {name: weight for name, weight in steps.items() if weight}
    # What is rounded away makes a text surer than it was; that is taken back from all of them alike.
    surer = sum(_score(names, learnt, 0.0) - _score(names, exact, 0.0) for names, _ in taught) / len(taught)
    return Weights(learnt, round((bias * slope + offset) * SCALE - surer))


def main() -> None:
    for pack in _PACKS:
        (FOLDER / pack.language / "signal.bin").write_bytes(packed(learn(pack.language)))


if __name__ == "__main__":
    main()
