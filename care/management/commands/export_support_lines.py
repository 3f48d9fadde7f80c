"""`manage.py export_support_lines`: helplines or emergency numbers as CSV or JSON, on the standard output."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from care import loader, services


class Command(BaseCommand):
    help = "Print every helpline, or every emergency number, as load_support_lines takes it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--numbers", action="store_true", help="emergency numbers instead of helplines")
        parser.add_argument("--json", action="store_true", help="JSON instead of CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        table = loader.NUMBERS if options["numbers"] else loader.LINES
        self.stdout.write(
            services.export(actor=None, table=table, form="json" if options["json"] else "csv"), ending=""
        )
