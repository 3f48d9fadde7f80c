from __future__ import annotations

import json
import threading
import uuid
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, connections, transaction

from accounts.sealed import open_sealed
from audit.models import AuditEvent
from moderation.engine import read_text
from moderation.models import Case, CaseEvent, CaseEvidence, Finding
from moderation.reading import after_store
from moderation.services import alert_waiting, open_or_join, unalerted_seconds
from moderation.services.people import authorship_in
from notifications.models import Notification
from notifications.services import deliver_due
from rows import NotInTransaction
from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS, ORDINARY, crisis_outcome, make_case, make_crisis, make_shift

pytestmark = pytest.mark.django_db


def store(account: Any, group: Any, text: str, **kwargs: Any) -> Case | None:
    return after_store(
        kind="message",
        row_uid=uuid.uuid4(),
        outcome=read_text(text, language="en"),
        text=text,
        authorship=authorship_in(account, group),
        group=group,
        **kwargs,
    )


@pytest.mark.django_db(transaction=True)
def test_crisis_outside_a_transaction_is_refused(ana: Any, group: Any) -> None:
    with pytest.raises(NotInTransaction):
        store(ana, group, CRISIS)


def test_crisis_text_opens_exactly_one_case_with_a_finding(ana: Any, group: Any) -> None:
    with transaction.atomic():
        case = store(ana, group, CRISIS)

    assert Case.objects.get() == case
    assert case is not None
    assert (case.kind, case.state, case.label) == (Case.Kind.CRISIS, Case.State.NEW, "Small Lantern")
    assert (case.group_uid, case.group_name) == (group.uid, "Awake at night")
    assert case.subject_account == ana
    finding = Finding.objects.get()
    assert (finding.level, finding.about) == ("crisis", "self")
    assert CRISIS not in json.dumps([finding.cues, finding.findings, finding.categories])


def test_rolled_back_text_leaves_neither_case_nor_finding_nor_alert(ana: Any, mo: Any, group: Any) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        store(ana, group, CRISIS)
        assert Case.objects.exists() and Finding.objects.exists() and Notification.objects.exists()
        raise RuntimeError

    assert not Case.objects.exists()
    assert not Finding.objects.exists()
    assert not CaseEvidence.objects.exists()
    assert not Notification.objects.exists()
    assert not AuditEvent.objects.filter(verb__startswith="case.").exists()


def test_more_crisis_words_join_the_open_case(ana: Any, group: Any) -> None:
    first = make_crisis(ana, group)
    second = make_crisis(ana, group)

    assert first.pk == second.pk
    assert Case.objects.count() == 1
    assert CaseEvidence.objects.count() == 2
    assert [event.verb for event in CaseEvent.objects.all()] == ["opened", "joined"]
    second.refresh_from_db()
    assert second.version == first.version + 1


def test_words_after_the_case_ended_open_a_new_one(ana: Any, group: Any) -> None:
    first = make_crisis(ana, group)
    Case.objects.filter(pk=first.pk).update(state="closed", close_reason="talked")

    assert make_crisis(ana, group).pk != first.pk


def test_another_group_and_another_person_get_cases_of_their_own(ana: Any, ben: Any, group: Any) -> None:
    other = make_group(ben)
    join(other, ana, name="Blue Thimble")

    assert len({make_crisis(ana, group).pk, make_crisis(ana, other).pk, make_crisis(ben, group).pk}) == 3


def test_two_names_of_one_person_are_not_joined_up_by_their_cases(ana: Any, ben: Any, group: Any) -> None:
    other = make_group(ben)
    join(other, ana, name="Blue Thimble")

    assert make_crisis(ana, group).label == "Small Lantern"
    assert make_crisis(ana, other).label == "Blue Thimble"


def test_database_itself_refuses_a_second_open_case_with_or_without_a_group(ana: Any, group: Any) -> None:
    for group_uid in (group.uid, None):
        Case.objects.create(kind="help", subject_account=ana, label="a", group_uid=group_uid)
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.create(kind="help", subject_account=ana, label="a", group_uid=group_uid)


def test_case_that_another_process_opened_first_is_joined(
    ana: Any, group: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moderation.services import cases

    theirs = make_crisis(ana, group)
    looks = iter([None])
    real = cases._find
    monkeypatch.setattr(cases, "_find", lambda *args: next(looks, real(*args)))

    assert make_crisis(ana, group).pk == theirs.pk
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_crisis_messages_at_once_open_one_case_and_lose_no_words(ana: Any, group: Any) -> None:
    start = threading.Barrier(4)

    def post() -> None:
        try:
            start.wait()
            make_crisis(ana, group)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Case.objects.count() == 1
    assert CaseEvidence.objects.count() == 4
    assert Case.objects.get().version == 3


def test_concern_writes_a_finding_and_no_case(ana: Any, group: Any) -> None:
    with transaction.atomic():
        case = store(ana, group, "I feel so hopeless these days.")

    assert case is None
    assert not Case.objects.exists()
    assert Finding.objects.get().level == "concern"


def test_ordinary_words_leave_nothing_behind(ana: Any, group: Any) -> None:
    with transaction.atomic():
        assert store(ana, group, ORDINARY) is None
        assert store(ana, group, "") is None

    assert not Finding.objects.exists()
    assert not Case.objects.exists()


def test_evidence_is_sealed_and_holds_words_cues_and_a_few_neighbours(ana: Any, mo: Any, group: Any) -> None:
    around = [{"label": f"Voice {number}", "text": f"words {number}"} for number in range(20)]
    case = make_crisis(ana, group, neighbours=around)

    with connection.cursor() as cursor:
        cursor.execute("SELECT copy FROM moderation_caseevidence")
        stored = cursor.fetchone()[0]
    assert "kill" not in stored and "Voice" not in stored
    piece = case.evidence.get()
    copy = json.loads(open_sealed(piece, "copy", mo))
    assert copy["text"] == CRISIS
    assert copy["label"] == "Small Lantern"
    assert [near["label"] for near in copy["neighbours"]] == [f"Voice {number}" for number in range(14, 20)]
    assert all(CRISIS[cue["start"] : cue["end"]] for cue in copy["cues"])


def test_each_step_of_a_case_has_an_audit_line(ana: Any, mo: Any, group: Any) -> None:
    case = make_crisis(ana, group)
    make_crisis(ana, group)

    verbs = list(AuditEvent.objects.filter(target_uid=case.uid).values_list("verb", flat=True))
    assert verbs == ["case.opened", "case.alerted", "case.joined"]


def test_crisis_alerts_those_on_duty_and_nobody_else(ana: Any, ben: Any, mo: Any, group: Any) -> None:
    make_account("off", is_moderator=True)
    make_shift(mo)
    case = make_crisis(ana, group)

    assert [row.account for row in Notification.objects.filter(kind="desk.case")] == [mo]
    assert case.alerted_at is not None


def test_with_nobody_on_duty_every_moderator_and_the_groups_facilitator_hear(
    ana: Any, ben: Any, mo: Any, cy: Any, ada: Any, group: Any
) -> None:
    make_group(cy)
    other = make_account("mo-2", is_moderator=True)
    make_crisis(ana, group)

    assert {row.account for row in Notification.objects.filter(kind="desk.case")} == {ben, mo, other}


def test_nobody_is_alerted_about_themself(mo: Any, ben: Any, group: Any) -> None:
    make_shift(mo)
    join(group, mo, name="Night Fern")
    make_crisis(mo, group)
    make_crisis(ben, group)

    told = {(row.account, row.about_uid) for row in Notification.objects.filter(kind="desk.case")}
    cases = {case.subject_account: case.uid for case in Case.objects.all()}
    assert told == {(ben, cases[mo]), (mo, cases[ben])}


def test_alert_nobody_could_get_goes_out_when_somebody_can(ana: Any) -> None:
    case = make_case(ana)
    assert case.alerted_at is None
    assert alert_waiting() == 0

    mo = make_account("late", is_moderator=True)
    assert alert_waiting() == 1
    assert alert_waiting() == 0
    assert Notification.objects.get().account == mo


def told_of(case: Case) -> list[str]:
    return [row.account.sign_in_name for row in Notification.objects.filter(about_uid=case.uid).order_by("pk")]


@pytest.mark.django_db(transaction=True)
def test_alert_that_cannot_reach_who_is_on_duty_goes_to_the_next_circle(
    ana: Any, ben: Any, mo: Any, group: Any
) -> None:
    make_account("reachable", is_moderator=True, email="team@example.org")
    make_shift(mo)
    case = make_crisis(ana, group)
    assert told_of(case) == ["mo"]
    deliver_due()

    assert set(told_of(case)) == {"mo", "reachable", "ben"}
    assert [message.to for message in mail.outbox] == [["team@example.org"]]
    case.refresh_from_db()
    assert case.alerted_at is not None
    assert alert_waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_alert_that_reached_one_of_those_told_wakes_nobody_else(ana: Any, ben: Any, mo: Any, group: Any) -> None:
    on_duty = make_account("reachable", is_moderator=True, email="team@example.org")
    for account in (mo, on_duty):
        make_shift(account)
    case = make_crisis(ana, group)
    deliver_due()

    assert set(told_of(case)) == {"mo", "reachable"}


@pytest.mark.django_db(transaction=True)
def test_nobody_who_could_not_be_reached_is_told_again_each_minute(
    ana: Any, ben: Any, mo: Any, group: Any, move_clock: Any
) -> None:
    case = make_crisis(ana, group)
    deliver_due()
    case.refresh_from_db()
    assert case.alerted_at is None
    for minute in range(1, 5):
        move_clock(minute * 60)
        assert alert_waiting() == 0
        deliver_due()
    assert sorted(told_of(case)) == ["ben", "mo"]

    make_account("late", is_moderator=True, email="team@example.org")
    assert alert_waiting() == 1
    deliver_due()
    assert sorted(told_of(case)) == ["ben", "late", "mo"]


@pytest.mark.django_db(transaction=True)
def test_who_could_not_be_reached_is_tried_again_after_an_hour(ana: Any, mo: Any, move_clock: Any) -> None:
    case = make_case(ana)
    deliver_due()
    mo.email = "team@example.org"
    mo.save()
    assert alert_waiting() == 0
    move_clock(3601)
    assert alert_waiting() == 1
    deliver_due()

    assert told_of(case) == ["mo", "mo"]
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_alert_that_the_mail_server_never_took_is_given_to_somebody_else(
    ana: Any, mo: Any, settings: Any, move_clock: Any
) -> None:
    mo.email = "team@example.org"
    mo.save()
    make_shift(mo, hours=9)
    settings.EMAIL_BACKEND = "tests.notifications.test_outbox.Broken"
    case = make_case(ana)
    make_account("other", is_moderator=True, email="other@example.org")
    for tries in range(8):
        assert told_of(case) == ["mo"]
        deliver_due()
        move_clock(60 * 2 ** (tries + 1))

    assert told_of(case) == ["mo", "other"]


@pytest.mark.django_db(transaction=True)
def test_ended_case_is_not_told_to_anybody_else(ana: Any, mo: Any) -> None:
    make_shift(mo)
    case = make_case(ana)
    make_account("other", is_moderator=True)
    Case.objects.filter(pk=case.pk).update(state=Case.State.CLOSED, close_reason=Case.CloseReason.TALKED)
    deliver_due()

    assert told_of(case) == ["mo"]


def test_health_page_learns_how_long_a_case_waits_that_nobody_could_be_told_of(
    client: Any, ana: Any, cy: Any, move_clock: Any
) -> None:
    assert unalerted_seconds() == 0
    make_case(cy, kind=Case.Kind.WORRY)
    assert unalerted_seconds() == 0
    case = make_case(ana)
    move_clock(14 * 60)
    assert client.get("/healthz/ready").json()["late"] is False
    move_clock(16 * 60)
    assert 955 < unalerted_seconds() < 1020
    assert client.get("/healthz/ready").json()["late"] is True

    Case.objects.filter(pk=case.pk).update(alerted_at=case.opened_at)
    assert unalerted_seconds() == 0


def test_joining_does_not_alert_again_within_a_quarter_of_an_hour_but_later_it_does(
    ana: Any, mo: Any, group: Any, move_clock: Any
) -> None:
    make_crisis(ana, group)
    Notification.objects.all().delete()
    make_crisis(ana, group)
    assert not Notification.objects.exists()

    move_clock(16 * 60)
    make_crisis(ana, group)
    assert Notification.objects.filter(kind="desk.case").exists()


def test_worry_and_report_wait_quietly(ana: Any, mo: Any, group: Any) -> None:
    make_case(ana, group, kind=Case.Kind.WORRY)
    make_case(ana, group, kind=Case.Kind.REPORT)
    assert not Notification.objects.exists()

    make_case(ana, group, kind=Case.Kind.WORRY, severity=4)
    assert Notification.objects.exists()


def test_new_crisis_words_ask_anew_and_the_earlier_answer_stays_in_the_history(ana: Any, group: Any) -> None:
    from moderation.services import choose

    case = make_crisis(ana, group)
    choose(actor=ana, case=case, choice="misread")
    joined = make_crisis(ana, group)

    assert joined.choice == ""
    assert CaseEvent.objects.filter(verb="chose", detail="misread").exists()

    choose(actor=ana, case=joined, choice="write")
    assert make_crisis(ana, group).choice == "write"


def test_case_that_goes_past_facilitators_keeps_only_the_groups_name(ana: Any, group: Any) -> None:
    with transaction.atomic():
        case = open_or_join(
            kind=Case.Kind.HELP, authorship=authorship_in(ana, group), group=group, for_facilitators=False
        )

    assert (case.group_uid, case.group_name) == (None, "Awake at night")
    assert crisis_outcome().is_crisis
