"""Small steps that are shown to a group, as moderation knows them."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _

from moderation.readable import Readable, Told, readables
from moderation.subjects import Subject, subjects
from resilience.models import ShownStep
from resilience.services import showing

STEPS = ShownStep.objects.select_related("membership__group", "commitment")


def _fetch(uid: uuid.UUID, user: Any) -> ShownStep | None:
    rows = ShownStep.objects.visible_to(user).filter(uid=uid)
    return rows.select_related("membership__group", "commitment").first()


def _told(row: ShownStep) -> Told:
    group = row.membership.group
    return Told(
        text=row.words,
        language=group.language,
        authorship=showing.authorship_of(row),
        group=group,
        sensitivity=group.sensitivity,
    )


def register() -> None:
    """Called once, from AppConfig.ready()."""
    subjects.add(
        "small_step",
        Subject(
            kind="small_step",
            what=_("this small step"),
            fetch=_fetch,
            authorship=showing.authorship_of,
            group=lambda row: row.membership.group,
            snapshot=lambda row: {"text": row.words, "neighbours": []},
            find=lambda uid: STEPS.all().filter(uid=uid).first(),
            hide=showing.hide,
            restore=showing.restore,
        ),
    )
    readables.add("small_step", Readable(kind="small_step", model=ShownStep, tell=_told))
