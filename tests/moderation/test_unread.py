from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.sealed import open_sealed
from audit.models import AuditEvent
from groups import signals
from moderation.models import Case, CaseReply, Finding, Level, Report, Reread, TextReading
from moderation.services import (
    alert_waiting,
    author_reply,
    choose,
    count_unread,
    read_unread,
    report,
    unalerted_seconds,
)
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.groups import ask, join, make_group, rename
from tests.factories.moderation import CRISIS, ORDINARY, make_case, make_crisis

pytestmark = pytest.mark.django_db

DUTCH = "Dit is een heel gewone zin."


def publish(row: Any, field: str, *, account: Any, group: Any, membership: Any = None) -> None:
    with transaction.atomic():
        signals.text_published.send(
            sender=type(row),
            kind=row._meta.label_lower,
            uid=row.uid,
            field=field,
            text=getattr(row, field),
            account=account,
            membership=membership,
            group=group,
        )


def describe(group: Any, text: str) -> Any:
    group.about = text
    group.save(update_fields=["about"])
    return group


def reading(row: Any, field: str) -> TextReading:
    return TextReading.objects.get(kind=row._meta.label_lower, subject_uid=row.uid, field=field)


def test_group_text_gets_a_reading_in_the_transaction_that_stores_it(ben: Any, group: Any) -> None:
    publish(describe(group, ORDINARY), "about", account=ben, group=group)

    row = reading(group, "about")
    assert (row.read_level, row.account) == (Level.NONE, ben)
    assert row.read_at is not None and row.read_version


def test_changed_text_changes_its_one_reading(ben: Any, group: Any) -> None:
    publish(describe(group, ORDINARY), "about", account=ben, group=group)
    publish(describe(group, CRISIS), "about", account=ben, group=group)

    assert reading(group, "about").read_level == Level.CRISIS


def test_crisis_in_a_groups_text_opens_a_case_about_who_wrote_it(ben: Any, mo: Any, group: Any) -> None:
    publish(describe(group, CRISIS), "about", account=ben, group=group)

    case = Case.objects.get()
    assert (case.subject_account, case.label, case.kind) == (ben, "Old Maple", Case.Kind.CRISIS)
    assert not Case.objects.visible_to(ben).exists()
    assert Case.objects.visible_to(mo).exists()


def test_crisis_in_a_name_opens_a_case(ana: Any, group: Any) -> None:
    membership = rename(group.memberships.get(account=ana), "kill myself tonight")
    publish(membership, "display_name", account=ana, group=group, membership=membership)

    assert Case.objects.get().subject_account == ana


def test_crisis_in_the_words_of_a_request_opens_a_case_under_the_name_they_asked_for(cy: Any, group: Any) -> None:
    asked = ask(group, cy, words=CRISIS, name="Night Fern")
    publish(asked, "words", account=cy, group=group)

    case = Case.objects.get()
    assert (case.subject_account, case.label, case.group_uid) == (cy, "Night Fern", group.uid)


def test_rolled_back_group_text_leaves_no_reading(ben: Any, group: Any) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        publish(describe(group, CRISIS), "about", account=ben, group=group)
        raise RuntimeError

    assert not TextReading.objects.filter(field="about").exists()
    assert not Case.objects.exists()


def test_text_in_a_language_without_a_pack_is_not_understood(ben: Any, group: Any) -> None:
    group.language = "nl"
    publish(describe(group, DUTCH), "about", account=ben, group=group)

    assert reading(group, "about").read_level == Level.NOT_UNDERSTOOD


@pytest.mark.parametrize("name", ["raises", "hangs"])
@pytest.mark.django_db(transaction=True)
def test_engine_that_fails_loses_no_text_and_the_sweep_reads_it_later(
    ben: Any, mo: Any, group: Any, engine: Any, name: str
) -> None:
    engine(name, seconds=0.05)
    publish(describe(group, CRISIS), "about", account=ben, group=group)
    group.refresh_from_db()
    assert group.about == CRISIS
    assert reading(group, "about").read_level == Level.NOT_YET
    assert not Case.objects.exists()
    assert count_unread()[0] == 1

    engine("", seconds=5)
    assert read_unread() == 1

    assert reading(group, "about").read_level == Level.CRISIS
    assert Case.objects.get().subject_account == ben
    assert Finding.objects.count() == 1
    assert count_unread() == (0, None)
    assert AuditEvent.objects.filter(verb="text.read_late").count() == 1
    assert read_unread() == 0


@pytest.mark.django_db(transaction=True)
def test_one_poison_text_does_not_keep_the_others_unread(ben: Any, group: Any, engine: Any) -> None:
    engine("raises")
    publish(describe(group, "poison " + ORDINARY), "about", account=ben, group=group)
    publish(group, "summary", account=ben, group=group)
    publish(group, "expect", account=ben, group=group)

    engine("hangs_on_poison", seconds=0.3)
    assert read_unread() == 2
    assert count_unread()[0] == 1


@pytest.mark.django_db(transaction=True)
def test_words_that_cannot_be_opened_do_not_keep_the_others_unread(
    ana: Any, ben: Any, mo: Any, group: Any, engine: Any, move_clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    engine("raises")
    case = make_case(ana, group, kind=Case.Kind.HELP)
    author_reply(actor=ana, case=case, words="These words were sealed with a key that is gone.")
    author_reply(actor=ana, case=case, words=CRISIS)
    locked, whole = CaseReply.objects.order_by("pk")
    # Sealed for another row, as after a key was lost: it cannot be opened here.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE moderation_casereply SET text = %s WHERE id = %s", [whole.text.ciphertext, locked.pk])
    publish(describe(group, ORDINARY), "about", account=ben, group=group)

    engine("", seconds=5)
    caplog.clear()
    assert read_unread() == 2
    assert CaseReply.objects.get(pk=whole.pk).read_level == Level.CRISIS
    assert CaseReply.objects.get(pk=locked.pk).read_level == Level.NOT_YET
    assert count_unread()[0] == 1
    assert "CannotOpen" in caplog.text and "words" not in caplog.text and str(locked.uid) not in caplog.text

    # It waits its turn like any other, so that many such rows never fill every sweep.
    assert Reread.objects.get().subject_uid == locked.uid
    read_unread()
    assert Reread.objects.get().tries == 1
    move_clock(61)
    read_unread()
    assert Reread.objects.get().tries == 2


@pytest.mark.django_db(transaction=True)
def test_sweep_that_takes_long_leaves_the_rest_for_the_next_minute(
    ben: Any, group: Any, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moderation.services import sweeps

    engine("raises")
    for field in ("about", "summary", "expect"):
        publish(describe(group, ORDINARY), field, account=ben, group=group)
    engine("", seconds=5)
    monkeypatch.setattr(sweeps, "SECONDS_MOST", 0)
    assert read_unread() == 0
    assert count_unread()[0] == 3
    monkeypatch.undo()
    engine("", seconds=5)
    assert read_unread() == 3


@pytest.mark.django_db(transaction=True)
def test_failing_text_is_tried_ever_less_often_and_after_ten_minutes_a_person_looks(
    ben: Any, mo: Any, group: Any, engine: Any, move_clock: Any
) -> None:
    engine("raises", seconds=1)
    publish(describe(group, "poison"), "about", account=ben, group=group)
    read_unread()
    read_unread()
    assert Reread.objects.get().tries == 1

    move_clock(61)
    read_unread()
    assert Reread.objects.get().tries == 2
    assert not Case.objects.exists()

    move_clock(11 * 60)
    read_unread()
    move_clock(40 * 60)
    read_unread()
    case = Case.objects.get()
    assert (case.kind, case.subject_account) == (Case.Kind.UNREAD, ben)
    assert "poison" in open_sealed(case.evidence.get(), "copy", mo)


@pytest.mark.django_db(transaction=True)
def test_a_text_that_a_person_must_read_is_told_to_somebody_and_health_waits_for_it(
    ben: Any, group: Any, engine: Any, move_clock: Any
) -> None:
    engine("raises", seconds=1)
    publish(describe(group, "poison"), "about", account=ben, group=group)
    read_unread()
    move_clock(11 * 60)
    read_unread()
    assert Case.objects.get().alerted_at is None and not Notification.objects.exists()
    move_clock(31 * 60)
    assert unalerted_seconds() > 15 * 60

    mo = make_account("mo", is_moderator=True)
    assert alert_waiting() == 1 and unalerted_seconds() == 0
    assert [(row.account, row.kind) for row in Notification.objects.all()] == [(mo, "desk.case")]


@pytest.mark.django_db(transaction=True)
def test_text_that_changed_while_it_was_read_again_is_not_marked_with_the_old_reading(
    ben: Any, group: Any, engine: Any
) -> None:
    from moderation.readable import readables
    from moderation.services import sweeps

    engine("raises")
    publish(describe(group, ORDINARY), "about", account=ben, group=group)
    row = reading(group, "about")
    told = readables.get("text").tell(row)
    describe(group, CRISIS)

    engine("", seconds=5)
    from moderation.engine import read_text

    stale = read_text(told.text, language="en")
    assert sweeps._store(readable=readables.get("text"), row=row, told=told, outcome=stale) == 0
    assert reading(group, "about").read_level == Level.NOT_YET


@pytest.mark.django_db(transaction=True)
def test_removed_group_leaves_nothing_to_read(ben: Any, engine: Any) -> None:
    group = make_group(ben)
    engine("raises")
    publish(describe(group, CRISIS), "about", account=ben, group=group)
    TextReading.objects.exclude(field="about").delete()
    group.delete()

    engine("", seconds=5)
    assert read_unread() == 1
    assert not Case.objects.filter(kind=Case.Kind.CRISIS).exists()


@pytest.mark.django_db(transaction=True)
def test_private_words_the_engine_missed_are_read_later_too(ana: Any, mo: Any, group: Any, engine: Any) -> None:
    case = make_case(ana, group, kind=Case.Kind.HELP)
    other = join(group, mo, name="Night Fern")
    engine("raises")
    author_reply(actor=ana, case=case, words=CRISIS)
    report(actor=ana, kind="membership", uid=other.uid, reason="other", words=CRISIS)
    assert CaseReply.objects.get().read_level == Report.objects.get().read_level == Level.NOT_YET

    engine("", seconds=5)
    assert read_unread() == 2
    crises = {case.group_uid for case in Case.objects.filter(kind=Case.Kind.CRISIS, subject_account=ana)}
    assert crises == {group.uid, None}


@pytest.mark.django_db(transaction=True)
def test_words_of_the_team_never_open_a_case_about_the_team(ana: Any, mo: Any, group: Any, engine: Any) -> None:
    from moderation.services import reply

    case = make_crisis(ana, group)
    reply(actor=mo, case=case, version=case.version, words=CRISIS)
    engine("raises")
    case.refresh_from_db()
    reply(actor=mo, case=case, version=case.version, words=CRISIS, client_uid=uuid.uuid4())
    engine("", seconds=5)
    read_unread()

    assert not Case.objects.filter(subject_account=mo).exists()
    assert choose(actor=ana, case=case, choice="lines").choice == "lines"
