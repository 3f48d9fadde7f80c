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
from math import exp, log, pow, sqrt

from moderation.detection.engine import _EMOJI, _PACKS, _REPAIRER, _pieces
from moderation.detection.normalise import tokenise
from moderation.detection.packs import FOLDER
from moderation.detection.signal import SCALE, SPREAD, Weights, features, packed
from tests.detection.batteries import FILES, TAUGHT, rows

ROUNDS = 10
# In a language with more rows more can be learnt. Both together stay below 50 KB.
KEPT = {"en": 13000, "es": 8500}
# Weights are written in so many steps to either side; more of them changed nothing that is worth their bytes.
STEPS = 4
RATE, SHRINK = 0.2, 0.0003
# Log-odds beyond which a row is as good as known to be none.
MOST_SURE = 30.0
# How much the plain ratio counts beside what the regression says.
RATIO = 1.0
# By so much less sure it is than rows by somebody else say: what people really write is like no row.
CAUTION = {"en": 0.3, "es": 0.4}
# Into so many parts authors are dealt to find out how sure the signal may be of rows by somebody else.
PARTS, TRIES = 4, 400
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
    return sum(known) / pow(max(1, len(known)), SPREAD) + bias


def _fitted(taught: list[Example], names: list[int]) -> dict[int, float]:
    """Logistic regression on these features alone, one row after the other."""
    weights = dict.fromkeys(names, 0.0)
    examples = [([name for name in of if name in weights], float(crisis)) for of, crisis in taught]
    bias = 0.0
    # Neighbours in a file are alike: a stride that visits all of them in a mixed order.
    order = [at * 37 % len(examples) for at in range(len(examples))] if len(examples) % 37 else range(len(examples))
    for turn in range(ROUNDS):
        rate = RATE / (1 + turn / 3)
        keep = rate * SHRINK
        for at in order:
            known, crisis = examples[at]
            size = 1 / pow(max(1, len(known)), SPREAD)
            guess = 1 / (1 + exp(-max(-MOST_SURE, sum([weights[name] for name in known]) * size + bias)))
            step = rate * (crisis - guess)
            bias += 0.05 * step
            step *= size
            for name in known:
                weights[name] += step - keep * weights[name]
    return weights


def _weigh(taught: list[Example], most: int) -> dict[int, float]:
    counted = Counter(name for names, _ in taught for name in names)
    names = sorted(name for name, count in counted.items() if count >= 2)
    in_crisis = Counter(name for names, crisis in taught if crisis for name in names)
    crises = sum(crisis for _, crisis in taught)
    ratio = {
        name: RATIO * log(
            (in_crisis[name] + 1) / (crises + 2) / ((counted[name] - in_crisis[name] + 1) / (len(taught) - crises + 2))
        )
        for name in names
    }  # fmt: skip
    weights = _fitted(taught, names)
    # What is rare says little of texts that nobody has seen.
    kept = sorted(names, key=lambda name: (-abs(weights[name] + ratio[name]) * sqrt(counted[name]), name))[:most]
    # What was left out is made up for by what stays.
    return {name: weight + ratio[name] for name, weight in _fitted(taught, sorted(kept)).items()}


def _sureness(authors: dict[str, list[Example]], most: int) -> tuple[float, float]:
    """By what a score is multiplied, and what is added, to be the log-odds for rows of an author who taught nothing."""
    unseen: list[tuple[float, float]] = []
    names = sorted(authors)
    for part in range(PARTS):
        others = [example for at, name in enumerate(names) if at % PARTS != part for example in authors[name]]
        weights = _steps(_weigh(others, most))
        left_out = [example for name in names[part::PARTS] for example in authors[name]]
        unseen += [(_score(names_of, weights, 0.0), float(crisis)) for names_of, crisis in left_out]
    middle = sum(score for score, _ in unseen) / len(unseen)
    width = sqrt(sum((score - middle) ** 2 for score, _ in unseen) / len(unseen))
    slope, offset = 1.0, 0.0
    for _ in range(TRIES):
        errors = [
            (crisis - 1 / (1 + exp(-(slope * (score - middle) / width + offset))), (score - middle) / width)
            for score, crisis in unseen
        ]
        slope += sum(error * score for error, score in errors) / len(errors)
        offset += sum(error for error, _ in errors) / len(errors)
    return slope / width, offset - slope * middle / width


def _steps(weights: Mapping[int, float]) -> dict[int, float]:
    """The same in whole steps, none of which is nothing: what has a weight counts as known."""
    largest = sorted(abs(weight) for weight in weights.values())[int(len(weights) * 0.97)]
    step = largest / STEPS
    return {
        name: max(1, min(STEPS, round(abs(weight) / step))) * (1.0 if weight > 0 else -1.0)
        for name, weight in weights.items()
    }


def learn(language: str) -> Weights:
    authors = _examples(language)
    taught = [example for name in sorted(authors) for example in authors[name]]
    steps = _steps(_weigh(taught, KEPT[language]))
    slope, offset = _sureness(authors, KEPT[language])
    unit = max(1, round(slope * SCALE))
    return Weights(
        {name: int(step) * unit for name, step in steps.items()}, round((offset - CAUTION[language]) * SCALE)
    )


def main() -> None:
    for pack in _PACKS:
        (FOLDER / pack.language / "signal.bin").write_bytes(packed(learn(pack.language)))


if __name__ == "__main__":
    main()
