"""What a pack publishes of itself is what counting gives, and the docs say the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from moderation.detection.packs import FOLDER
from tests.detection.figures import of_pack

SAFETY = Path(__file__).resolve().parents[2] / "docs/safety.md"


@pytest.mark.parametrize("code", ["en", "es"])
def test_published_figures_are_those_of_a_fresh_count(code: str) -> None:
    counted = of_pack(code)
    assert json.loads((FOLDER / code / "figures.json").read_text(encoding="utf-8")) == counted
    said = " ".join(SAFETY.read_text(encoding="utf-8").split())
    for row in counted["rows"]:
        if not row["register"]:
            assert f"found {row['found']} of {row['rated']}" in said, row["what"]
