"""Two versions of what somebody keeps for themself, put together."""

from __future__ import annotations

import pytest

from care.words import together


@pytest.mark.parametrize(("there", "typed", "both"), [
    ("Then it was six.", "I sat.\n\n\nSomebody came.\n", "Then it was six.\n\nI sat.\n\nSomebody came."),
    ("I sat.\n\nThen it was six.", "I sat.\n\nSomebody came.", "I sat.\n\nThen it was six.\n\nSomebody came."),
    ("I sat.", "", "I sat."),
    ("", "I sat.\n\nSomebody came.", "I sat.\n\nSomebody came."),
])  # fmt: skip
def test_of_two_versions_that_are_both_kept_the_paragraphs_stay(there: str, typed: str, both: str) -> None:
    assert together(there, typed) == both
    assert "\n\n" not in together(there, typed, between="\n").removeprefix(there)
