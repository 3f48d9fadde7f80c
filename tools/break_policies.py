"""Guards are themselves guarded: takes one policy predicate away at a time and wants to see a test turn red each time.

    python tools/break_policies.py                      every predicate; takes long, so it is no part of the gate
    python tools/break_policies.py groups chat          those of some apps
    python tools/break_policies.py chat.policies:is_muted

First the tests of the predicate's own app, then all tests on SQLite, are tried until one fails. Exit code 1 when a
predicate can go without any test noticing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings.test")
RED, GREEN, NOTHING_RAN = 1, 0, 5


def tests_that_may_notice(app: str) -> list[list[str]]:
    own = [str(folder) for folder in (Path("tests", app), Path("tests", "architecture")) if folder.exists()]
    return [own, ["tests"]]


def run(target: str, paths: list[str]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "2", "-p", "tools.broken_policy", *paths]
    command += ["-m", "not browser and not postgres and not services", "--no-header", "--tb=no"]
    done = subprocess.run(command, env=os.environ | {"BROKEN_PREDICATE": target}, capture_output=True, text=True)
    if done.returncode not in (RED, GREEN, NOTHING_RAN):
        # Interrupted at the first failure: xdist ends with two where it stopped the other worker.
        if " failed" in done.stdout:
            return RED
        sys.exit(f"{target}: the tests did not run\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode


def noticed(target: str) -> bool:
    app = target.partition(".")[0]
    return any(run(target, paths) == RED for paths in tests_that_may_notice(app) if paths)


def main(wanted: list[str]) -> int:
    import django

    django.setup()
    from tools.broken_policy import predicates, ways_to_break

    targets = [f"{name}={way}" for name, predicate in predicates() for way in ways_to_break(predicate)]
    if wanted:
        chosen = tuple(word if ":" in word else f"{word}.policies:" for word in wanted)
        targets = [target for target in targets if target.startswith(chosen)]
    if run("", ["tests"]) != GREEN:
        sys.exit("Tests fail already with every predicate in place: mend those first.")
    survivors = []
    for target in targets:
        start = time.monotonic()
        red = noticed(target)
        print(f"{'red     ' if red else 'SURVIVED'}  {target}  ({time.monotonic() - start:.0f} s)", flush=True)
        if not red:
            survivors.append(target)
    print(f"{len(targets) - len(survivors)} passed, {len(survivors)} failed")
    return 1 if survivors or not targets else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
