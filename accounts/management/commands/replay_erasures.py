"""`manage.py replay_erasures`: after a backup was put back, erase again who was erased since it was made."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.services.ledger import DONE, due_again, lines_in, replay_erasures


class Command(BaseCommand):
    help = (
        "Erase again who was erased since a backup was made, and hide again who had asked for it. Run it after the "
        "backup is back and before the doors open. It can be run twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ledger", nargs="?", help="The file, or - for standard input; else ERASURE_LEDGER.")
        parser.add_argument("--dry-run", action="store_true", help="Only say how many there are.")

    def handle(self, *args: Any, ledger: str | None, dry_run: bool, **options: Any) -> None:
        try:
            lines = lines_in(self._words(ledger))
        except (OSError, ValueError) as error:
            raise CommandError(f"The ledger cannot be read: {error}") from None
        if dry_run:
            due = due_again(lines=lines)
            erased = sum(one.last.what == DONE for one in due)
            self.stdout.write(f"{erased} would be erased again, {len(due) - erased} would be hidden again.")
            return
        done = replay_erasures(lines=lines)
        self.stdout.write(f"{done.erased} erased again, {done.hidden} hidden again until their day.")
        if done.failed:
            raise CommandError(f"{done.failed} could not be erased now. They are hidden; the hourly sweep tries again.")

    def _words(self, ledger: str | None) -> str:
        if ledger == "-":
            return sys.stdin.read()
        path = ledger or settings.ERASURE_LEDGER
        if not path:
            raise CommandError("Where is the ledger? Name the file, or set ERASURE_LEDGER.")
        return Path(path).read_text()
