"""What moderation sends by mail. Subjects and bodies are neutral; the words are on the pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from moderation.services.cases import NOTICE
from moderation.services.desk import REPLY_NOTICE
from notifications.kinds import Kind, kinds


def register() -> None:
    kinds.add(NOTICE, Kind(name=NOTICE, mutable=False, urgent=True))
    kinds.add(REPLY_NOTICE, Kind(name=REPLY_NOTICE, about=_("the team writes to you")))
