"""Do the tests see it when a guard is gone? Breaks one at a time and expects a test to turn red each time.

    .venv/bin/python tools/break_policies.py                   everything: about twenty seconds for each guard
    .venv/bin/python tools/break_policies.py --only groups     those whose name holds a word
    .venv/bin/python tools/break_policies.py --sample 6        a few, others each day
    .venv/bin/python tools/break_policies.py --list            what there is

Ends with 1 when the tests stay green for any of them. Not part of `make test`.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings.test")
# The quick ones first: the first red test ends a round.
FIRST = ["tests/architecture/test_refusals.py", "tests/architecture/test_visibility.py"]
BY_APP = {
    "accounts": ["tests/accounts"],
    "care": ["tests/care"],
    "groups": ["tests/groups"],
    "moderation": ["tests/moderation"],
    "chat": ["tests/chat", "tests/realtime"],
    "meetings": [
        f"tests/meetings/test_{name}.py"
        for name in (
            "attendance",
            "live",
            "live_pages",
            "seats",
            "changing",
            "pages",
            "sides",
            "guests",
            "beside",
            "missed",
            "after",
        )
    ],
    "notifications": ["tests/notifications"],
    "stories": ["tests/stories"],
    "resilience": ["tests/resilience"],
}
LAST = ["tests/architecture/test_live_leaks.py", "tests/architecture/test_leaks.py"]


def app_of(what: str) -> str:
    kind, _, name = what.partition(":")
    return "chat" if kind == "post" else name.partition(".")[0]


def rounds(what: str) -> list[list[str]]:
    """What to run until something is red: the test made for it, the quick ones, those of its app, the matrix."""
    own = [f"{FIRST[0]}::test_who_may_not_is_refused[{what.removeprefix('perm:')}]"] if what.startswith("perm:") else []
    return [paths for paths in (own, FIRST, BY_APP.get(app_of(what), []), LAST) if paths]


def turns_red(what: str, paths: list[str]) -> str:
    """The first test that failed with the guard gone, or an empty string; RuntimeError when the tests did not run."""
    there = [path for path in paths if (ROOT / path.partition("::")[0]).exists()]
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tools.broken",
            "-p",
            "no:cacheprovider",
            "-x",
            "-q",
            "--no-header",
            "--tb=no",
            "-m",
            "not browser and not postgres and not services",
            *there,
        ],
        cwd=ROOT,
        env=os.environ | {"BREAK": what},
        capture_output=True,
        text=True,
    )
    if run.returncode not in (0, 1):
        raise RuntimeError(f"the tests did not run with {what}:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    failed = [line for line in run.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    return failed[0].split(" ")[1] if run.returncode else ""


def choose(arguments: argparse.Namespace) -> list[str]:
    import django

    django.setup()
    from tools.broken import everything_that_can_be_broken

    every = [what for what in everything_that_can_be_broken() if all(word in what for word in arguments.only)]
    if arguments.after:
        every = every[every.index(arguments.after) + 1 :]
    if arguments.sample and arguments.sample < len(every):
        # Another few each day, the same few all day: a red run can be repeated.
        every = random.Random(arguments.seed or time.strftime("%Y-%m-%d")).sample(every, arguments.sample)
    return every


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", default=[], metavar="WORD", help="only guards whose name holds this")
    parser.add_argument("--after", default="", metavar="NAME", help="go on after this one, where a run was ended")
    parser.add_argument("--sample", type=int, default=0, help="only so many, chosen by the day")
    parser.add_argument("--seed", default="", help="choose the sample by this instead of the day")
    parser.add_argument("--list", action="store_true", help="say what can be broken")
    arguments = parser.parse_args()
    chosen = choose(arguments)
    if arguments.list:
        print("\n".join(chosen))
        return 0
    if whole := turns_red("", FIRST):
        print(f"The tests are red with nothing broken: {whole}")
        return 1
    survivors = []
    for number, what in enumerate(chosen, 1):
        began = time.monotonic()
        red = next(filter(None, (turns_red(what, paths) for paths in rounds(what))), "")
        print(f"{number:3}/{len(chosen)} {time.monotonic() - began:5.0f} s  {what:44} {red or 'SURVIVED'}", flush=True)
        if not red:
            survivors.append(what)
    print(
        f"\n{len(chosen) - len(survivors)} of {len(chosen)} were seen."
        + "".join(f"\nnobody noticed: {what}" for what in survivors)
    )
    return 1 if survivors or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
