"""Sealed fields: what is in the database says nothing, and what was moved does not open."""

from __future__ import annotations

import base64
import json
import pickle
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection, transaction

from accounts.sealed import CannotOpen, Sealed, open_sealed, seal_text
from audit.models import AuditEvent
from moderation.models import Case, CaseEvent
from tests.factories.accounts import add_totp, totp_code

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "only for the team"


@pytest.fixture
def event() -> CaseEvent:
    case = Case.objects.create(kind=Case.Kind.HELP, label="Quiet Heron")
    return CaseEvent.objects.create(case=case, verb="noted", note=WORDS)


def raw(event: CaseEvent) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM moderation_caseevent WHERE id = %s", [event.pk])
        return str(cursor.fetchone()[0])


def test_the_database_holds_no_word_of_it_and_opening_leaves_a_line(event: CaseEvent, mo: Any) -> None:
    assert WORDS not in raw(event) and base64.b64encode(WORDS.encode()).decode() not in raw(event)
    stored = CaseEvent.objects.get(pk=event.pk)
    assert open_sealed(stored, "note", mo) == WORDS
    assert AuditEvent.objects.filter(verb="sealed.opened", actor_uid=mo.uid, target_uid=stored.uid).count() == 1


def test_the_value_shows_nothing_of_itself(event: CaseEvent) -> None:
    value = CaseEvent.objects.get(pk=event.pk).note
    assert isinstance(value, Sealed) and WORDS not in f"{value!r}{value}"
    with pytest.raises(TypeError):
        pickle.dumps(value)
    with pytest.raises(TypeError):
        json.dumps({"note": value})


def test_a_value_moved_to_another_row_does_not_open(event: CaseEvent, mo: Any) -> None:
    other = CaseEvent.objects.create(case=event.case, verb="noted", note="something else")
    CaseEvent.objects.filter(pk=other.pk).update(note=raw(event))
    with pytest.raises(CannotOpen), transaction.atomic():
        open_sealed(CaseEvent.objects.get(pk=other.pk), "note", mo)


def test_one_changed_letter_does_not_open(event: CaseEvent, mo: Any) -> None:
    text = raw(event)
    forged = text[:-6] + ("A" if text[-6] != "A" else "B") + text[-5:]
    CaseEvent.objects.filter(pk=event.pk).update(note=forged)
    with pytest.raises(CannotOpen), transaction.atomic():
        open_sealed(CaseEvent.objects.get(pk=event.pk), "note", mo)


def test_plain_words_cannot_slip_in_past_the_seal(event: CaseEvent) -> None:
    with pytest.raises(TypeError):
        CaseEvent.objects.filter(pk=event.pk).update(note="plain words")
    with pytest.raises(TypeError):
        CaseEvent.objects.filter(note=WORDS).exists()


def test_rotation_seals_everything_anew_and_the_old_key_can_go(
    event: CaseEvent, ana: Any, mo: Any, settings: Any
) -> None:
    secret = add_totp(ana)
    old = settings.FIELD_KEYS
    new = "k2:" + base64.b64encode(b"2" * 32).decode()
    settings.FIELD_KEYS = f"{new},{old}"
    said = StringIO()
    call_command("rotate_sealed", stdout=said)
    assert "2 sealed anew" in said.getvalue()
    settings.FIELD_KEYS = new
    assert raw(event).startswith("k2:")
    assert open_sealed(CaseEvent.objects.get(pk=event.pk), "note", mo) == WORDS
    from allauth.mfa.models import Authenticator

    assert Authenticator.objects.get(user=ana).wrap().validate_code(totp_code(secret))
    said = StringIO()
    call_command("rotate_sealed", stdout=said)
    assert "0 sealed anew" in said.getvalue()


def test_a_missing_key_is_a_clear_error_and_never_an_empty_text(event: CaseEvent, mo: Any, settings: Any) -> None:
    settings.FIELD_KEYS = "k9:" + base64.b64encode(b"9" * 32).decode()
    with pytest.raises(CannotOpen), transaction.atomic():
        open_sealed(CaseEvent.objects.get(pk=event.pk), "note", mo)
    settings.FIELD_KEYS = ""
    with pytest.raises(ImproperlyConfigured):
        seal_text("x", "y")
