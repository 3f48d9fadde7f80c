"""`manage.py seed_demo`: the demo community, made once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from peersupport.demo.seed import seed


class Command(BaseCommand):
    help = "Make the demo community, unless it is there already. For embedded use only: its passwords are public."

    def handle(self, *args: Any, verbosity: int = 1, **options: Any) -> None:
        if not getattr(settings, "EMBEDDED", False):
            raise CommandError("The demo has public passwords and belongs on a machine that only listens to itself.")
        made = seed()
        if verbosity:
            self.stdout.write("The demo community is ready." if made else "The demo community was there already.")
