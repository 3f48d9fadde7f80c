"""Sign-ins that ran out and proofs nobody used do not stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

import clock
from accounts.services import forget_old_sign_ins
from registries import retention

pytestmark = pytest.mark.django_db(transaction=True)


def session(key: str, days: float) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=clock.now() + timedelta(days=days))


def sign_in(account: Any, key: str, *, hours_ago: float) -> None:
    row = UserSession.objects.create(user=account, session_key=key, ip="127.0.0.1", user_agent="")
    UserSession.objects.filter(pk=row.pk).update(created_at=clock.now() - timedelta(hours=hours_ago))


def test_sessions_that_ran_out_go_with_their_sign_ins_and_nothing_else_goes(ana: Any, cy: Any) -> None:
    session("ended", -0.01)
    session("going-on", 0.01)
    sign_in(ana, "ended", hours_ago=24 * 15)
    sign_in(ana, "going-on", hours_ago=24 * 13)
    sign_in(cy, "signed-out", hours_ago=2)
    sign_in(cy, "just-beginning", hours_ago=0)

    assert forget_old_sign_ins(clock.now()) == 3
    assert set(Session.objects.values_list("session_key", flat=True)) == {"going-on"}
    assert set(UserSession.objects.values_list("session_key", flat=True)) == {"going-on", "just-beginning"}
    assert forget_old_sign_ins(clock.now()) == 0


def test_signed_in_browser_stays_signed_in(client_of: Any, ana: Any) -> None:
    browser = client_of(ana)
    forget_old_sign_ins(clock.now())

    assert browser.get("/home/").status_code == 200


@pytest.mark.parametrize(("days", "sent", "stay"), [(4, True, 0), (4, False, 0), (2, True, 1), (2, False, 1)])
def test_proof_of_an_address_goes_after_three_days_and_the_address_stays(
    ana: Any, days: int, sent: bool, stay: int
) -> None:
    address = EmailAddress.objects.create(user=ana, email="ana@example.org")
    made = clock.now() - timedelta(days=days)
    EmailConfirmation.objects.create(email_address=address, created=made, sent=made if sent else None, key="k")
    forget_old_sign_ins(clock.now())

    assert EmailConfirmation.objects.count() == stay
    assert EmailAddress.objects.get() == address


def test_the_hourly_sweep_asks_accounts_and_groups() -> None:
    assert {"accounts", "groups"} <= {name for name, _ in retention.items()}
