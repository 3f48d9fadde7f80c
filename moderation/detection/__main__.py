"""Reads JSON lines and writes a reading for each, or explains one text."""

from __future__ import annotations

import argparse
import json
import sys
import time
from contextlib import suppress
from typing import Any

from . import explain, read


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m moderation.detection", description=__doc__)
    parser.add_argument("--explain", metavar="TEXT", help="explain one text instead")
    parser.add_argument("--language", default="en", help="of texts that do not say theirs")
    options = parser.parse_args()
    if options.explain is not None:
        # A text may hold halves of characters, which no terminal can show.
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        for line in explain(read(options.explain, language=options.language), options.explain):
            sys.stdout.write(line + "\n")
        return
    refused = [_answer(line, options.language) for line in sys.stdin.buffer if line.strip()].count(False)
    if refused:
        # What stood there is not repeated: it may be somebody's words.
        sys.exit(f"{refused} lines were no JSON object with a text")


def _answer(line: bytes, language: str) -> bool:
    """Writes one line for one line, so that answers stay in order; an error where there was nothing to read."""
    row: Any = None
    with suppress(ValueError, RecursionError):
        row = json.loads(line)
    known = row if isinstance(row, dict) else {}
    text, spoken = known.get("text"), known.get("language") or language
    if not isinstance(text, str) or not isinstance(spoken, str):
        _write({"id": known.get("id"), "error": "not a JSON object with a text"})
        return False
    began = time.perf_counter_ns()
    reading = read(text, language=spoken)
    micros = (time.perf_counter_ns() - began) // 1000
    _write(
        {
            "id": known.get("id"),
            "level": reading.level,
            "severity": reading.severity,
            "categories": list(reading.categories),
            "cues": [{"start": c.start, "end": c.end, "rule": c.rule, "slots": c.slots} for c in reading.cues],
            "findings": [{"kind": f.kind, "start": f.start, "end": f.end, "rule": f.rule} for f in reading.findings],
            "about": reading.about,
            "packs": list(reading.packs),
            "version": reading.version,
            "micros": micros,
        }
    )
    return True


def _write(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
