"""The kind of message this floor sends: it tells nothing of a story, and nothing of who wrote it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, kinds
from stories.models import Story
from stories.services.hearing import NOTICE


def _waiting(row: Any) -> dict[str, Any] | None:
    """As long as nobody has answered, and they may still read it."""
    waits = Story.objects.unanswered().filter(uid=row.about_uid)
    seen = Story.objects.visible_to(row.account).filter(uid=row.about_uid)
    return {} if waits.exists() and seen.exists() else None


def register() -> None:
    kinds.add(
        NOTICE,
        Kind(
            NOTICE,
            template="notifications/story_waiting.txt",
            about=_("somebody waits for a first answer, and you look after a group"),
            facts=_waiting,
        ),
    )
