"""People on the team pass a second step, whichever door they came in by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from accounts import second_step
from accounts.models import User
from audit.models import AuditEvent
from tests.factories.accounts import PASSWORD, add_totp, make_account, totp_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_in_production(settings: Any) -> None:
    settings.STAFF_NEED_MFA = True


def sign_in(account: User, secret: str = "") -> Client:
    client = Client()
    client.post("/account/login/", {"login": account.sign_in_name, "password": PASSWORD})
    if secret:
        client.post("/account/2fa/authenticate/", {"code": totp_code(secret)})
    return client


@pytest.mark.parametrize("role", ["is_moderator", "is_staff", "is_superuser"])
@pytest.mark.parametrize("path", ["/admin/", "/you/", "/home/", "/account/password/change/", "/team/", "/you/data/"])
def test_a_team_account_without_a_second_step_is_sent_to_set_one_up(role: str, path: str) -> None:
    client = sign_in(make_account(**{role: True}))
    page = client.get(path)
    assert page.status_code == 302 and page["Location"] == "/account/2fa/"
    assert client.get("/account/2fa/").status_code == 200


def test_help_and_sign_out_stay_in_reach(mo: User, client_of: Callable[[User], Client]) -> None:
    client = client_of(mo)
    assert client.get("/help/").status_code == 200
    assert client.get("/account/logout/").status_code == 200


def test_a_session_that_did_not_pass_the_second_step_is_asked_for_it(
    mo: User, client_of: Callable[[User], Client]
) -> None:
    secret = add_totp(mo)
    client = client_of(mo)
    page = client.get("/you/")
    assert page.status_code == 302 and page["Location"].startswith("/account/2fa/reauthenticate/?next=")
    client.post(page["Location"], {"code": totp_code(secret), "next": "/you/"})
    assert client.get("/you/").status_code == 200


def test_a_password_alone_does_not_open_a_team_account_that_has_a_second_step(ada: User) -> None:
    add_totp(ada)
    client = sign_in(ada)
    assert client.get("/admin/")["Location"].startswith(("/account/login/", "/admin/login/"))


def test_with_password_and_code_the_admin_pages_open(ada: User) -> None:
    assert sign_in(ada, add_totp(ada)).get("/admin/").status_code == 200


def test_the_admin_sign_in_is_the_ordinary_one(ada: User) -> None:
    page = Client().get("/admin/login/?next=/admin/")
    assert page.status_code == 302 and page["Location"].startswith("/account/login/")
    posted = Client().post("/admin/login/", {"username": ada.sign_in_name, "password": PASSWORD, "next": "/admin/"})
    assert posted.status_code == 302 and posted["Location"].startswith("/account/login/")


def test_recovery_codes_alone_do_not_count_as_a_second_step(mo: User, client_of: Callable[[User], Client]) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    RecoveryCodes.activate(mo)
    assert client_of(mo).get("/you/")["Location"] == "/account/2fa/"


def test_ordinary_members_are_left_alone(ana: User, client_of: Callable[[User], Client]) -> None:
    assert client_of(ana).get("/you/").status_code == 200


def test_the_setting_switches_it_off(settings: Any, mo: User, client_of: Callable[[User], Client]) -> None:
    settings.STAFF_NEED_MFA = False
    assert client_of(mo).get("/you/").status_code == 200


def test_secrets_of_authenticator_apps_are_sealed_in_the_database(mo: User) -> None:
    from allauth.mfa.models import Authenticator

    secret = add_totp(mo)
    stored = str(Authenticator.objects.get(user=mo).data)
    assert secret not in stored and "k1:" in stored


def test_who_has_a_second_step_cannot_add_another_one_before_showing_it(
    mo: User, client_of: Callable[[User], Client]
) -> None:
    add_totp(mo)
    client = client_of(mo)
    for path in ("/account/2fa/webauthn/add/", "/account/2fa/totp/deactivate/", "/account/2fa/", "/account/email/"):
        assert client.get(path)["Location"].startswith("/account/2fa/reauthenticate/")
    assert client.post("/account/2fa/recovery-codes/generate/")["Location"] == "/account/2fa/reauthenticate/"


def test_somebody_with_only_a_passkey_is_asked_for_the_passkey(mo: User, client_of: Callable[[User], Client]) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(
        user=mo, type=Authenticator.Type.WEBAUTHN, data={"name": "Passkey 1", "credential": {}}
    )
    assert client_of(mo).get("/you/")["Location"].startswith("/account/2fa/webauthn/reauthenticate/?next=")


def test_what_has_no_middleware_can_ask_too(mo: User, ana: User, client_of: Callable[[User], Client]) -> None:
    assert second_step.is_missing(mo, client_of(mo).session)
    assert not second_step.is_missing(ana, client_of(ana).session)
    assert not second_step.is_missing(AnonymousUser(), Client().session)
    secret = add_totp(mo)
    assert not second_step.is_missing(mo, sign_in(mo, secret).session)


def test_a_record_of_another_person_in_the_session_does_not_count(mo: User, ada: User) -> None:
    session = sign_in(ada, add_totp(ada)).session
    assert second_step.is_missing(mo, session) and not second_step.is_missing(ada, session)


def test_setting_up_an_authenticator_app_writes_an_audit_line(
    ana: User, django_capture_on_commit_callbacks: Any
) -> None:
    from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY

    client = sign_in(ana)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.get("/account/2fa/totp/activate/")
    secret = client.session[SECRET_SESSION_KEY]
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/totp/activate/", {"code": totp_code(secret)})
    lines = AuditEvent.objects.filter(verb="account.second_step_changed", actor_uid=ana.uid)
    assert {line.reason for line in lines} == {"added_totp", "added_recovery_codes"}


def test_what_is_posted_before_the_second_step_stays_on_the_page(mo: User, client_of: Callable[[User], Client]) -> None:
    add_totp(mo)
    seen = client_of(mo).post("/desk/", {"note": "what I saw tonight"})
    page = seen.content.decode()
    assert seen.status_code == 403 and "what I saw tonight" in page
    assert 'href="/account/2fa/reauthenticate/"' in page


def test_a_form_that_is_not_ours_is_not_repeated_before_the_second_step(mo: User) -> None:
    add_totp(mo)
    client = Client(enforce_csrf_checks=True)
    client.force_login(mo)
    seen = client.post("/desk/", {"note": "words of somebody else"})
    assert seen.status_code == 403 and 'href="/account/2fa/reauthenticate/"' not in seen.content.decode()


def test_asking_for_help_needs_no_second_step(mo: User, client_of: Callable[[User], Client]) -> None:
    add_totp(mo)
    client = client_of(mo)
    assert client.get("/need-help/").status_code == 200
    assert client.post("/need-help/", {"words": "please come"})["Location"].startswith("/conversations/")
    assert client.get("/conversations/")["Location"].startswith("/account/2fa/reauthenticate/")
