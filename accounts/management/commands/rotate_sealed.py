"""`manage.py rotate_sealed`: seal everything anew under the first key of FIELD_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accounts.services.rotation import rotate_second_factors, rotate_some, sealed_fields


class Command(BaseCommand):
    help = (
        "Seal every sealed field anew under the first key of FIELD_KEYS. Put the new key first, keep the old "
        "one after it, run this, and take the old one away when it says 0. It can be stopped and started again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        total = rotate_second_factors()
        for model, field in sealed_fields():
            after = 0
            while True:
                count, after = rotate_some(model=model, field=field, after=after)
                total += count
                if not after:
                    break
        self.stdout.write(f"{total} sealed anew.")
