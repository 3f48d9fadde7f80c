"""Learns the weights of the linear signal from the development rows: `python -m tests.detection.learn`.

Logistic regression over words and pairs, in a fixed order, so that the same rows give the same weights. Frozen rows
are never read. Rows that raters called a concern teach neither side.
"""

from __future__ import annotations

import json
from collections import Counter
from math import exp, sqrt

from moderation.detection.engine import _EMOJI, _PACKS, _REPAIRER, _pieces
from moderation.detection.normalise import tokenise
from moderation.detection.packs import FOLDER
from moderation.detection.signal import SCALE, features
from tests.detection.batteries import FILES, TAUGHT, rows

ROUNDS = 60
KEPT = 1600
RATE, SHRINK = 1.0, 0.0003


def learn(language: str) -> dict[str, int]:
    pack = next(pack for pack in _PACKS if pack.language == language)
    texts = [
        row for file, spoken in (FILES | TAUGHT).items() if spoken == language and file != "long" for row in rows(file)
    ]
    taught = [
        (sorted(features(_pieces(tokenise(row.text, _REPAIRER, _EMOJI), pack), pack.kinds)), row.label == "crisis")
        for row in texts
        if row.split == "dev" and row.label != "concern"
    ]
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
    kept = sorted(weights, key=lambda name: (-abs(weights[name]), name))[:KEPT]
    return {"": round(bias * SCALE)} | {name: round(weights[name] * SCALE) for name in sorted(kept)}


def main() -> None:
    for pack in _PACKS:
        found = learn(pack.language)
        text = json.dumps({name: weight for name, weight in found.items() if weight}, ensure_ascii=False, indent=0)
        (FOLDER / pack.language / "signal.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
