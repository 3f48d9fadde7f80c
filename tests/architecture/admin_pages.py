"""Every page of the admin: for each model its list, a search in it, the empty form, and three rows."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import admin
from django.urls import reverse

from tests.architecture.targets import Target

FIRST = 3


def every_page() -> Iterator[Target]:
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield Target(f"{name}_changelist", reverse(f"{name}_changelist"), {"admin": True})
        yield Target(f"{name}_changelist", reverse(f"{name}_changelist") + "?q=kqz&o=-1", {"admin": True})
        yield Target(f"{name}_add", reverse(f"{name}_add"), {"admin": True})
        for row in model._default_manager.order_by("pk")[:FIRST]:
            for kind in ("change", "history", "delete"):
                yield Target(f"{name}_{kind}", reverse(f"{name}_{kind}", args=[row.pk]), {"admin": True})
