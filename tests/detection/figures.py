"""Counts the frozen rows and writes what each pack publishes of itself: `python -m tests.detection.figures`.

Run it after every change of the engine; twice for a new language, whose pack is read once it has figures, at first of
nothing found. It prints no text; a test holds the files against a count of its own.
"""

from __future__ import annotations

import json
from typing import Any

from moderation.detection.packs import FOLDER
from tests.detection.batteries import FILES, RANK, rank, rows

SOURCE = "tests/detection, frozen rows"
TITLES = {
    "en": "short messages, by the hand that wrote the rules",
    "es": "short messages, by the hand that wrote the rules",
    "en_second": "short messages, by an author who had not seen the rules and seldom names the act",
    "es_second": "short messages, by an author who had not seen the rules and seldom names the act",
    "en_third": "short messages, by a third author who had seen neither rules nor rows, half of them said sideways",
    "es_third": "short messages, by a third author who had seen neither rules nor rows, half of them said sideways",
    "plain": "short messages in plain words, by an author who had seen neither rules nor rows",
    "plain_es": "short messages in plain words, by an author who had seen neither rules nor rows",
    "fifth/en": "short messages of every kind, by an author who had seen neither rules nor rows",
    "fifth/es": "short messages of every kind, by an author who had seen neither rules nor rows",
    "seventh/en": "short messages of every kind, by another such author",
    "seventh/es": "short messages of every kind, by another such author",
    "eighth/en": "a month of messages by forty people, by an author who was told other things, counted last",
    "eighth/es": "a month of messages by forty people, by an author who was told other things, counted last",
    "long": "long posts with the risk in one sentence",
    "long_third": "long posts by the third author",
}
REGISTERS = ("plain", "youth", "dialect", "second_language", "neurodivergent", "older")


def figure(what: str, batteries: list[str], register: str = "") -> dict[str, Any]:
    """How many frozen crisis rows of `batteries` are found, and how many ordinary ones are raised to crisis."""
    picked = [
        (row, battery)
        for battery in batteries
        for row in rows(battery)
        if row.split == "frozen" and row.register == (register or row.register)
    ]
    crisis = [rank(row, battery) == RANK["crisis"] for row, battery in picked if row.label == "crisis"]
    ordinary = [rank(row, battery) == RANK["crisis"] for row, battery in picked if row.label == "none"]
    return {
        "what": what, "register": register, "found": sum(crisis), "rated": len(crisis), "raised": sum(ordinary),
        "ordinary": len(ordinary),
    }  # fmt: skip


def of_pack(code: str) -> dict[str, Any]:
    """What the pack `code` publishes, as moderation/figures.py reads it."""
    batteries = [battery for battery, language in FILES.items() if language == code and battery in TITLES]
    short = [battery for battery in batteries if not battery.startswith("long")]
    found = [figure(TITLES[battery], [battery]) for battery in batteries]
    found += [figure("all batteries of short messages", short, register) for register in REGISTERS]
    return {"source": SOURCE, "rows": found}


def main() -> None:
    for code in sorted(set(FILES.values())):
        text = json.dumps(of_pack(code), ensure_ascii=False, indent=1)
        (FOLDER / code / "figures.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
