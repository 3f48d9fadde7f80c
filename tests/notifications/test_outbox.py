from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections, transaction

import clock
from moderation.services import reply
from notifications import services
from notifications.kinds import Kind, kinds
from notifications.models import Notification
from notifications.services import deliver_due, forget_old, notify, oldest_unsent_seconds
from notifications.signals import outbox_filled, undelivered
from rows import NotInTransaction
from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group
from tests.factories.moderation import make_crisis

pytestmark = pytest.mark.django_db(transaction=True)

REPLY = "conversation.reply"
ALERT = "desk.case"


def reachable(name: str = "", *, safe: bool = True, **fields: Any) -> Any:
    return make_account(name, email="someone@example.org", profile={"mail_is_safe": safe}, **fields)


def waiting(account: Any, kind: str = REPLY, about: Any = None, **kwargs: Any) -> Notification:
    with transaction.atomic():
        return notify(account=account, kind=kind, about=about, **kwargs)


class Broken(EmailBackend):
    """A mail server that is away."""

    def send_messages(self, messages: Any) -> int:
        raise OSError("no route to someone@example.org")


class DiesAfterSending(EmailBackend):
    """The process ends after the server took the message and before that was written down."""

    def send_messages(self, messages: Any) -> int:
        super().send_messages(messages)
        raise SystemExit


def test_message_outside_a_transaction_is_refused() -> None:
    account = reachable()
    with pytest.raises(NotInTransaction):
        notify(account=account, kind=REPLY)


def test_kind_nobody_signed_is_refused() -> None:
    account = reachable()
    with pytest.raises(KeyError), transaction.atomic():
        notify(account=account, kind="nothing.like.it")


def test_rolled_back_work_sends_nothing() -> None:
    account = reachable()
    with pytest.raises(RuntimeError), transaction.atomic():
        notify(account=account, kind=REPLY)
        raise RuntimeError

    assert deliver_due() == 0
    assert not mail.outbox


def test_waiting_message_is_not_doubled_and_a_sent_one_may_be_followed() -> None:
    account = reachable()
    assert waiting(account).pk == waiting(account).pk
    deliver_due()
    waiting(account)
    deliver_due()

    assert len(mail.outbox) == 2


def test_mail_is_neutral_in_every_part(settings: Any) -> None:
    mo, ana = make_account("mo", is_moderator=True), reachable("ana")
    group = make_group(make_account("ben"), name="Awake at night")
    join(group, ana, name="Small Lantern")
    case = make_crisis(ana, group)
    reply(actor=mo, case=case, version=case.version, words="I read about the nights.")
    deliver_due()

    (sent,) = [message for message in mail.outbox if message.to == ["someone@example.org"]]
    source = sent.message().as_string()
    assert sent.subject == "You have a message"
    assert settings.SITE_ORIGIN in sent.body
    assert settings.MAIL_SENDER_NAME in sent.from_email
    loud = r"lantern|awake|night|crisis|case|help|support(?!\.localhost)|mental|health|group|moderat|" + str(case.uid)
    assert not re.search(loud, sent.subject + sent.body, re.I)
    assert "ana" not in sent.body.split()
    assert "Auto-Submitted: auto-generated" in source


@pytest.mark.parametrize("name", [ALERT, REPLY])
def test_every_kind_of_moderation_has_a_neutral_subject(name: str) -> None:
    assert str(kinds.get(name).subject) == "You have a message"


def test_no_mail_to_somebody_for_whom_it_is_not_safe() -> None:
    row = waiting(reachable(safe=False))

    assert deliver_due() == 0
    row.refresh_from_db()
    assert (row.state, row.sent_at) == (Notification.State.KEPT, None)
    assert not mail.outbox


@pytest.mark.parametrize("fields", [{"is_active": False}, {"verified": False}])
def test_no_mail_to_a_closed_account_or_an_address_nobody_confirmed(fields: dict[str, Any]) -> None:
    waiting(reachable(**fields))
    deliver_due()

    assert not mail.outbox


def test_no_mail_without_an_address() -> None:
    waiting(make_account(profile={"mail_is_safe": True}))
    deliver_due()

    assert not mail.outbox


def test_urgent_alert_reaches_the_team_also_where_mail_was_not_called_safe() -> None:
    waiting(reachable("mo", safe=False, is_moderator=True), ALERT)
    waiting(make_account("ana", email="member@example.org"), ALERT)
    waiting(make_account("mo-2", email="team@example.org", is_moderator=True), REPLY)
    deliver_due()

    assert [message.to for message in mail.outbox] == [["someone@example.org"]]


def test_sent_row_is_marked_and_sent_once() -> None:
    row = waiting(reachable())
    assert deliver_due() == 1
    assert deliver_due() == 0

    row.refresh_from_db()
    assert (row.state, row.claimed_until) == (Notification.State.SENT, None)
    assert row.sent_at is not None
    assert len(mail.outbox) == 1


def test_message_that_is_not_due_waits(move_clock: Any) -> None:
    waiting(reachable(), due_at=clock.now() + timedelta(hours=1))
    assert deliver_due() == 0

    move_clock(3601)
    assert deliver_due() == 1


def test_death_between_sending_and_marking_leads_to_a_second_try_with_the_same_message_id(
    settings: Any, move_clock: Any
) -> None:
    row = waiting(reachable())
    settings.EMAIL_BACKEND = "tests.notifications.test_outbox.DiesAfterSending"
    with pytest.raises(SystemExit):
        deliver_due()
    row.refresh_from_db()
    assert row.state == Notification.State.WAITING

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert deliver_due() == 0, "the lease of the dead one still runs"
    move_clock(121)
    assert deliver_due() == 1
    ids = [message.message()["Message-ID"] for message in mail.outbox]
    assert len(ids) == 2
    assert ids[0] == ids[1] == f"<{row.uid}@localhost>"


def test_death_between_claiming_and_sending_loses_nothing(move_clock: Any) -> None:
    waiting(reachable())
    assert len(services._claim()) == 1
    assert deliver_due() == 0

    move_clock(121)
    assert deliver_due() == 1
    assert len(mail.outbox) == 1


def test_late_hand_whose_lease_was_taken_over_marks_nothing(move_clock: Any) -> None:
    row = waiting(reachable())
    (late,) = services._claim()
    move_clock(121)
    (second,) = services._claim()
    services._mark(late, Notification.State.KEPT)

    row.refresh_from_db()
    assert row.state == Notification.State.WAITING
    assert row.claimed_until == second.claimed_until


def test_mail_server_that_is_away_is_tried_again_ever_later_and_the_address_is_not_logged(
    settings: Any, move_clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    row = waiting(reachable())
    settings.EMAIL_BACKEND = "tests.notifications.test_outbox.Broken"
    began = clock.now()
    waits = []
    for _ in range(services.TRIES_MOST):
        deliver_due()
        row.refresh_from_db()
        waits.append(round((row.due_at - clock.now()).total_seconds() / 60))
        move_clock((row.due_at - began).total_seconds() + 1)

    assert waits[:4] == [1, 2, 4, 8]
    assert (row.state, row.failures) == (Notification.State.FAILED, services.TRIES_MOST)
    assert "example.org" not in caplog.text


def test_one_bad_message_does_not_keep_the_others(settings: Any) -> None:
    kinds.add("test.broken", Kind(name="test.broken", template="notifications/not_there.txt"))
    try:
        account = reachable()
        waiting(account, "test.broken")
        waiting(account)
        assert deliver_due() == 1
        assert len(mail.outbox) == 1
    finally:
        kinds._entries.pop("test.broken")


def test_two_deliverers_at_once_send_each_message_once() -> None:
    accounts = [make_account(email=f"p{number}@example.org", profile={"mail_is_safe": True}) for number in range(30)]
    for account in accounts:
        waiting(account)

    def run() -> None:
        try:
            deliver_due()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(message.to[0] for message in mail.outbox) == sorted(account.email for account in accounts)


def test_wake_up_comes_after_commit_and_its_failure_harms_nobody() -> None:
    heard: list[int] = []

    def hear(sender: Any, **kwargs: Any) -> None:
        heard.append(Notification.objects.count())
        raise OSError("the broker is away")

    outbox_filled.connect(hear)
    try:
        account = reachable()
        with transaction.atomic():
            notify(account=account, kind=REPLY)
            assert heard == []
        assert heard == [1]
    finally:
        outbox_filled.disconnect(hear)


def test_who_wrote_a_message_hears_only_of_those_that_reach_nobody() -> None:
    heard: list[tuple[Any, bool]] = []

    def hear(sender: Any, *, notification: Notification, **kwargs: Any) -> None:
        heard.append((notification.account, connections["default"].in_atomic_block))

    undelivered.connect(hear)
    try:
        waiting(reachable())
        unreachable = make_account("nowhere")
        waiting(unreachable)
        deliver_due()
    finally:
        undelivered.disconnect(hear)
    assert heard == [(unreachable, True)]


def test_message_whose_loss_could_not_be_passed_on_is_not_given_up_and_keeps_no_other(move_clock: Any) -> None:
    def fail(sender: Any, **kwargs: Any) -> None:
        raise OSError

    undelivered.connect(fail)
    try:
        lost = waiting(make_account())
        waiting(reachable())
        assert deliver_due() == 1
    finally:
        undelivered.disconnect(fail)
    lost.refresh_from_db()
    assert lost.state == Notification.State.WAITING

    move_clock(121)
    deliver_due()
    lost.refresh_from_db()
    assert lost.state == Notification.State.KEPT


def test_lease_outlasts_a_mail_server_that_hangs_on_each_message(settings: Any) -> None:
    assert services.BATCH * settings.EMAIL_TIMEOUT < services.LEASE.total_seconds()


def test_old_rows_go_and_waiting_ones_stay(move_clock: Any) -> None:
    waiting(reachable())
    deliver_due()
    waiting(make_account(email="late@example.org", profile={"mail_is_safe": True}))
    move_clock(31 * 24 * 3600)

    assert forget_old(clock.now()) == 1
    assert Notification.objects.get().state == Notification.State.WAITING


def test_health_page_learns_how_long_the_oldest_message_waits(move_clock: Any) -> None:
    assert oldest_unsent_seconds() == 0
    waiting(reachable())
    move_clock(600)
    assert 595 < oldest_unsent_seconds() < 660
    deliver_due()
    assert oldest_unsent_seconds() == 0
