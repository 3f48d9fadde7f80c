"""`manage.py print_privacy_register [--write]`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from peersupport.registers import privacy_table, with_register


class Command(BaseCommand):
    help = "Print what is held of people; --write renews the table in docs/privacy.md."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/privacy.md")

    def handle(self, *args: Any, write: bool = False, **options: Any) -> None:
        if not write:
            self.stdout.write(privacy_table(), ending="")
            return
        path = settings.BASE_DIR / "docs/privacy.md"
        path.write_text(with_register(path.read_text()))
        self.stdout.write("docs/privacy.md is written.")
