"""Cases, shifts and readings for tests, made by the real blocks wherever there is one."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction

import clock
from moderation.engine import Outcome, read_text
from moderation.models import Case, OnCallShift
from moderation.reading import after_store
from moderation.services import open_or_join
from moderation.services.people import authorship_in

# Sentences that leave the engine no choice. Tests about the engine itself live in tests/detection.
CRISIS = "I am going to kill myself tonight."
ORDINARY = "The tea was good and the rain has stopped."


def crisis_outcome(text: str = CRISIS) -> Outcome:
    return read_text(text, language="en")


def make_crisis(account: Any, group: Any = None, *, text: str = CRISIS, neighbours: Any = ()) -> Case:
    """The case that the words of `account` in `group` open."""
    with transaction.atomic():
        case = after_store(
            kind="message",
            row_uid=uuid.uuid4(),
            outcome=crisis_outcome(text),
            text=text,
            authorship=authorship_in(account, group),
            group=group,
            neighbours=neighbours,
        )
    assert case is not None
    return case


def make_case(account: Any, group: Any = None, *, kind: str = Case.Kind.HELP, severity: int = 0, **fields: Any) -> Case:
    """An open case about `account` without words; `fields` are set on the row afterwards."""
    with transaction.atomic():
        case = open_or_join(
            kind=kind,
            authorship=authorship_in(account, group),
            group=group,
            severity=severity,
            content=("message", uuid.uuid4()) if kind == Case.Kind.REPORT else None,
        )
        if fields:
            Case.objects.filter(pk=case.pk).update(**fields)
            case.refresh_from_db()
    return case


def make_shift(account: Any, *, name: str = "Mara", hours: float = 2, starts_in_hours: float = 0) -> OnCallShift:
    """`account` is (or will be) here for some hours."""
    starts = clock.now() + timedelta(hours=starts_in_hours) - timedelta(seconds=1)
    return OnCallShift.objects.create(
        account=account, shown_name=name, starts_at=starts, ends_at=starts + timedelta(hours=hours)
    )
