"""The audit only grows, and a changed row shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
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
    assert audit.verify_chain().broken is None


@contextmanager
def past_the_triggers() -> Iterator[Any]:
    """As somebody with the database's own keys would."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_no_change")
        else:
            cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER audit_append_only")
        yield cursor
        if connection.vendor == "sqlite":
            cursor.execute(append_only.SQLITE[1])
        else:
            cursor.execute("ALTER TABLE audit_auditevent ENABLE TRIGGER audit_append_only")


def verified(*args: str) -> str:
    out = StringIO()
    call_command("verify_audit", *args, stdout=out, stderr=out)
    return out.getvalue()


def test_one_changed_word_breaks_the_chain_and_the_command_says_where(ana: Any) -> None:
    write(ana, "one", "two", "three")
    audit.seal_chain()
    assert "3 links hold. 0 lines wait" in verified()
    two = AuditEvent.objects.get(verb="two")
    with past_the_triggers() as cursor:
        cursor.execute("UPDATE audit_auditevent SET verb = 'forged' WHERE id = %s", [two.pk])
    with pytest.raises(CommandError, match=f"breaks at link 2 .line {two.uid}.*1 links before it hold"):
        verified()


def test_lines_that_are_gone_show_in_the_middle_at_the_beginning_and_at_the_end(ana: Any) -> None:
    write(ana, "one", "two", "three", "four")
    audit.seal_chain()
    last = verified().split("Last link: ")[1].strip()
    assert "4 links hold" in verified("--known", last)
    with past_the_triggers() as cursor:
        cursor.execute("DELETE FROM audit_auditevent WHERE verb = 'four'")
    # Nothing in the database tells it; what was written down elsewhere does.
    assert "3 links hold" in verified()
    with pytest.raises(CommandError, match="ends here, and link 4 was there once"):
        verified("--known", last)
    with pytest.raises(CommandError, match="not the one that was written down"):
        verified("--known", f"2:{'0' * 64}")
    with pytest.raises(CommandError, match="A link is a number"):
        verified("--known", "everything")
    with pytest.raises(CommandError):
        verified("--known", last, "--begins-at", "5")
    with past_the_triggers() as cursor:
        cursor.execute("DELETE FROM audit_auditevent WHERE verb = 'one'")
    with pytest.raises(CommandError, match="breaks at link 2 .*1 lines before this one are gone"):
        verified()
    # Removed on purpose, as the operator knows.
    assert "2 links hold" in verified("--begins-at", "2")
    with past_the_triggers() as cursor:
        cursor.execute("UPDATE audit_auditevent SET reason = 'forged' WHERE verb = 'three'")
    with pytest.raises(CommandError, match="breaks at link 3"):
        verified("--begins-at", "2")


def test_lines_that_nobody_seals_are_pointed_out(ana: Any, move_clock: Any) -> None:
    write(ana, "one")
    assert "1 lines wait" in verified() and "is the worker there" not in verified()
    move_clock(3600)
    assert "is the worker there" in verified()


def test_everything_can_be_emptied_and_the_trigger_is_there_again(ana: Any, refusing: Any) -> None:
    write(ana, "one")
    call_command("flush", interactive=False, verbosity=0)
    assert not AuditEvent.objects.exists()
    write(None, "two")
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.all()._raw_delete("default")
