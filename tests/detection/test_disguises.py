"""Disguised words mean what they would undisguised, and offsets point into the text as written."""

from __future__ import annotations

import pytest

from moderation.detection import read
from tests.detection.batteries import FILES, RANK, rank, rows

PLAIN = "i want to kill myself"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.upper(),
        "i want to k1ll my$3lf",
        "1 w@nt t0 k1ll my$3lf",
        "i want to k i l l myself",
        "i want to k.i.l.l myself",
        "i want to k*ll myself",
        "i want to k!ll myself",
        "i want to k\u200bi\u200bl\u200bl myself",
        "i wаnt tо kіll mysеlf",
        "ｉ ｗａｎｔ ｔｏ ｋｉｌｌ ｍｙｓｅｌｆ",
        "𝐢 𝐰𝐚𝐧𝐭 𝐭𝐨 𝐤𝐢𝐥𝐥 𝐦𝐲𝐬𝐞𝐥𝐟",
        "i waaant to kiiill myyyself",
        "i wnat to klil mysefl",
        "i want to killmyself",
        "i\nwant\nto kill myself",
        "i wanna kms",
        "i want to commit sewerslide",
    ],
)
def test_disguise_does_not_hide_a_crisis(text: str) -> None:
    assert read(text, language="en").level == "crisis"


@pytest.mark.parametrize("text", ["dial 113 or 988", "take 50mg at 8pm", "on 12/05 at 10am", "version 1.0.3", "gr8 m8"])
def test_numbers_are_not_letters(text: str) -> None:
    assert read(text, language="en").level == "none"


def test_cue_points_at_the_disguised_word() -> None:
    text = "hey 🙂 — i want to k\u200bi\u200bl\u200bl myself, sorry"
    cue = next(c for c in read(text, language="en").cues if c.rule == "kill_myself")
    assert text[cue.start : cue.end] == "k\u200bi\u200bl\u200bl myself"


def _swapped(text: str) -> str:
    """The longest word with two letters in its middle the wrong way round."""
    words = text.split(" ")
    at = max(range(len(words)), key=lambda at: len(words[at]) if words[at].isalpha() else 0)
    word, middle = words[at], len(words[at]) // 2
    if len(word) >= 5:
        words[at] = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    return " ".join(words)


LEET = str.maketrans("aeios", "4310$")
CYRILLIC = str.maketrans("aeopcxy", "аеорсху")
FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
BOLD = {97 + at: chr(0x1D41A + at) for at in range(26)}
DISGUISES = {
    "capitals": str.upper,
    "digits for letters": lambda text: text.translate(LEET),
    "another alphabet": lambda text: text.translate(CYRILLIC),
    "full width": lambda text: text.translate(FULL),
    "mathematical": lambda text: text.lower().translate(BOLD),
    "invisible characters": "\u200b".join,
    "a word a line": lambda text: text.replace(" ", "\n"),
    "two letters swapped": _swapped,
    "no marks": lambda text: "".join(char for char in text if char.isalnum() or char == " "),
    "laughter": lambda text: text + " lol",
    "ordinary words around": lambda text: f"hi all. had toast. {text} anyway, how was everyone?",
}


@pytest.mark.parametrize("battery", ["en", "es"])
@pytest.mark.parametrize("name", sorted(DISGUISES))
def test_disguise_changes_nothing_of_what_a_row_means(battery: str, name: str) -> None:
    """Every third row for development of those that are right undisguised."""
    kept = {"crisis": [], "none": []}
    for row in [row for row in rows(battery) if row.split == "dev" and row.label in kept][::3]:
        crisis = row.label == "crisis"
        if (rank(row, battery) == RANK["crisis"]) == crisis:
            disguised = read(DISGUISES[name](row.text), language=FILES[battery]).level
            kept[row.label].append((disguised == "crisis") == crisis)
    assert sum(kept["crisis"]) >= 0.92 * len(kept["crisis"])
    assert sum(kept["none"]) >= 0.97 * len(kept["none"])
