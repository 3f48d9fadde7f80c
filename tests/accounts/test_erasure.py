"""Erasing: hidden at once, done after seven days, taken back by signing in."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts import services, signals
from accounts.access import can
from accounts.models import User
from accounts.privacy import holdings
from audit.models import AuditEvent
from resilience.models import Strategy
from tests.factories.accounts import PASSWORD, add_totp, make_account

pytestmark = pytest.mark.django_db
DAY = 24 * 3600


def sign_in(account: User) -> Client:
    client = Client()
    client.post("/account/login/", {"login": account.sign_in_name, "password": PASSWORD})
    return client


def ask(account: User) -> Client:
    client = sign_in(account)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post("/you/data/erase/")
    return client


def test_asking_hides_at_once_and_ends_every_sign_in() -> None:
    ana = make_account("quiet-heron-417")
    elsewhere = sign_in(ana)
    assert can(ana, "accounts.may_join_groups")
    here = ask(ana)
    ana.refresh_from_db()
    assert ana.erase_after and not can(ana, "accounts.may_join_groups")
    assert here.get("/you/").status_code == 302 and elsewhere.get("/you/").status_code == 302


def test_asking_needs_the_password_again() -> None:
    ana = make_account("quiet-heron-417")
    client = sign_in(ana)
    assert client.post("/you/data/erase/")["Location"].startswith("/account/reauthenticate/")
    assert User.objects.get().erase_after is None


def test_nothing_is_erased_before_the_seventh_day(move_clock: Any) -> None:
    ana = make_account("quiet-heron-417")
    services.request_erasure(actor=ana)
    move_clock(7 * DAY - 60)
    assert services.erase_due() == 0 and User.objects.filter(pk=ana.pk).exists()


def test_after_seven_days_nothing_of_the_person_is_left(move_clock: Any) -> None:
    ana = make_account("quiet-heron-417", email="marker@example.org", topics=("worry",))
    ben = make_account("still-otter-200", email="stays@example.org", topics=("worry",))
    services.make_way_back_codes(actor=ana)
    sign_in(ana)
    add_totp(ana)
    heard: list[Any] = []

    def erased(user: User, **_: Any) -> None:
        heard.append(user.uid)

    signals.account_erased.connect(erased)
    services.request_erasure(actor=ana)
    move_clock(7 * DAY + 60)
    try:
        assert services.erase_due() == 1 and services.erase_due() == 0
    finally:
        signals.account_erased.disconnect(erased)
    assert heard == [ana.uid]
    for model in apps.get_models():
        for row in model._default_manager.all():
            values = " ".join(str(getattr(row, field.attname)) for field in model._meta.concrete_fields)
            assert "marker@example.org" not in values and "quiet-heron-417" not in values, model
            links = [f for f in model._meta.concrete_fields if f.related_model is User]
            if isinstance(row, Strategy) and row.key:
                # A card of the house was never anybody's.
                links = []
            assert all(getattr(row, field.attname) == ben.pk for field in links), model
    assert not Authenticator.objects.exists() and not UserSession.objects.exists() and not Session.objects.exists()
    assert EmailAddress.objects.get().email == "stays@example.org" and ben.profile.lived_experience.count() == 1
    assert AuditEvent.objects.filter(verb="erasure.done", target_uid=ana.uid).exists()


def test_signing_in_takes_it_back(move_clock: Any) -> None:
    ana = make_account("quiet-heron-417")
    ask(ana)
    page = sign_in(ana).get("/you/")
    assert page.status_code == 200 and "will not be erased" in page.content.decode()
    assert User.objects.get().erase_after is None
    move_clock(8 * DAY)
    assert services.erase_due() == 0
    verbs = list(AuditEvent.objects.filter(verb__startswith="erasure").values_list("verb", flat=True))
    assert verbs == ["erasure.asked", "erasure.taken_back"]


def test_a_password_without_its_second_step_does_not_take_it_back() -> None:
    ana = make_account("quiet-heron-417")
    add_totp(ana)
    services.request_erasure(actor=ana)
    sign_in(ana)
    assert User.objects.get().erase_after is not None


def test_taking_back_what_was_not_asked_is_refused(ana: User) -> None:
    with pytest.raises(PermissionDenied):
        services.take_back_erasure(actor=ana)


def test_the_register_names_every_field_of_the_accounts_floor() -> None:
    registered = {holding.model: set(holding.fields) for holding in holdings}
    for model in apps.get_models():
        if model._meta.app_label in ("accounts", "account", "mfa", "usersessions", "sessions"):
            fields = {field.name for field in [*model._meta.concrete_fields, *model._meta.many_to_many]}
            assert registered[model] == fields, model


@pytest.mark.django_db(transaction=True)
def test_the_services_are_durable_and_tell_the_sockets(monkeypatch: Any) -> None:
    from django.db import transaction

    from realtime import hub

    told: list[Any] = []
    monkeypatch.setattr(hub, "revoke_account", told.append)
    ana = make_account("quiet-heron-417")
    services.request_erasure(actor=ana)
    assert told == [ana.uid]
    with transaction.atomic(), pytest.raises(RuntimeError):
        services.take_back_erasure(actor=ana)


def test_one_account_that_cannot_be_erased_does_not_keep_the_others_waiting(move_clock: Any) -> None:
    stuck, free = make_account("quiet-heron-417"), make_account("still-otter-200")
    for account in (stuck, free):
        services.request_erasure(actor=account)
    move_clock(8 * DAY)

    def fails(user: User, **_: Any) -> None:
        if user.pk == stuck.pk:
            raise RuntimeError("no")

    signals.account_erased.connect(fails)
    try:
        assert services.erase_due() == 1
    finally:
        signals.account_erased.disconnect(fails)
    assert list(User.objects.all()) == [stuck]
    assert services.erase_due() == 1 and not User.objects.exists()
