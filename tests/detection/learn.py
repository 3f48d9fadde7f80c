"""Learns the weights of the linear signal from the development rows: `python -m tests.detection.learn`.

Words, pairs and kinds of words are weighed twice, by logistic regression and by how much more often they stand in
crisis rows than in others; the sum generalises better than either. The same once more for what raters called a concern
or a crisis, against the rest. What matters for either is kept, with both weights. How sure each may be is learnt from
rows of authors that were left out. All in a fixed order, so that the same rows give the same weights. Frozen rows are
never read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from math import exp, log, pow, sqrt

from moderation.detection.engine import _EMOJI, _PACKS, _REPAIRER, _pieces
from moderation.detection.normalise import tokenise
from moderation.detection.packs import FOLDER
from moderation.detection.signal import SCALE, SPREAD, STEPS_MOST, Weights, features, packed
from tests.detection.batteries import FILES, RANK, TAUGHT, rows

ROUNDS = 10
# In a language with more rows more can be learnt. Both together stay below 50 KB.
KEPT = {"en": 13000, "es": 8500}
RATE, SHRINK = 0.2, 0.0003
# Log-odds beyond which a row is as good as known to be none.
MOST_SURE = 30.0
# How much the plain ratio counts beside what the regression says.
RATIO = 1.0
# By so much less sure it is, of a crisis and of a concern, than rows by somebody else say: what people really write is
# like no row.
CAUTION = {"en": (0.55, 0.28), "es": (0.35, 0.2)}
# Into so many parts authors are dealt to find out how sure the signal may be of rows by somebody else.
PARTS, TRIES = 4, 400
# The features of a text, and how much raters made of it.
Rated = tuple[list[int], int]
Example = tuple[list[int], bool]
LEVELS = (RANK["crisis"], RANK["concern"])


def _parts(text: str) -> list[str]:
    """A long text in stretches of the length of a message: each two sentences of it."""
    said = [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]
    return [" ".join(said[at : at + 2]) for at in range(0, len(said), 2)]


def _examples(language: str) -> dict[str, list[Rated]]:
    """The features of the development rows, by who wrote them: a file, or in it what ids begin with."""
    pack = next(pack for pack in _PACKS if pack.language == language)
    found: dict[str, list[Rated]] = {}
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
                 RANK[row.label])
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


def _reaching(rated: list[Rated], level: int) -> list[Example]:
    return [(names, of >= level) for names, of in rated]


def _ratio(taught: list[Example], counted: Mapping[int, int], names: list[int]) -> dict[int, float]:
    """How much more often a feature stands in rows that reach the level than in others."""
    within = Counter(name for names, reaches in taught if reaches for name in names)
    rows_within = sum(reaches for _, reaches in taught)
    return {
        name: RATIO * log(
            (within[name] + 1) / (rows_within + 2)
            / ((counted[name] - within[name] + 1) / (len(taught) - rows_within + 2))
        )
        for name in names
    }  # fmt: skip


def _weigh(rated: list[Rated], most: int) -> list[dict[int, float]]:
    """For each level what the features weigh that matter for any."""
    counted = Counter(name for names, _ in rated for name in names)
    names = sorted(name for name, count in counted.items() if count >= 2)
    taught = [_reaching(rated, level) for level in LEVELS]
    ratios = [_ratio(rows_of, counted, names) for rows_of in taught]
    first = [_fitted(rows_of, names) for rows_of in taught]

    def matters(name: int) -> float:
        # What is rare says little of texts that nobody has seen.
        most = max(abs(weights[name] + ratio[name]) for weights, ratio in zip(first, ratios, strict=True))
        return most * sqrt(counted[name])

    kept = sorted(sorted(names, key=lambda name: (-matters(name), name))[:most])
    # What was left out is made up for by what stays.
    return [
        {name: weight + ratio[name] for name, weight in _fitted(rows_of, kept).items()}
        for rows_of, ratio in zip(taught, ratios, strict=True)
    ]


def _sureness(authors: dict[str, list[Rated]], most: int) -> list[tuple[float, float]]:
    """By what the score of each level is multiplied, and what is added, to be log-odds for authors left out."""
    unseen: list[list[tuple[float, bool]]] = [[] for _ in LEVELS]
    names = sorted(authors)
    for part in range(PARTS):
        others = [row for at, name in enumerate(names) if at % PARTS != part for row in authors[name]]
        left_out = [row for name in names[part::PARTS] for row in authors[name]]
        for level, weights, scored in zip(LEVELS, _weigh(others, most), unseen, strict=True):
            steps = _steps(weights)
            scored += [(_score(features_of, steps, 0.0), of >= level) for features_of, of in left_out]
    return [_line(scored) for scored in unseen]


def _line(scored: list[tuple[float, bool]]) -> tuple[float, float]:
    """The logistic regression of what was right on the score alone."""
    middle = sum(score for score, _ in scored) / len(scored)
    width = sqrt(sum((score - middle) ** 2 for score, _ in scored) / len(scored))
    slope, offset = 1.0, 0.0
    for _ in range(TRIES):
        errors = [
            (reaches - 1 / (1 + exp(-(slope * (score - middle) / width + offset))), (score - middle) / width)
            for score, reaches in scored
        ]
        slope += sum(error * score for error, score in errors) / len(errors)
        offset += sum(error for error, _ in errors) / len(errors)
    return slope / width, offset - slope * middle / width


def _steps(weights: Mapping[int, float]) -> dict[int, float]:
    """The same in whole steps, as many to either side as are written."""
    step = sorted(abs(weight) for weight in weights.values())[int(len(weights) * 0.97)] / STEPS_MOST
    return {
        name: min(STEPS_MOST, round(abs(weight) / step)) * (1.0 if weight > 0 else -1.0)
        for name, weight in weights.items()
    }


def learn(language: str) -> Weights:
    authors = _examples(language)
    rated = [row for name in sorted(authors) for row in authors[name]]
    crisis, concern = [_steps(weights) for weights in _weigh(rated, KEPT[language])]
    lines = _sureness(authors, KEPT[language])
    one, two = [max(1, round(slope * SCALE)) for slope, _ in lines]
    first, second = [
        round((offset - caution) * SCALE) for (_, offset), caution in zip(lines, CAUTION[language], strict=True)
    ]
    return Weights({name: (int(crisis[name]) * one, int(concern[name]) * two) for name in crisis}, (first, second))


def main() -> None:
    for pack in _PACKS:
        (FOLDER / pack.language / "signal.bin").write_bytes(packed(learn(pack.language)))


if __name__ == "__main__":
    main()
