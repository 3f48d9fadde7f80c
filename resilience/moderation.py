"""What people keep at, as moderation knows it."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _

from moderation.readable import Readable, Told, readables
from moderation.subjects import Subject, subjects
from resilience.models import Strategy
from resilience.services import authorship_of, text_of
from resilience.services import strategies_moderating as blocks


def _fetch(uid: uuid.UUID, user: Any) -> Strategy | None:
    """Cards of members: what comes with the house is nobody's, and is put aside where it is reviewed."""
    return Strategy.objects.visible_to(user).filter(uid=uid, key="").select_related("author").first()


def _tell(row: Strategy) -> Told:
    return Told(text=text_of(row), language=row.language, authorship=authorship_of(row))


def register() -> None:
    subjects.add(
        "strategy",
        Subject(
            kind="strategy",
            what=_("this strategy"),
            fetch=_fetch,
            authorship=authorship_of,
            group=lambda row: None,
            snapshot=lambda row: {"text": text_of(row), "neighbours": []},
            find=lambda uid: Strategy.objects.filter(uid=uid, key="").select_related("author").first(),
            hide=blocks.hide,
            restore=blocks.restore,
            take_away=blocks.take_away,
            put_back=blocks.put_back,
        ),
    )
    readables.add("strategy", Readable(kind="strategy", model=Strategy, tell=_tell))
