"""`manage.py export_services`: the whole directory in HSDS, as JSON or, where the name ends in .zip, as CSV tables."""

from __future__ import annotations

import sys
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from care import hsds, services


class Command(BaseCommand):
    help = "Write every service of professional help into a file, or to the standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="ends in .json, or in .zip for CSV tables; - for standard output")
        parser.add_argument("--zip", action="store_true", help="CSV tables in a zip, whatever the name")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        found, owners = services.exported(house_email=parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
        zipped = options["zip"] or path.suffix == ".zip"
        data = hsds.to_csv_zip(found, owners) if zipped else hsds.to_json(found).encode()
        if str(path) == "-":
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        else:
            path.write_bytes(data)
        if options["verbosity"]:
            # Beside the data, never in it.
            said = self.stderr if str(path) == "-" else self.stdout
            said.write(f"{len(found)} services written.", style_func=str)
