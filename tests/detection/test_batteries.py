"""What the engine finds in its own batteries. Frozen rows are scored, never looked at while tuning."""

from __future__ import annotations

import lzma

import pytest

from moderation.detection.fold import fold_char
from moderation.detection.packs import FOLDER
from tests.detection.batteries import FILES, RANK, TAUGHT, rank, rows, share

CRISIS, CONCERN = RANK["crisis"], RANK["concern"]


@pytest.mark.parametrize(
    ("language", "split", "least"),
    [
        ("en", "dev", 0.98),
        ("en", "frozen", 0.78),
        ("en_second", "dev", 0.89),
        ("en_second", "frozen", 0.77),
        ("en_third", "dev", 0.85),
        ("en_third", "frozen", 0.70),
        ("es", "dev", 0.98),
        ("es", "frozen", 0.87),
        ("es_second", "dev", 0.90),
        ("es_second", "frozen", 0.81),
        ("es_third", "dev", 0.88),
        ("es_third", "frozen", 0.86),
        ("plain", "dev", 0.92),
        ("plain", "frozen", 0.86),
        ("plain_es", "dev", 0.94),
        ("plain_es", "frozen", 0.88),
        ("fifth/en", "frozen", 0.59),
        ("fifth/es", "frozen", 0.63),
        ("seventh/en", "frozen", 0.76),
        ("seventh/es", "frozen", 0.86),
        ("eighth/en", "frozen", 0.79),
        ("eighth/es", "frozen", 0.89),
        ("long", "dev", 0.91),
        ("long", "frozen", 0.83),
        ("long_third", "dev", 1.00),
        ("long_third", "frozen", 0.90),
    ],
)
def test_crisis_rows_are_found(language: str, split: str, least: float) -> None:
    assert share(language, split, "crisis", at_least=CRISIS) >= least


@pytest.mark.parametrize(
    ("language", "split", "least"),
    [
        ("en", "dev", 0.97),
        ("en", "frozen", 0.77),
        ("en_second", "dev", 0.73),
        ("en_second", "frozen", 0.60),
        ("en_third", "dev", 0.72),
        ("en_third", "frozen", 0.73),
        ("es", "dev", 1.00),
        ("es", "frozen", 1.00),
        ("es_second", "dev", 0.96),
        ("es_second", "frozen", 0.80),
        ("es_third", "dev", 0.70),
        ("es_third", "frozen", 0.80),
        ("plain", "frozen", 0.88),
        ("plain_es", "frozen", 0.80),
        ("fifth/en", "frozen", 0.80),
        ("fifth/es", "frozen", 0.74),
        ("seventh/en", "frozen", 0.58),
        ("seventh/es", "frozen", 0.74),
        ("eighth/en", "frozen", 0.47),
        ("eighth/es", "frozen", 0.91),
    ],
)
def test_concern_rows_are_found(language: str, split: str, least: float) -> None:
    assert share(language, split, "concern", at_least=CONCERN) >= least


@pytest.mark.parametrize(
    ("language", "split", "most"),
    [
        ("en", "dev", 0.02),
        ("en", "frozen", 0.02),
        ("en_second", "dev", 0.02),
        ("en_second", "frozen", 0.08),
        ("en_third", "dev", 0.05),
        ("en_third", "frozen", 0.10),
        ("es", "dev", 0.03),
        ("es", "frozen", 0.09),
        ("es_second", "dev", 0.05),
        ("es_second", "frozen", 0.02),
        ("es_third", "dev", 0.03),
        ("es_third", "frozen", 0.10),
        ("plain", "dev", 0.06),
        ("plain", "frozen", 0.10),
        ("plain_es", "dev", 0.06),
        ("plain_es", "frozen", 0.13),
        ("fifth/en", "frozen", 0.07),
        ("fifth/es", "frozen", 0.04),
        ("seventh/en", "frozen", 0.03),
        ("seventh/es", "frozen", 0.05),
        ("eighth/en", "frozen", 0.02),
        ("eighth/es", "frozen", 0.04),
        ("long", "dev", 0.24),
        ("long", "frozen", 0.24),
        ("long_third", "dev", 0.15),
        ("long_third", "frozen", 0.25),
        ("everyday", "dev", 0.08),
        ("everyday", "frozen", 0.09),
        ("everyday_es", "dev", 0.06),
        ("everyday_es", "frozen", 0.18),
        ("replies", "dev", 0.02),
        ("replies", "frozen", 0.04),
        ("replies_third", "dev", 0.08),
        ("replies_third", "frozen", 0.03),
    ],
)
def test_hard_negatives_are_not_raised_to_crisis(language: str, split: str, most: float) -> None:
    assert share(language, split, "none", at_least=CRISIS) <= most


@pytest.mark.parametrize(
    ("language", "least"),
    [
        ("en", 400),
        ("en_second", 600),
        ("en_third", 800),
        ("fifth/en", 800),
        ("es", 250),
        ("es_second", 400),
        ("es_third", 400),
        ("fifth/es", 700),
        ("seventh/en", 400),
        ("seventh/es", 400),
        ("eighth/en", 360),
        ("eighth/es", 360),
    ],
)
def test_battery_is_large(language: str, least: int) -> None:
    battery = rows(language)
    assert len(battery) >= least
    assert len({row.id for row in battery}) == len(battery) == len({row.text for row in battery})


@pytest.mark.parametrize(
    "batteries",
    [
        ("en",),
        ("en_second",),
        ("es",),
        ("es_second",),
        ("en", "en_second", "en_third"),
        ("es", "es_second", "es_third"),
    ],
    ids="+".join,
)
def test_what_a_language_is_measured_on_is_mostly_hard(batteries: tuple[str, ...]) -> None:
    """Of all rows of a language four in ten are hard to tell from a crisis by their words."""
    measured = [row for battery in batteries for row in rows(battery)]
    hard = [row for row in measured if row.label == "none" and row.category != "ordinary"]
    assert len(hard) >= 0.4 * len(measured)


@pytest.mark.parametrize("register", ["youth", "dialect", "second_language", "neurodivergent", "older"])
def test_no_register_is_left_behind(register: str) -> None:
    picked = [row for row in rows("en") if row.register == register and row.label == "crisis" and row.split == "dev"]
    assert sum(rank(row, "en") == CRISIS for row in picked) / len(picked) >= 0.75


def test_rows_that_teach_the_signal_are_in_no_battery() -> None:
    measured = [row for battery in FILES for row in rows(battery)]
    texts = {row.text for row in measured}
    frozen = {_plain(row.text) for row in measured if row.split == "frozen"}
    taught = [row for battery in TAUGHT for row in rows(battery)]
    assert all(row.split == "dev" and row.text not in texts for row in taught)
    assert [row.id for row in taught if _plain(row.text) in frozen] == []


def _plain(text: str) -> str:
    return " ".join("".join(fold_char(sign) if sign.isalnum() else " " for sign in text.lower()).split())


def test_packs_and_weights_stay_small() -> None:
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    packed = lzma.compress(b"".join(path.read_bytes() for path in files))
    assert len(packed) <= 150_000
    assert sum(path.stat().st_size for path in files if path.name == "signal.bin") <= 50_000
