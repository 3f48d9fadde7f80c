"""Reads docker-compose.yml as Docker Compose would and runs its commands as they stand, without a container."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"
VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>[A-Z_]+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\})")


class Missing(Exception):
    """A variable without a default is not set, as `docker compose` would refuse it."""


def interpolate(text: str, given: Mapping[str, str]) -> str:
    """Fills in ${NAME}, ${NAME:-default}, ${NAME:?message} and $$, as the compose specification says."""

    def fill(match: re.Match[str]) -> str:
        if match["name"] is None:
            return "$"
        value = given.get(match["name"], "")
        if value or match["kind"] is None:
            return value
        if match["kind"] == "?":
            raise Missing(match["name"])
        return match["rest"]

    return VARIABLE.sub(fill, text)


def fill_in(part: Any, given: Mapping[str, str]) -> Any:
    """Returns the same tree with every text filled in."""
    if isinstance(part, str):
        return interpolate(part, given)
    if isinstance(part, dict):
        return {key: fill_in(value, given) for key, value in part.items()}
    return [fill_in(value, given) for value in part] if isinstance(part, list) else part


def services(given: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Returns the services of the file, filled in from these variables."""
    found: dict[str, dict[str, Any]] = fill_in(yaml.safe_load(FILE.read_text()), given)["services"]
    return found


def start(
    command: str | list[str], environment: Mapping[str, str], folder: Path, log: Path, shell: bool = False
) -> subprocess.Popen[bytes]:
    """Starts a command of the file in a session of its own, with this environment and nothing of ours but PATH."""
    words = ["/bin/sh", "-c", str(command)] if shell else shlex.split(command) if isinstance(command, str) else command
    clean = {"PATH": os.environ["PATH"], "HOME": tempfile.gettempdir(), "LANG": "C.UTF-8"} | dict(environment)
    with log.open("ab") as out:
        return subprocess.Popen(words, env=clean, cwd=folder, stdout=out, stderr=out, start_new_session=True)
