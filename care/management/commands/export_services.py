"""`manage.py export_services`: the whole directory in HSDS, as JSON or, where the name ends in .zip, as CSV tables."""

from __future__ import annotations

from email.utils import parseaddr
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from care import hsds, services


class Command(BaseCommand):
    help = "Write every service of professional help into a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="ends in .json, or in .zip for CSV tables")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        found, owners = services.exported(house_email=parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
        if path.suffix == ".zip":
            path.write_bytes(hsds.to_csv_zip(found, owners))
        else:
            path.write_text(hsds.to_json(found), "utf-8")
        if options["verbosity"]:
            self.stdout.write(f"{len(found)} services written.")
