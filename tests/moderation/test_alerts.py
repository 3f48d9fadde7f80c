"""Who is told of a case, when, and what happens when nobody can be reached."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from moderation.models import Case
from moderation.services import alert_waiting, unalerted_seconds
from notifications.models import Notification
from notifications.services import deliver_due
from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group
from tests.factories.moderation import make_case, make_crisis, make_shift

pytestmark = pytest.mark.django_db


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
