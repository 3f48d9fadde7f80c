"""What somebody who knows a name, an address or an open browser must not be able to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts import names, services
from accounts.models import User
from tests.factories.accounts import PASSWORD, make_account

pytestmark = pytest.mark.django_db
FROM_FAR, AT_HOME = "203.0.113.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


def try_password(account: User, password: str, place: str) -> bool:
    client = Client(REMOTE_ADDR=place)
    client.post("/account/login/", {"login": account.sign_in_name, "password": password})
    return "_auth_user_id" in client.session


def test_wrong_passwords_from_elsewhere_lock_nobody_out(ana: User) -> None:
    for _try in range(8):
        assert not try_password(ana, "wrong words in a row", FROM_FAR)
    assert not try_password(ana, PASSWORD, FROM_FAR)
    assert try_password(ana, PASSWORD, AT_HOME)


def test_wrong_codes_from_elsewhere_do_not_close_the_way_back(ana: User) -> None:
    codes = services.make_way_back_codes(actor=ana)
    data = {"sign_in_name": ana.sign_in_name, "new_password": "four quiet words here"}
    for _try in range(8):
        Client(REMOTE_ADDR=FROM_FAR).post("/account/back/", data | {"code": "wrong"})
    assert Client(REMOTE_ADDR=FROM_FAR).post("/account/back/", data | {"code": codes[0]}).status_code == 422
    assert Client(REMOTE_ADDR=AT_HOME).post("/account/back/", data | {"code": codes[0]}).status_code == 302


def test_an_open_browser_is_not_enough_to_move_the_account_to_another_address(
    ana: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(ana)
    answer = client.post("/account/email/", {"email": "somebody-else@example.org", "action_add": ""})
    assert answer.status_code == 302 and answer["Location"].startswith("/account/reauthenticate/")
    assert mail.outbox == [] and not EmailAddress.objects.filter(email="somebody-else@example.org").exists()


@pytest.mark.parametrize("address", ["known@example.org", "unknown@example.org"])
def test_nobodys_mailbox_is_filled_by_asking_for_new_passwords(address: str) -> None:
    make_account("known", email="known@example.org")
    for number in range(12):
        Client(REMOTE_ADDR=f"203.0.{number}.7").post("/account/password/reset/", {"email": address})
    assert len(mail.outbox) <= 3


def test_nobodys_mailbox_is_filled_by_signing_up_with_it() -> None:
    for number in range(12):
        data = {"username": names.sign_in_name(), "email": "known@example.org", "password1": "four words in a row"}
        Client(REMOTE_ADDR=f"203.0.{number}.7").post("/account/signup/", data)
    assert len(mail.outbox) <= 3


@pytest.mark.parametrize(
    "path",
    [
        "/admin/accounts/user/?email__startswith=a",
        "/admin/accounts/user/?sign_in_name__startswith=a",
        "/admin/accounts/user/?password__startswith=a",
        "/admin/accounts/profile/?country=ES",
        "/admin/account/emailaddress/?email__contains=a",
        "/admin/groups/membership/?account=1",
        "/admin/groups/membership/?display_name__startswith=a",
        "/admin/groups/block/?blocked=1",
        "/admin/moderation/case/?subject_account=1",
        "/admin/moderation/case/?label__startswith=a",
        "/admin/notifications/notification/?account=1",
    ],
)
def test_an_admin_list_answers_no_question_about_what_it_does_not_show(
    path: str, ada: User, client_of: Callable[[User], Client]
) -> None:
    assert client_of(ada).get(path).status_code == 400


def test_no_list_of_people_takes_a_column_that_it_does_not_offer() -> None:
    open_to_questions = []
    for model, shown in admin.site._registry.items():
        if model._meta.app_label not in {
            "accounts",
            "account",
            "mfa",
            "usersessions",
            "groups",
            "moderation",
            "notifications",
        }:
            continue
        if model._meta.object_name == "LivedExperience":
            continue
        offered = {entry[0] if isinstance(entry, tuple) else entry for entry in shown.list_filter} | {
            shown.date_hierarchy
        }
        open_to_questions += [
            f"{model._meta.label}.{field.name}"
            for field in model._meta.fields
            if field.name not in offered and shown.lookup_allowed(f"{field.name}__startswith", "a", None)
        ]
    assert open_to_questions == []


def test_the_filters_that_admin_lists_offer_still_work(ada: User, client_of: Callable[[User], Client]) -> None:
    client = client_of(ada)
    for query in ("is_moderator__exact=1", "erase_after__isempty=1", "date_joined__year=2026", "q=x"):
        assert client.get(f"/admin/accounts/user/?{query}").status_code == 200


def test_the_admins_own_page_for_a_new_password_leads_to_ours(ada: User, client_of: Callable[[User], Client]) -> None:
    assert client_of(ada).get("/admin/password_change/")["Location"] == "/account/password/change/"


def test_signing_out_tells_the_browser_to_forget_drafts_and_staying_does_not(
    ana: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(ana)
    assert "Clear-Site-Data" not in client.get("/home/").headers
    assert client.post("/account/logout/")["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in client.get("/account/login/").headers


def test_a_form_that_expired_never_shows_a_password_again(db: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.post("/account/back/", {"sign_in_name": "x", "code": "7kpm", "new_password": "my secret words"})
    assert page.status_code == 403
    assert "my secret words" not in page.content.decode() and "7kpm" not in page.content.decode()
