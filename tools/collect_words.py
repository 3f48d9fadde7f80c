"""Collects every visible word into locale/ and compiles the catalogues. Needs the gettext tools.

python tools/collect_words.py            collects and compiles
python tools/collect_words.py --check    changes nothing; fails when a word or a compiled catalogue is missing
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = [f"--ignore={name}" for name in (".venv", "var", "tests", "tools", "benchmarks", "static/vendor")]


def collect(root: Path) -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "peersupport.settings.dev"}
    for domain in ("django", "djangojs"):
        command = [sys.executable, "manage.py", "makemessages", "--all", "--domain", domain, "--no-location", *LEFT_OUT]
        subprocess.run([*command, "--no-obsolete", "--verbosity", "0"], cwd=root, env=environment, check=True)
    for catalogue in sorted(root.glob("locale/*/LC_MESSAGES/*.po")):
        subprocess.run(["msgfmt", "--check-format", "-o", catalogue.with_suffix(".mo"), catalogue], check=True)


def essence(root: Path) -> dict[str, str]:
    """Returns each catalogue without its dates: what a difference would mean something in."""
    dates = re.compile(r'^"(POT-Creation|PO-Revision)-Date:.*\n', re.M)
    return {
        path.relative_to(root).as_posix(): dates.sub("", path.read_text())
        for path in sorted(root.glob("locale/*/LC_MESSAGES/*.po"))
    }


def compiled_words(catalogue: Path) -> str:
    said = subprocess.run(["msgunfmt", "--no-wrap", catalogue], capture_output=True, text=True, check=True).stdout
    return re.sub(r"[^\n]*-Date:[^\n]*\n", "", said)


def check() -> list[str]:
    """Returns what is wrong, one sentence each."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy")
        shutil.copytree(
            ROOT, copy, ignore=shutil.ignore_patterns(".venv", ".git", "var", "__pycache__", ".*_cache", ".hypothesis")
        )
        collect(copy)
        before, after = essence(ROOT), essence(copy)
        wrong = [
            f"{name} lacks words, or keeps some that are gone" for name in after if before.get(name) != after[name]
        ]
        for name in after:
            mine = (ROOT / name).with_suffix(".mo")
            if not mine.exists() or compiled_words(mine) != compiled_words((copy / name).with_suffix(".mo")):
                wrong.append(f"{mine.relative_to(ROOT)} is not what its .po says")
        return wrong


if __name__ == "__main__":
    if "--check" in sys.argv:
        problems = check()
        print("\n".join([*problems, "Run tools/collect_words.py and commit what it changes."] if problems else ["ok"]))
        sys.exit(bool(problems))
    collect(ROOT)
