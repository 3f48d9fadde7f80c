"""A language is a folder, and is read only if it says how often it is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from moderation.detection import ENABLED_PACKS, engine, packs, read

FIGURES = {"rows": [{"rated": 10, "found": 9, "ordinary": 20, "raised": 1}]}
SETTINGS = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'peersupport.settings.test'; "
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


def loaded_by(code: str) -> bool:
    """Whether a process of its own has the languages in memory after `code`."""
    ask = "import sys; print('moderation.detection.engine' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", f"{code}; {ask}"], capture_output=True, text=True, check=True)
    return said.stdout.strip() == "True"


def test_what_words_are_read_by_is_loaded_with_the_first_of_them_and_by_every_server_before_it() -> None:
    module = "from moderation import detection as d"
    assert not loaded_by(module)
    assert not loaded_by(SETTINGS + "import django; django.setup()")
    assert loaded_by(module + "; d.read('hello', language='en')")
    assert loaded_by(module + "; d.get_ready()")


@pytest.mark.parametrize(
    "start",
    [
        "import peersupport.asgi",
        "import peersupport.wsgi",
        "import peersupport.celery; from celery.signals import worker_init; worker_init.send(sender=None)",
    ],
)
def test_nobodys_first_words_wait_for_a_server_to_learn_a_language(start: str) -> None:
    assert loaded_by(SETTINGS + start)


def test_the_first_words_of_a_process_that_is_no_server_are_read_in_time_all_the_same() -> None:
    ask = "from moderation.engine import read_text; print(read_text('hello there', language='en', seconds=0.25).level)"
    code = f"{SETTINGS}import django; django.setup(); {ask}"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "none"


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
