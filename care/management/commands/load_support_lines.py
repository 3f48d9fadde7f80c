"""`manage.py load_support_lines`: the helplines and emergency numbers that ship with the project, or one's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from care import loader, services
from care.loader import Refused


class Command(BaseCommand):
    help = "Load helplines and emergency numbers. Rows that a person confirmed are never changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--lines",
            type=Path,
            help="a CSV or JSON file of helplines instead of the shipped one; - for standard input",
        )
        parser.add_argument(
            "--numbers", type=Path, help="the same for emergency numbers; only one of the two can be standard input"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *args: Any, **options: Any) -> None:
        if str(options["lines"]) == str(options["numbers"]) == "-":
            raise CommandError("Only one of --lines and --numbers can be read from the standard input.")
        try:
            if options["dry_run"]:
                return self._preview(_text(options["lines"]), _text(options["numbers"]))
            loaded = services.load_support_lines(
                lines=_text(options["lines"]),
                numbers=_text(options["numbers"]),
            )
        except Refused as refused:
            reasons = "\n".join(f"  {problem}" for problem in refused.problems)
            raise CommandError(f"Nothing was loaded.\n{reasons}") from refused
        if not options["verbosity"]:
            return
        self.stdout.write(
            f"{loaded.added} added, {loaded.changed} changed, {loaded.removed} taken away, "
            f"{loaded.kept} left as a person confirmed them."
        )

    def _preview(self, lines: str | None, numbers: str | None) -> None:
        if lines is None and numbers is None:
            lines, numbers = loader.SHIPPED_LINES.read_text("utf-8"), loader.SHIPPED_NUMBERS.read_text("utf-8")
        for table, text in ((loader.LINES, lines), (loader.NUMBERS, numbers)):
            if text is None:
                continue
            for found in services.preview(actor=None, table=table, rows=loader.read(table, text)):
                changes = "; ".join(f"{name}: {now!r} -> {then!r}" for name, now, then in found.changes)
                self.stdout.write(f"{found.what}: {found.row}{f' ({changes})' if changes else ''}")
        self.stdout.write("Nothing was changed.")


def _text(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        # Bytes, so that a BOM and line ends are read as in a file, whatever the terminal is set to.
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read as UTF-8 text ({error}).") from error
