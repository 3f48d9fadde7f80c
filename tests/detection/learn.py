"""Learns the weights of the linear signal from the development rows: `python -m tests.detection.learn`.

Words, pairs and kinds of words are weighed twice, by logistic regression and by how much more often they stand in
crisis rows than in others; the sum generalises better than either. How sure it may be is learnt from rows of authors
that were left out. All in a fixed order, so that the same rows give the same weights. Frozen rows are never read. A row
that raters called a concern teaches what is no crisis yet.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from math import exp, log, sqrt

from moderation.detection.engine import _EMOJI, _PACKS, _REPAIRER, _pieces
from moderation.detection.normalise import tokenise
from moderation.detection.packs import FOLDER
from moderation.detection.signal import SCALE, features
from tests.detection.batteries import FILES, TAUGHT, rows

ROUNDS = 40
KEPT = 2200
# Weights are written in steps, where a step changes no reading that is worth its bytes.
STEP = 6
RATE, SHRINK = 1.0, 0.0003
# How much the plain ratio counts beside what the regression says.
RATIO = 1.5
Example = tuple[list[str], bool]


def _parts(text: str) -> list[str]:
    """A long text in stretches of the length of a message: each two sentences of it."""
    said = [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]
    return [" ".join(said[at : at + 2]) for at in range(0, len(said), 2)]


def _examples(language: str) -> dict[str, list[Example]]:
    """The features of the development rows, by the file that they are in."""
    pack = next(pack for pack in _PACKS if pack.language == language)
    found: dict[str, list[Example]] = {}
    for file, spoken in (FILES | TAUGHT).items():
        # Rows in plain words are for the rules; taught by them as well, the signal heard less of what is said sideways.
        if spoken != language or file.startswith("plain"):
            continue
        dev = [row for row in rows(file) if row.split == "dev"]
        texts = [(row.text, row.label == "crisis") for row in dev]
        if file.startswith(("long", "everyday")):
            # Where the risk of a long post stands is not written down; that an ordinary one holds none anywhere is.
            texts = [(part, False) for row in dev if row.label == "none" for part in _parts(row.text)]
        if file.startswith("everyday"):
            # There is far more everyday talk than there are rows of crises; all of it would drown them.
            texts = texts[::2]
        found[file] = [
            (sorted(features(_pieces(tokenise(text, _REPAIRER, _EMOJI), pack), pack.kinds)), crisis)
            for text, crisis in texts
        ]
    return found


def _score(names: list[str], weights: dict[str, float], bias: float) -> float:
    known = [weights[name] for name in names if name in weights]
    return sum(known) / sqrt(max(1, len(known))) + bias


def _weigh(taught: list[Example]) -> tuple[dict[str, float], float]:
    counted = Counter(name for names, _ in taught for name in names)
    weights = dict.fromkeys(sorted(name for name, count in counted.items() if count >= 2), 0.0)
    examples = [([name for name in names if name in weights], float(crisis)) for names, crisis in taught]
    bias = 0.0
    # Neighbours in a file are alike: a stride that visits all of them in a mixed order.
    order = [at * 37 % len(examples) for at in range(len(examples))] if len(examples) % 37 else range(len(examples))
    for turn in range(ROUNDS):
        rate = RATE / (1 + turn / 10)
        for at in order:
            names, crisis = examples[at]
            size = 1 / sqrt(max(1, len(names)))
            guess = 1 / (1 + exp(-(sum(weights[name] for name in names) * size + bias)))
            step = rate * (crisis - guess)
            bias += 0.05 * step
            for name in names:
                weights[name] += step * size - rate * SHRINK * weights[name]
    in_crisis = Counter(name for names, crisis in taught if crisis for name in names)
    crises = sum(crisis for _, crisis in taught)
    for name in weights:
        among = (in_crisis[name] + 1) / (crises + 2)
        beside = (counted[name] - in_crisis[name] + 1) / (len(taught) - crises + 2)
        weights[name] += RATIO * log(among / beside)
    # What is rare says little of texts that nobody has seen.
    kept = sorted(weights, key=lambda name: (-abs(weights[name]) * sqrt(counted[name]), name))[:KEPT]
    return {name: weights[name] for name in kept}, bias


def _sureness(files: dict[str, list[Example]]) -> tuple[float, float]:
    """By what a score is multiplied, and what is added, to be the log-odds for rows of a file that taught nothing."""
    unseen: list[tuple[float, float]] = []
    for left_out, rows_of in files.items():
        if any(crisis for _, crisis in rows_of):
            weights, bias = _weigh([example for file, of in files.items() if file != left_out for example in of])
            unseen += [(_score(names, weights, bias), float(crisis)) for names, crisis in rows_of]
    slope, offset = 0.1, 0.0
    for _ in range(3000):
        errors = [(crisis - 1 / (1 + exp(-(slope * score + offset))), score) for score, crisis in unseen]
        slope += 0.05 * sum(error * score for error, score in errors) / len(errors) / 10
        offset += 0.5 * sum(error for error, _ in errors) / len(errors)
    return slope, offset


def learn(language: str) -> dict[str, int]:
    files = _examples(language)
    weights, bias = _weigh([example for of in files.values() for example in of])
    slope, offset = _sureness(files)
    learnt = {name: round(weights[name] * slope * SCALE) for name in sorted(weights)}
    return {"": round((bias * slope + offset) * SCALE)} | learnt


def main() -> None:
    for pack in _PACKS:
        by_weight: dict[str, list[str]] = {}
        for name, learnt in learn(pack.language).items():
            weight = round(learnt / STEP) * STEP if name else learnt
            if weight and "|" not in name:
                by_weight.setdefault(str(weight), []).append(name)
        lines = {weight: "|".join(sorted(by_weight[weight])) for weight in sorted(by_weight, key=int)}
        text = json.dumps(lines, ensure_ascii=False, indent=0)
        (FOLDER / pack.language / "signal.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
