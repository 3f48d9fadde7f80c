"""The audit only grows, and a changed row shows."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from audit import services as audit
from audit.models import AuditEvent
from rows import NotInTransaction

append_only = import_module("audit.migrations.0002_append_only")
pytestmark = pytest.mark.django_db(transaction=True)


def write(actor: Any, *verbs: str) -> None:
    with transaction.atomic():
        for verb in verbs:
            audit.record(actor=actor, verb=verb, target=actor)


@pytest.fixture
def refusing(db: Any) -> Any:
    """SQLite's trigger against deleting, which the other tests do without."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(append_only.SQLITE[0])
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER audit_no_delete")


def test_a_line_needs_a_transaction_around_it(ana: Any) -> None:
    with pytest.raises(NotInTransaction):
        audit.record(actor=ana, verb="account.opened", target=ana)


def test_a_line_names_no_person(ana: Any) -> None:
    write(ana, "account.opened")
    line = AuditEvent.objects.get(verb="account.opened")
    assert line.actor_uid == line.target_uid == ana.uid
    assert ana.sign_in_name not in str([getattr(line, field.name) for field in AuditEvent._meta.fields])


def test_the_database_refuses_to_change_or_delete_a_line(ana: Any, refusing: Any) -> None:
    write(ana, "account.opened")
    audit.seal_chain()
    for attempt in (
        lambda: AuditEvent.objects.update(verb="nothing.happened"),
        lambda: AuditEvent.objects.update(chain_hash="forged"),
        lambda: AuditEvent.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert AuditEvent.objects.get().verb == "account.opened"


def test_the_chain_is_sealed_in_order_and_goes_on(ana: Any) -> None:
    write(ana, "one", "two")
    assert audit.seal_chain() == 2
    write(ana, "three")
    assert audit.seal_chain() == 1 and audit.seal_chain() == 0
    assert list(AuditEvent.objects.order_by("chain_seq").values_list("verb", flat=True)) == ["one", "two", "three"]
    assert audit.first_broken_link() is None


def test_one_changed_word_breaks_the_chain(ana: Any) -> None:
    write(ana, "one", "two", "three")
    audit.seal_chain()
    two = AuditEvent.objects.get(verb="two")
    with connection.cursor() as cursor:
        # As somebody with the database's own keys would: past the trigger.
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_no_change")
        else:
            cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER audit_append_only")
        cursor.execute("UPDATE audit_auditevent SET verb = 'forged' WHERE id = %s", [two.pk])
        if connection.vendor == "sqlite":
            cursor.execute(append_only.SQLITE[1])
        else:
            cursor.execute("ALTER TABLE audit_auditevent ENABLE TRIGGER audit_append_only")
    assert audit.first_broken_link() == two.uid
