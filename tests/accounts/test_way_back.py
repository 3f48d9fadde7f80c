"""The ten codes: a way back without mail, and no way round a second step."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts import services
from accounts.models import User, WayBackCode
from audit.models import AuditEvent
from tests.factories.accounts import PASSWORD, add_totp, make_account, totp_code

pytestmark = pytest.mark.django_db
NEW = "another four calm words"


def back(code: str, name: str = "quiet-heron-417", new: str = NEW) -> Any:
    return Client().post("/account/back/", {"sign_in_name": name, "code": code, "new_password": new})


def sign_in(name: str, password: str) -> Client:
    client = Client()
    client.post("/account/login/", {"login": name, "password": password})
    return client


@pytest.fixture
def heron() -> User:
    return make_account("quiet-heron-417")


def test_a_code_sets_the_password_and_ends_other_sign_ins(heron: User) -> None:
    elsewhere = sign_in(heron.sign_in_name, PASSWORD)
    assert elsewhere.get("/you/").status_code == 200
    code = services.make_way_back_codes(actor=heron)[3]
    page = back(code)
    assert page["Location"] == "/account/login/"
    before = heron.access_epoch
    heron.refresh_from_db()
    assert heron.check_password(NEW) and heron.access_epoch > before
    assert not UserSession.objects.filter(user=heron).exists()
    assert elsewhere.get("/you/").status_code == 302
    assert AuditEvent.objects.filter(verb="account.way_back_code_used", actor_uid=heron.uid).exists()


def test_a_code_works_once_and_its_neighbours_still_do(heron: User) -> None:
    codes = services.make_way_back_codes(actor=heron)
    assert back(codes[0]).status_code == 302
    assert back(codes[0], new="yet another four words").status_code == 422
    assert back(codes[1].upper().replace("-", " "), new="yet another four words").status_code == 302
    heron.refresh_from_db()
    assert heron.check_password("yet another four words")


def test_new_codes_end_the_old_ones(heron: User) -> None:
    old = services.make_way_back_codes(actor=heron)
    services.make_way_back_codes(actor=heron)
    assert back(old[0]).status_code == 422


def test_someone_elses_code_opens_nothing(heron: User) -> None:
    theirs = services.make_way_back_codes(actor=make_account("still-otter-200"))
    services.make_way_back_codes(actor=heron)
    assert back(theirs[0]).status_code == 422
    assert not WayBackCode.objects.exclude(used_at=None).exists()


def test_the_answer_is_the_same_for_no_such_name_and_no_such_code(heron: User) -> None:
    services.make_way_back_codes(actor=heron)
    known, unknown = back("2222-3333-4444"), back("2222-3333-4444", name="no-such-100")
    strip = [page.content.decode().replace("no-such-100", "quiet-heron-417") for page in (known, unknown)]
    assert [text.split("csrfmiddlewaretoken")[0] for text in strip][0] == [
        text.split("csrfmiddlewaretoken")[0] for text in strip
    ][1]
    assert known.status_code == unknown.status_code == 422
    assert "do not open anything" in known.content.decode() and "do not open anything" in unknown.content.decode()


def test_a_right_code_is_refused_after_too_many_tries(heron: User) -> None:
    code = services.make_way_back_codes(actor=heron)[0]
    for _try in range(5):
        assert back("2222-3333-4444").status_code == 422
    assert back(code).status_code == 422
    heron.refresh_from_db()
    assert heron.check_password(PASSWORD)


def test_a_weak_password_spends_no_code(heron: User) -> None:
    code = services.make_way_back_codes(actor=heron)[0]
    assert back(code, new="short").status_code == 422
    assert back(code).status_code == 302


def test_a_code_does_not_go_round_the_second_step(heron: User) -> None:
    secret = add_totp(heron)
    assert back(services.make_way_back_codes(actor=heron)[0]).status_code == 302
    client = sign_in(heron.sign_in_name, NEW)
    assert client.get("/you/").status_code == 302
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.get("/you/").status_code == 302
    client.post("/account/2fa/authenticate/", {"code": totp_code(secret)})
    assert client.get("/you/").status_code == 200


@pytest.mark.parametrize("code", ["", "\x00", "\u202e", "a" * 20_000, "<script>"])
def test_odd_codes_are_refused_with_words(heron: User, code: str) -> None:
    services.make_way_back_codes(actor=heron)
    assert back(code).status_code in (422, 400)


def test_making_new_codes_asks_for_the_password_again(heron: User) -> None:
    client = sign_in(heron.sign_in_name, PASSWORD)
    assert client.get("/you/codes/").status_code == 200
    asked = client.post("/you/codes/")
    assert asked.status_code == 302 and asked["Location"].startswith("/account/reauthenticate/")
    page = client.post(asked["Location"], {"password": PASSWORD, "next": "/you/codes/"}, follow=True)
    assert page.content.decode().count("<code>") == 10


def test_the_pages_that_need_it_name_the_way_back() -> None:
    for path in ("/account/login/", "/account/password/reset/"):
        assert b'href="/account/back/"' in Client().get(path).content
