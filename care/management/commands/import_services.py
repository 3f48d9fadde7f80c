"""`manage.py import_services`: services of professional help from a file in HSDS, JSON or a zip of CSV tables."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import clock
from care import hsds, services
from care.hsds import Problem
from care.problem_words import told


class Command(BaseCommand):
    help = "Bring in services of professional help. A file with a mistake in it changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="HSDS as JSON, or a zip with one CSV file a table; - for standard input"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            data = self._bytes(path)
        except OSError as error:
            raise CommandError(f"{path} cannot be read ({error.strerror}).") from error
        loud = bool(options["verbosity"])
        read = hsds.read(data, today=clock.now().date(), progress=self._teller("read", loud))
        try:
            if options["dry_run"]:
                found = services.compare_services(read=read)
                if found.problems:
                    raise services.ImportRefused(found.problems)
            else:
                found = services.import_services(read=read, progress=self._teller("taken", loud))
        except services.ImportRefused as refused:
            raise self._refused(refused.problems) from refused
        if not loud:
            return
        for name, count in sorted(read.not_kept.items()):
            self.stdout.write(f"Not kept, as the standard does not know it: {name} ({count})")
        for remark in read.remarks:
            self.stdout.write(str(told(remark)))
        for name in found.unconfirmed:
            self.stdout.write(f"Has to be checked again: {name}")
        self.stdout.write(
            f"{'Would be: ' if options['dry_run'] else ''}{len(found.added)} added, {len(found.changed)} changed, "
            f"{found.unchanged} unchanged, {len(found.refused)} refused."
        )

    def _bytes(self, path: Path) -> bytes:
        """No more than may come in, and one byte that tells of more."""
        if str(path) == "-":
            data = sys.stdin.buffer.read(hsds.BYTES_MOST + 1)
        else:
            with path.open("rb") as file:
                data = file.read(hsds.BYTES_MOST + 1)
        if len(data) > hsds.BYTES_MOST:
            raise self._refused([Problem("", "", "too big")])
        return data

    def _teller(self, step: str, loud: bool) -> Any:
        def tell(done: int, of: int) -> None:
            if loud:
                self.stdout.write(f"{step} {done} of {of}")

        return tell

    @staticmethod
    def _refused(problems: list[Problem]) -> CommandError:
        reasons = "\n".join(f"  {told(problem)}" for problem in problems)
        return CommandError(f"Nothing was changed.\n{reasons}")
