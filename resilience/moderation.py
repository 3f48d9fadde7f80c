"""What people keep at, as moderation knows it."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _

from moderation.readable import Readable, Told, readables
from moderation.subjects import Subject, subjects
from resilience.models import ShownStep, Strategy
from resilience.services import authorship_of, showing, text_of
from resilience.services import strategies_moderating as blocks


def _fetch_card(uid: uuid.UUID, user: Any) -> Strategy | None:
    """Cards of members: what comes with the house is nobody's, and is put aside where it is reviewed."""
    return Strategy.objects.visible_to(user).filter(uid=uid, key="").select_related("author").first()


def _tell_card(row: Strategy) -> Told:
    return Told(text=text_of(row), language=row.language, authorship=authorship_of(row))


STEPS = ShownStep.objects.select_related("membership__group", "commitment")


def _fetch_step(uid: uuid.UUID, user: Any) -> ShownStep | None:
    rows = ShownStep.objects.visible_to(user).filter(uid=uid)
    return rows.select_related("membership__group", "commitment").first()


def _tell_step(row: ShownStep) -> Told:
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
            fetch=_fetch_step,
            authorship=showing.authorship_of,
            group=lambda row: row.membership.group,
            snapshot=lambda row: {"text": row.words, "neighbours": []},
            find=lambda uid: STEPS.all().filter(uid=uid).first(),
            hide=showing.hide,
            restore=showing.restore,
        ),
    )
    readables.add("small_step", Readable(kind="small_step", model=ShownStep, tell=_tell_step))
    subjects.add(
        "strategy",
        Subject(
            kind="strategy",
            what=_("this strategy"),
            fetch=_fetch_card,
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
    readables.add("strategy", Readable(kind="strategy", model=Strategy, tell=_tell_card))
