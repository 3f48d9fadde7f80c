"""`manage.py make_push_key`: a key with which messages to devices are signed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from notifications.push.vapid import new_key


class Command(BaseCommand):
    help = "Print a new key for VAPID_PRIVATE_KEY. It is stored nowhere."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(new_key())
