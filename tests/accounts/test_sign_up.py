"""Coming in: with an address and without one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import names
from accounts.access import can
from accounts.models import Profile, User, WayBackCode
from accounts.policies import address_is_settled
from audit.models import AuditEvent
from tests.factories.accounts import PASSWORD, make_account

pytestmark = pytest.mark.django_db
SIGN_UP = "/account/signup/"


def sign_up(client: Client, **typed: str) -> Any:
    return client.post(SIGN_UP, {"username": names.sign_in_name(), "password1": PASSWORD, "email": ""} | typed)


def test_the_page_suggests_a_name_from_the_list() -> None:
    page = Client().get(SIGN_UP).content.decode()
    suggested = re.search(r'name="username"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="username"', page)
    assert suggested and names.is_from_the_list(suggested.group(1) or suggested.group(2))


def test_another_name_keeps_the_address_and_complains_of_nothing() -> None:
    first = names.sign_in_name()
    page = Client().post(SIGN_UP, {"username": first, "email": "kept@example.org", "password1": "", "another": "1"})
    text = page.content.decode()
    assert page.status_code == 200 and "kept@example.org" in text
    assert first not in text and "data-errors" not in text
    assert not User.objects.exists()


def test_sign_up_without_an_address_shows_ten_codes_once() -> None:
    client = Client()
    page = sign_up(client, username="quiet-heron-417")
    codes = re.findall(r"<code>([^<]+)</code>", page.content.decode())
    account = User.objects.get()
    assert len(set(codes)) == 10 and "no-store" in page["Cache-Control"]
    assert account.email == "" and WayBackCode.objects.filter(user=account).count() == 10
    assert not any(code in page.content.decode() for code in WayBackCode.objects.values_list("code_hash", flat=True))
    assert Profile.objects.filter(user=account).exists()
    assert AuditEvent.objects.filter(verb="account.opened", actor_uid=account.uid, reason="without_address").exists()
    again = client.get("/you/codes/").content.decode()
    assert not any(code in again for code in codes)
    assert mail.outbox == []


def test_sign_up_sent_twice_makes_one_account() -> None:
    client = Client()
    typed = {"username": "quiet-heron-417"}
    sign_up(client, **typed)
    again = sign_up(client, **typed)
    assert again.status_code == 302 and User.objects.count() == 1


def test_sign_up_with_an_address_leads_to_the_welcome_and_sends_one_neutral_mail() -> None:
    client = Client()
    page = sign_up(client, email="new@example.org")
    assert page["Location"] == reverse("accounts:welcome")
    account = User.objects.get()
    assert not address_is_settled(account) and not can(account, "accounts.may_join_groups")
    assert [letter.to for letter in mail.outbox] == [["new@example.org"]]
    assert not WayBackCode.objects.exists()


def test_a_name_that_is_not_from_the_list_is_replaced_by_a_suggestion() -> None:
    page = sign_up(Client(), username="john-smith")
    assert not User.objects.exists()
    assert "john-smith" not in page.content.decode()


def test_a_taken_name_is_answered_with_another_one() -> None:
    make_account("quiet-heron-417")
    page = sign_up(Client(), username="quiet-heron-417", email="kept@example.org")
    assert User.objects.count() == 1 and "kept@example.org" in page.content.decode()
    assert 'value="quiet-heron-417"' not in page.content.decode()


def test_sign_up_answers_the_same_whether_the_address_is_known_or_not() -> None:
    make_account(email="known@example.org")
    known = sign_up(Client(), email="known@example.org")
    mail_to_known = mail.outbox.pop()
    unknown = sign_up(Client(), email="unknown@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert "confirm-email" not in mail_to_known.body and "confirm-email" in mail.outbox[0].body


def test_confirming_the_address_settles_it() -> None:
    client = Client()
    sign_up(client, email="new@example.org")
    path = re.search(r"http://[^/]+(/account/confirm-email/\S+)", mail.outbox[0].body)
    assert path
    assert "Is this your address?" in client.get(path.group(1)).content.decode()
    assert not EmailAddress.objects.get().verified
    client.post(path.group(1))
    assert EmailAddress.objects.get().verified and address_is_settled(User.objects.get())


@pytest.mark.parametrize("typed", [
    {"password1": ""}, {"password1": "short"}, {"password1": "x" * 20_000}, {"email": "not an address"},
    {"email": "a@" + "b" * 300 + ".org"}, {"username": "\x00"}, {"username": "a" * 200},
    {"username": "\u202equiet-heron-417"},
])  # fmt: skip
def test_odd_input_is_answered_with_words(typed: dict[str, str]) -> None:
    page = sign_up(Client(), **typed)
    assert page.status_code == 200 and b"data-errors" in page.content or page.status_code == 400


def test_the_enter_key_signs_up_and_does_not_ask_for_another_name() -> None:
    form = Client().get(SIGN_UP).content.decode().split('action="/account/signup/"')[1]
    first_button = re.search(r'<button[^>]*type="submit"[^>]*>', form)
    assert first_button and "another" not in first_button.group(0)
