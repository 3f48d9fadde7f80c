"""`manage.py flush`, which empties every table: SQLite does it by deleting, and the audit refuses that of anybody."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.core.management.commands import flush
from django.db import connections

DELETING = import_module("audit.migrations.0002_append_only").SQLITE[0]


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        """Puts the trigger back where it was, whatever becomes of the rest."""
        connection = connections[options["database"]]
        there = False
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_no_delete'")
                there = cursor.fetchone() is not None
        if not there:
            super().handle(**options)
            return
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER audit_no_delete")
        try:
            super().handle(**options)
        finally:
            with connection.cursor() as cursor:
                cursor.execute(DELETING)
