"""What the engine finds in its own batteries. Frozen rows are scored, never looked at while tuning."""

from __future__ import annotations

import pytest

from tests.detection.batteries import RANK, rows, share

CRISIS, CONCERN = RANK["crisis"], RANK["concern"]


@pytest.mark.parametrize(
    ("language", "split", "least"),
    [("en", "dev", 0.93), ("en", "frozen", 0.60), ("es", "dev", 0.93), ("es", "frozen", 0.80)],
)
def test_crisis_rows_are_found(language: str, split: str, least: float) -> None:
    assert share(language, split, "crisis", at_least=CRISIS) >= least


@pytest.mark.parametrize(
    ("language", "split", "least"),
    [("en", "dev", 0.93), ("en", "frozen", 0.65), ("es", "dev", 0.93), ("es", "frozen", 0.85)],
)
def test_concern_rows_are_found(language: str, split: str, least: float) -> None:
    assert share(language, split, "concern", at_least=CONCERN) >= least


@pytest.mark.parametrize(
    ("language", "split", "most"),
    [("en", "dev", 0.02), ("en", "frozen", 0.05), ("es", "dev", 0.03), ("es", "frozen", 0.15)],
)
def test_hard_negatives_are_not_raised_to_crisis(language: str, split: str, most: float) -> None:
    assert share(language, split, "none", at_least=CRISIS) <= most


@pytest.mark.parametrize(("language", "least"), [("en", 400), ("es", 250)])
def test_battery_is_large_and_mostly_hard(language: str, least: int) -> None:
    battery = rows(language)
    hard = [row for row in battery if row.label == "none" and row.category != "ordinary"]
    assert len(battery) >= least
    assert len(hard) >= 0.4 * len(battery)
    assert len({row.id for row in battery}) == len(battery) == len({row.text for row in battery})


@pytest.mark.parametrize("register", ["youth", "dialect", "second_language", "neurodivergent", "older"])
def test_no_register_is_left_behind(register: str) -> None:
    picked = [row for row in rows("en") if row.register == register and row.label == "crisis" and row.split == "dev"]
    from tests.detection.batteries import rank

    assert sum(rank(row, "en") == CRISIS for row in picked) / len(picked) >= 0.75
