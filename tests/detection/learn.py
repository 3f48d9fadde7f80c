"""Learns the weights of the linear signal from the development rows: `python -m tests.detection.learn`.

Logistic regression over words and pairs, in a fixed order, so that the same rows give the same weights. Frozen rows
are never read. Rows that raters called a concern teach neither side.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from math import exp, sqrt

from moderation.detection.engine import _EMOJI, _PACKS, _REPAIRER, _pieces
from moderation.detection.normalise import tokenise
from moderation.detection.packs import FOLDER
from moderation.detection.signal import SCALE, features
from tests.detection.batteries import FILES, TAUGHT, rows

ROUNDS = 60
KEPT = 2500
RATE, SHRINK = 1.0, 0.0003


def _parts(text: str) -> list[str]:
    """A long text in stretches of the length of a message: each two sentences of it."""
    said = [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]
    return [" ".join(said[at : at + 2]) for at in range(0, len(said), 2)]


def learn(language: str) -> dict[str, int]:
    pack = next(pack for pack in _PACKS if pack.language == language)
    files = [file for file, spoken in (FILES | TAUGHT).items() if spoken == language]
    dev = [(file, row) for file in files for row in rows(file) if row.split == "dev" and row.label != "concern"]
    texts = [(row.text, row.label == "crisis") for file, row in dev if not file.startswith("long")]
    # Where the risk of a long post stands is not written down; that an ordinary one holds none anywhere is.
    texts += [
        (part, False)
        for file, row in dev
        if file.startswith("long") and row.label == "none"
        for part in _parts(row.text)
    ]
    taught = [
        (sorted(features(_pieces(tokenise(text, _REPAIRER, _EMOJI), pack), pack.kinds)), crisis)
        for text, crisis in texts
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
        by_weight: dict[str, list[str]] = {}
        for name, weight in learn(pack.language).items():
            if weight and "|" not in name:
                by_weight.setdefault(str(weight), []).append(name)
        lines = {weight: "|".join(sorted(by_weight[weight])) for weight in sorted(by_weight, key=int)}
        text = json.dumps(lines, ensure_ascii=False, indent=0)
        (FOLDER / pack.language / "signal.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
