"""`manage.py print_permissions [--write]`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from peersupport.registers import permissions_page


class Command(BaseCommand):
    help = "Print every permission and what it is made of; --write renews docs/permissions.md."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/permissions.md")

    def handle(self, *args: Any, write: bool = False, **options: Any) -> None:
        if not write:
            self.stdout.write(permissions_page(), ending="")
            return
        path = settings.BASE_DIR / "docs/permissions.md"
        path.write_text(permissions_page())
        self.stdout.write("docs/permissions.md is written.")
