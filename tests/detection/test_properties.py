"""What must hold for any text at all."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.detection import read
from tests.detection.batteries import RANK, rows

ROOT = Path(__file__).parents[2]
PIECES = st.sampled_from(
    [
        "i",
        "want",
        "to",
        "kill",
        "myself",
        "not",
        "never",
        "die",
        ".",
        ",",
        '"',
        "k1ll",
        "d i e",
        "\n",
        "🔫",
        "no",
        "quiero",
        "morir",
        "you",
        "?",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400) | st.lists(PIECES, max_size=40).map(" ".join))
def test_reading_never_raises_and_offsets_stay_within_the_text(text: str) -> None:
    reading = read(text, language="en")
    assert reading.level in ("none", "concern", "crisis", "not_understood")
    assert 0 <= reading.severity <= 5
    for place in (*reading.cues, *reading.findings):
        assert 0 <= place.start < place.end <= len(text)
    assert reading == read(text, language="en")


CRISES = [
    row.text
    for battery in ("en", "en_second", "es", "es_second")
    for row in rows(battery)
    if row.split == "dev" and row.label == "crisis" and read(row.text, language="en").level == "crisis"
]
BENIGN = [
    row.text
    for battery in ("en", "es")
    for row in rows(battery)
    if row.category == "ordinary" and not read(row.text, language="en").categories
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CRISES), st.lists(st.sampled_from(BENIGN), max_size=6), st.integers(0, 6))
def test_adding_benign_text_never_lowers_a_crisis(crisis: str, benign: list[str], at: int) -> None:
    parts = [*benign[:at], crisis, *benign[at:]]
    assert read(". ".join(parts), language="en").level == "crisis"


@pytest.mark.parametrize(
    "unit", ["kill myself ", "k i l l ", "s.u.i.", "k*ll ", "aaaab ", "not want to ", '"', "i will not ", "🔫"]
)
def test_reading_takes_time_in_proportion_to_length(unit: str) -> None:
    def least(size: int) -> float:
        text = (unit * size)[:size]
        spent = []
        for _ in range(3):
            began = time.process_time()
            read(text, language="en")
            spent.append(time.process_time() - began)
        return min(spent)

    least(4_000)
    assert least(32_000) < 8 * 3 * max(least(4_000), 0.001)


def test_command_answers_each_line_in_order() -> None:
    lines = [
        {"id": "a", "text": "i want to die"},
        {"id": "b", "text": "nice soup"},
        {"id": "c", "text": "hola", "language": "es"},
    ]
    done = subprocess.run(
        [sys.executable, "-m", "moderation.detection"],
        input="\n".join(map(json.dumps, lines)),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [a["id"] for a in answers] == ["a", "b", "c"]
    assert [RANK[a["level"]] for a in answers] == [2, 0, 0]
    keys = {"id", "level", "severity", "categories", "cues", "findings", "about", "packs", "version", "micros"}
    assert all(keys == set(a) for a in answers)


def test_command_answers_a_line_it_can_not_read_and_goes_on_without_repeating_it() -> None:
    lines = [b'{"id": 1, "text": "i want to die"}', b"violetcanary", b"[7]", b'{"id": 4}', b'{"id": 5, "text": 6}',
             b'{"id": 6, "text": "\\ud800 kill myself"}', b'\xff\xfe', b'{"id": 8, "text": ""}']  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "moderation.detection"], input=b"\n".join(lines), capture_output=True, cwd=ROOT
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [1, None, None, 4, 5, 6, None, 8]
    assert [at for at, answer in enumerate(answers) if "error" in answer] == [1, 2, 3, 4, 6]
    assert [answers[at]["level"] for at in (0, 5, 7)] == ["crisis", "crisis", "none"]
    assert done.returncode and b"violetcanary" not in done.stdout + done.stderr


def test_command_explains_one_text() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "moderation.detection", "--explain", "i want to die"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert "die" in done.stdout


def test_engine_needs_no_framework() -> None:
    code = "import sys, moderation.detection; assert not any(m.split('.')[0] == 'django' for m in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
