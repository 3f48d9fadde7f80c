"""Passwords, and the mails around them, which say nothing of health."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.factories.accounts import PASSWORD, make_account

pytestmark = pytest.mark.django_db
NEW = "another four calm words"
# Words that would tell somebody at the same kitchen table what this is about.
TELLING = re.compile(
    r"peer|support|mental|health|group|crisis|help|recover|therap|feel|mood|sad|anxi|depress|safe|distress|listen|story",
    re.I,
)


def sign_in(name: str, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/account/login/", {"login": name, "password": password})
    return client


def reauthenticated(account: User) -> Client:
    client = sign_in(account.sign_in_name)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def test_reset_answers_the_same_whether_the_address_is_known_or_not() -> None:
    make_account(email="known@example.org")
    pages = [Client().post("/account/password/reset/", {"email": f"{who}@example.org"}) for who in ("known", "unknown")]
    assert {(page.status_code, page["Location"]) for page in pages} == {(302, "/account/password/reset/done/")}
    assert [letter.to[0] for letter in mail.outbox] == ["known@example.org", "unknown@example.org"]
    assert "/account/password/reset/key/" in mail.outbox[0].body and "http" not in mail.outbox[1].body


def test_a_reset_link_sets_the_password_once_and_ends_other_sign_ins() -> None:
    account = make_account("quiet-heron-417", email="known@example.org")
    elsewhere = sign_in(account.sign_in_name)
    client = Client()
    client.post("/account/password/reset/", {"email": "known@example.org"})
    path = re.search(r"http://[^/]+(/account/password/reset/key/\S+)", mail.outbox[0].body)
    assert path
    form = client.get(path.group(1))["Location"]
    assert client.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
    before = account.access_epoch
    account.refresh_from_db()
    assert account.check_password(NEW) and account.access_epoch > before
    assert elsewhere.get("/you/").status_code == 302
    assert "does not work any more" in Client().get(path.group(1)).content.decode()


def test_changing_the_password_keeps_this_sign_in_and_ends_the_others() -> None:
    account = make_account("quiet-heron-417")
    here, elsewhere = sign_in(account.sign_in_name), sign_in(account.sign_in_name)
    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert here.get("/you/").status_code == 200 and elsewhere.get("/you/").status_code == 302


def test_a_wrong_password_changes_nothing_and_is_said_kindly() -> None:
    account = make_account("quiet-heron-417")
    page = sign_in(account.sign_in_name).post(
        "/account/password/change/", {"oldpassword": "wrong wrong wrong", "password1": NEW, "password2": NEW}
    )
    account.refresh_from_db()
    assert account.check_password(PASSWORD) and "Please look at this again" in page.content.decode()


def test_notices_go_only_to_people_whose_mail_is_safe() -> None:
    for safe in (False, True):
        account = make_account(email=f"safe-{safe}@example.org".lower(), profile={"mail_is_safe": safe})
        sign_in(account.sign_in_name).post(
            "/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
        )
    assert [letter.to[0] for letter in mail.outbox] == ["safe-true@example.org"]
    assert mail.outbox[0].subject == "Your password was changed"


def test_every_mail_is_neutral_in_sender_subject_and_text() -> None:
    account = make_account("quiet-heron-417", email="known@example.org", profile={"mail_is_safe": True})
    Client().post("/account/password/reset/", {"email": "known@example.org"})
    Client().post("/account/password/reset/", {"email": "unknown@example.org"})
    client = reauthenticated(account)
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    client.post("/account/reauthenticate/", {"password": NEW})
    client.post("/account/email/", {"email": "other@example.org", "action_add": "1"})
    assert len(mail.outbox) == 4
    for letter in mail.outbox:
        text = re.sub(r"http\S+", "", f"{letter.from_email} {letter.subject} {letter.body}")
        assert not TELLING.search(text), text
        assert settings.MAIL_SENDER_NAME in text and settings.SITE_NAME not in text


def test_no_mail_template_says_a_telling_word() -> None:
    folders = [Path(settings.BASE_DIR, "templates", app, "email") for app in ("account", "mfa")]
    files = [file for folder in folders for file in folder.glob("*.txt")]
    assert len(files) > 20
    for file in files:
        words = re.sub(r"\{%\s*(extends|load|url|if|endif|block|endblock)[^%]*%\}|\{\{[^}]*\}\}", "", file.read_text())
        assert not TELLING.search(words), (file.name, words)


def test_many_wrong_passwords_have_to_wait() -> None:
    account = make_account("quiet-heron-417")
    for _try in range(6):
        Client().post("/account/login/", {"login": account.sign_in_name, "password": "wrong wrong wrong"})
    page = Client().post("/account/login/", {"login": account.sign_in_name, "password": PASSWORD})
    assert page.status_code == 200 and "wait five minutes" in page.content.decode()


def test_sign_in_says_the_same_for_no_such_name_and_a_wrong_password() -> None:
    make_account("quiet-heron-417")
    said = [
        Client().post("/account/login/", {"login": name, "password": "wrong wrong wrong"}).content.decode()
        for name in ("quiet-heron-417", "no-such-100")
    ]
    assert all("do not fit together" in page for page in said)


def test_an_address_can_be_taken_away_again() -> None:
    account = make_account("quiet-heron-417", email="known@example.org")
    reauthenticated(account).post("/account/email/", {"email": "known@example.org", "action_remove": "1"})
    account.refresh_from_db()
    assert account.email == ""
