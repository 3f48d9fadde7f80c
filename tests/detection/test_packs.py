"""A language is a folder, and is read only if it says how often it is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from moderation.detection import ENABLED_PACKS, engine, packs, read

FIGURES = {"rows": [{"rated": 10, "found": 9, "ordinary": 20, "raised": 1}]}
FILES: dict[str, Any] = {
    "pack.json": {"id": "de", "version": 1},
    "lexicon.json": {
        "features": {"p1": "ich", "neg": "nicht nie", "want": "will"},
        "edges": "und aber", "common": "ich will nicht", "expand": {}, "macros": {}, "core": "sterben", "emoji": {},
        "endings": {},
    },
    "classes.json": {}, "marks.json": {}, "traces.json": {},
    "answers.json": {"questions": [], "yes": ["^ ja"], "no": ["^ nein"], "unsure": ["^ nun"], "after": ["vorbei"]},
    "rules/acts.json": [
        {"id": "de_die", "kind": "act", "act": "die", "category": "suicide", "say": "to die", "patterns": ["sterben"]}
    ],
}  # fmt: skip


def written(folder: Path, figures: Any) -> None:
    for name, content in FILES.items():
        path = folder / "de" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    (folder / "de/guard.txt").write_text("", encoding="utf-8")
    if figures is not None:
        (folder / "de/figures.json").write_text(json.dumps(figures), encoding="utf-8")


def test_every_pack_that_is_read_publishes_its_errors() -> None:
    assert ENABLED_PACKS == packs.measured(packs.FOLDER) == ("en", "es")


@pytest.mark.parametrize(("figures", "enabled"), [(None, ()), ({"rows": []}, ()), (FIGURES, ("de",))])
def test_a_pack_without_figures_cannot_be_switched_on(tmp_path: Path, figures: Any, enabled: tuple[str, ...]) -> None:
    written(tmp_path, figures)
    assert packs.measured(tmp_path) == enabled


def test_a_language_needs_no_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read("ich will sterben", language="de").level == "not_understood"
    written(tmp_path, FIGURES)
    monkeypatch.setattr(packs, "FOLDER", tmp_path)
    loaded, repairer, emoji = packs.load_all(("de",))
    monkeypatch.setattr(engine, "_PACKS", loaded)
    monkeypatch.setattr(engine, "_REPAIRER", repairer)
    monkeypatch.setattr(engine, "_EMOJI", emoji)
    monkeypatch.setattr(engine, "ENABLED_PACKS", ("de",))
    assert read("ich will sterben", language="de").level == "crisis"
    assert read("ich will s t e r b e n", language="de").level == "crisis"
    assert read("ich will nicht sterben", language="de").level == "none"
