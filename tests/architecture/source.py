"""The project's own files, read once, for tests that look at the whole."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# From the ground up; those on one line never know of each other.
FLOORS = (
    ("audit", "clock", "fulltext", "registry", "registries", "rows", "tables"),
    ("realtime",),
    ("accounts",),
    ("care", "notifications"),
    ("groups",),
    ("moderation",),
    ("chat",),
    ("meetings", "stories", "resilience"),
    ("peersupport",),
)
FLOOR = {app: number for number, apps in enumerate(FLOORS) for app in apps}
ROOF = "peersupport"
LEFT_OUT = {".git", ".venv", "var", "node_modules", "staticfiles", "__pycache__"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is, or may become, part of the project: what git does not ignore."""
    try:
        said = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        found = [ROOT / name for name in said.stdout.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if not LEFT_OUT & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in found if path.is_file()))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def files(*endings: str, under: str = "") -> Iterator[Path]:
    """Yields the tracked files with one of these endings, below a folder."""
    for path in tracked():
        if path.name.endswith(endings) and name(path).startswith(under):
            yield path


def app_of(path: Path) -> str:
    """The app, or module on the ground floor, that a Python file belongs to; else an empty string."""
    first = path.relative_to(ROOT).parts[0].removesuffix(".py")
    return first if first in FLOOR else ""


def app_files() -> Iterator[Path]:
    """Yields the Python files of the apps, without migrations."""
    for path in files(".py"):
        if app_of(path) and "migrations" not in path.parts:
            yield path


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def text(path: Path) -> str:
    """The file's text; an empty string where it is not text."""
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""


def may_know(upper: str, lower: str) -> bool:
    """Whether code of one app may name another: itself, or anything on a lower floor."""
    return upper == lower or FLOOR[lower] < FLOOR[upper]
