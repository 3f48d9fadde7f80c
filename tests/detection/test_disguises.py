"""Disguised words mean what they would undisguised, and offsets point into the text as written."""

from __future__ import annotations

import pytest

from moderation.detection import read

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
