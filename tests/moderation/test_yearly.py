"""Numbers for everybody, about nobody: years that are over, and small counts told as small."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

import clock
from audit.models import AuditEvent
from moderation.yearly import FIGURES, LEAST, years
from tests.architecture import source

pytestmark = pytest.mark.django_db
PAGE = "/team-in-numbers/"


def happened(times: int, verb: str, reason: str = "", *, at: datetime) -> None:
    for _ in range(times):
        AuditEvent.objects.create(
            at=at, verb=verb, reason=reason, target_kind="moderation.case", target_uid=uuid.uuid4()
        )


def test_only_whole_years_are_told_and_a_small_number_like_none(db: Any) -> None:
    now = clock.now()
    last = now.replace(year=now.year - 1, month=3, day=3)
    happened(LEAST, "case.opened", "crisis", at=last)
    happened(LEAST + 2, "case.opened", "help", at=last)
    happened(LEAST - 1, "grant.opened_alone", "account", at=last)
    # Neither what others said, nor this year, nor what is no figure at all.
    happened(40, "case.opened_by", at=last)
    happened(40, "appeal.overturned", "warn", at=now)
    (year,) = years()
    told = {name: count for (name, _title, _of), (_, count) in zip(FIGURES, year.figures, strict=True)}
    assert year.year == now.year - 1 and told.pop("distress") == 2 * LEAST + 2
    assert set(told.values()) == {None}
    page = Client().get(PAGE).content.decode()
    assert page.count(f"fewer than {LEAST}") == len(FIGURES) - 1 and ">12<" in page and "40" not in page
    assert all(str(one.target_uid) not in page for one in AuditEvent.objects.all())


def test_a_new_place_says_when_its_numbers_come(db: Any) -> None:
    assert "not over yet" in Client().get(PAGE).content.decode()


def test_every_figure_counts_a_line_that_the_code_writes() -> None:
    written = "".join(path.read_text() for path in source.app_files() if path.name != "yearly.py")
    for _name, _title, of in FIGURES:
        for verb, _reasons in of:
            # Some are put together from a kind and the step.
            assert f'"{verb}"' in written or f'"{verb.partition(".")[2]}"' in written, verb
