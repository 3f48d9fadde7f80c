"""The labelled batteries, their rows and what counts as right."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from moderation.detection import read

HERE = Path(__file__).parent
# Each battery and the language it is written in.
FILES = {
    "en": "en", "en_second": "en", "en_third": "en",
    "long": "en", "long_third": "en", "replies": "en", "replies_third": "en",
    "es": "es", "es_second": "es", "es_third": "es",
    "fourth/en": "en", "fourth/es": "es", "everyday": "en", "everyday_es": "es", "plain": "en", "plain_es": "es",
    "fifth/en": "en", "fifth/es": "es", "seventh/en": "en", "seventh/es": "es", "eighth/en": "en", "eighth/es": "es",
}  # fmt: skip
# Rows written for the linear signal alone; they measure nothing.
TAUGHT = {
    "en_taught": "en", "es_taught": "es", "fourth/en_taught": "en", "fourth/es_taught": "es",
    "fifth/en_taught": "en", "fifth/es_taught": "es", "fifth/everyday_taught": "en",
    "sixth/en_taught": "en", "sixth/es_taught": "es", "seventh/en_taught": "en", "seventh/es_taught": "es",
    "eighth/en_taught": "en", "eighth/es_taught": "es",
}  # fmt: skip
RANK = {"none": 0, "not_understood": 0, "concern": 1, "crisis": 2}


@dataclass(frozen=True)
class Row:
    id: str
    text: str
    label: str
    category: str
    register: str
    split: str


@cache
def rows(battery: str) -> tuple[Row, ...]:
    with (HERE / f"{battery}.csv").open(newline="", encoding="utf-8") as file:
        return tuple(Row(**row) for row in csv.DictReader(file))


def rank(row: Row, battery: str) -> int:
    return RANK[read(row.text, language=FILES[battery]).level]


def share(battery: str, split: str, label: str, *, at_least: int) -> float:
    picked = [row for row in rows(battery) if row.split == split and row.label == label]
    return sum(rank(row, battery) >= at_least for row in picked) / len(picked)
