"""The house of the matrices is whole: every column of words holds a marked word, every table a row."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import models

from tests.architecture import source
from tests.architecture.test_erasure import opened, texts
from tests.factories.house import PERSONAS, TOKEN, House

pytestmark = pytest.mark.django_db
# Columns of text that hold no words of a person: codes, numbers, seeds, zones.
NO_WORDS = re.compile(
    r"""^(
      \w+\.(slug|avatar_seed|language|time_zone|country|kind|verb|reason|detail|label_kind|read_version|version)
    | User\.password | Session\.\w+ | UserSession\.(ip|session_key|user_agent)
    | AuditEvent\.\w+ | Notification\.\w+ | Finding\.(about|kind|version) | TextReading\.\w+ | Reread\.\w+
    | Grant\.thread_kind | Rehearsal\.stopped_at | RotaSlot\.zone | Decision\.(note|signed) | Sanction\.content_kind
    | Case\.(content_kind|group_name|label) | CaseEvent\.actor_name | CaseReply\.author_name | Participant\.label
    | (Organisation|Service)\.digest | ServiceKey\.value
    | SupportLine\.(dial|sms_keyword|url|languages|hours|audience) | EmergencyNumber\.number
    | Story\.helped | HintPutAway\.hint | StoryWishes\.avoided | SelfCheckIn\.number | Strategy\.(key|situations)
    | MeetingSeries\.rule | TeamCare\.themes
    | Membership\.name_key | LogEntry\.(object_id|change_message) | CaseEvidence\.kind
    )$""",
    re.X,
)
# Nothing is in them here: the tests of their own apps fill them.
EMPTY_HERE = {"moderation.Reread", "moderation.Rehearsal", "moderation.Rung", "chat.Encouragement"}


def test_every_column_of_words_holds_a_mark(house: House) -> None:
    marked = {(model, field) for model, field, value in [*texts(), *opened()] if TOKEN.search(value.lower())}
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in source.FLOOR or model.__name__ in ("EmailAddress", "EmailConfirmation", "LogEntry")
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
        if (model._meta.label, field.name) not in marked
        if not NO_WORDS.match(f"{model.__name__}.{field.name}")
    ]
    assert wrong == []
    assert len(marked) > 25


def test_every_table_of_ours_has_a_row(house: House) -> None:
    empty = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in source.FLOOR and not model._default_manager.exists()
    }
    assert empty - EMPTY_HERE == set()


def test_marks_are_told_apart_and_their_readers_exist(house: House) -> None:
    people = {*PERSONAS, "kim", "*", "link"}
    assert len(house.marks) > 100
    for token, mark in house.marks.items():
        assert TOKEN.fullmatch(token) and mark.readers <= people, mark
        assert not mark.owner or house.may_read(token, mark.owner), mark
    private = [mark for mark in house.marks.values() if len(mark.readers) < 4 and "*" not in mark.readers]
    assert len(private) > 60
