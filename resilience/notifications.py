"""The messages this floor sends, about buddies. They say that there is something to read, and not what or where."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, kinds
from resilience.models import BuddyPair, BuddyRequest
from resilience.services.buddies import ASKED
from resilience.services.buddy_pairs import BEGAN


def _asked(row: Any) -> dict[str, Any] | None:
    """As long as it waits for them."""
    return {} if BuddyRequest.objects.waiting_for(row.account).filter(uid=row.about_uid).exists() else None


def _began(row: Any) -> dict[str, Any] | None:
    return {} if BuddyPair.objects.of(row.account).live().filter(uid=row.about_uid).exists() else None


def register() -> None:
    kinds.add(
        ASKED,
        Kind(
            ASKED,
            template="notifications/buddy_asked.txt",
            about=_("somebody of a group asks whether you would be their buddy"),
            facts=_asked,
        ),
    )
    kinds.add(
        BEGAN,
        Kind(
            BEGAN,
            template="notifications/buddy_began.txt",
            about=_("somebody whom you asked to be your buddy said yes"),
            facts=_began,
        ),
    )
