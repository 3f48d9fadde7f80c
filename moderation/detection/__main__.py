"""Reads JSON lines and writes a reading for each, or explains one text."""

from __future__ import annotations

import argparse
import json
import sys
import time

from . import explain, read


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m moderation.detection", description=__doc__)
    parser.add_argument("--explain", metavar="TEXT", help="explain one text instead")
    parser.add_argument("--language", default="en", help="of texts that do not say theirs")
    options = parser.parse_args()
    if options.explain is not None:
        for line in explain(read(options.explain, language=options.language), options.explain):
            sys.stdout.write(line + "\n")
        return
    for line in sys.stdin:
        if not line.strip():
            continue
        row = json.loads(line)
        text = row["text"]
        began = time.perf_counter_ns()
        reading = read(text, language=row.get("language") or options.language)
        micros = (time.perf_counter_ns() - began) // 1000
        answer = {
            "id": row.get("id"),
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
        sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
