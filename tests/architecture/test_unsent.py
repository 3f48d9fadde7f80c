"""A form that cannot be taken keeps its words on the page, and help comes first where somebody asked for it."""

from __future__ import annotations

import uuid
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts import services as accounts
from chat.models import Message
from groups.models import GroundRules
from moderation.models import Case
from tests.factories.care import make_line, make_number
from tests.factories.chat import room_of
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS
from tests.look.pages import Page

pytestmark = pytest.mark.django_db

WORDS = "the careful words of tonight"


@pytest.fixture
def talk(ana: Any, ben: Any) -> Any:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    return group


def first_of(page: str, *words: str) -> list[str]:
    """`words` in the order in which the page has them; each must be there."""
    return sorted(words, key=lambda word: page.index(word))


def test_a_message_that_comes_after_the_session_stays_on_the_page(talk: Any) -> None:
    address = f"/rooms/{room_of(talk).uid}/"
    data = {"body": WORDS, "content_note": "about sleep", "client_uid": uuid.uuid4()}
    seen = Client().post(address, data, headers={"referer": f"http://testserver{address}?before=11"})
    page = unescape(seen.content.decode())
    assert seen.status_code == 403 and WORDS in page and "about sleep" in page
    assert f"/account/login/?next={address}" in [link.get("href") for link in Page(page).all("a")]
    assert "signed out" in page and not Message.objects.exists()


@pytest.mark.parametrize("path", ["/need-help/", "/send-to-team/", "room"])
def test_who_asks_for_help_after_the_session_is_shown_help_first(talk: Any, path: str, settings: Any) -> None:
    settings.DEFAULT_COUNTRY = "IE"
    number, line = make_number("IE"), make_line("IE")
    at_room = path == "room"
    address = f"/rooms/{room_of(talk).uid}/" if at_room else path
    data = {"body": WORDS, "need": "help"} if at_room else {"words": WORDS}
    seen = Client().post(address, data)
    page = unescape(seen.content.decode())
    assert seen.status_code == 403
    assert first_of(page, number.number, line.service, WORDS)[-1] == WORDS
    links = [link.get("href") for link in Page(page).all("a")]
    assert "/account/login/?next=/need-help/" in links
    assert not Case.objects.exists()


def test_help_comes_first_where_the_words_ask_for_it(talk: Any) -> None:
    address = f"/rooms/{room_of(talk).uid}/"
    calm = Client().post(address, {"body": WORDS}).content.decode()
    urgent = Client().post(address, {"body": CRISIS}).content.decode()
    assert "right-now" in urgent and "right-now" not in calm
    assert Page(urgent).text.index("right now") < Page(urgent).text.index(CRISIS)


def test_an_old_form_that_asked_for_help_is_answered_with_help(talk: Any, ana: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ana, backend=settings.AUTHENTICATION_BACKENDS[0])
    page = strict.post(f"/rooms/{room_of(talk).uid}/", {"body": WORDS, "need": "help"}).content.decode()
    assert first_of(page, "right-now", WORDS) == ["right-now", WORDS]


def test_the_page_to_open_again_is_the_one_with_the_form(talk: Any, ana: Any) -> None:
    address, here = f"/rooms/{room_of(talk).uid}/", "http://testserver"
    for path, referer, wanted in (
        (f"/conversations/{uuid.uuid4()}/choice/", f"{here}{address}", "/need-help/"),
        (address, "https://elsewhere.example/rooms/", "/home/"),
        (address, f"{here}//elsewhere.example/rooms/", "/home/"),
    ):
        seen = Client().post(path, {"words": WORDS}, headers={"referer": referer})
        assert f"/account/login/?next={wanted}" in seen.content.decode(), path
    seen = Client().post("/you/data/take-back/", headers={"referer": f"{here}/you/data/"}, HTTP_HOST="testserver")
    assert "/account/login/?next=/you/data/" in seen.content.decode()
    seen = Client().post("/you/data/take-back/")
    assert "/account/login/?next=/home/" in seen.content.decode()


def test_an_address_for_forms_shows_a_page_to_who_opens_it(ana: Any, client_of: Any) -> None:
    for client in (client_of(ana), Client()):
        for path in ("/send-to-team/", "/you/data/take-back/", "/account/login/"):
            method = client.put if path == "/account/login/" else client.get
            seen = method(path)
            if seen.status_code == 302:
                continue
            assert seen.status_code == 405 and "POST" in seen.headers["Allow"]
            page = Page(seen.content.decode())
            assert len(page.all("h1")) == 1 and "/help/" in [link.get("href") for link in page.all("a")]
    assert client_of(ana).head("/send-to-team/").status_code == 405


def test_a_page_of_an_error_stays_discreet(ana: Any, client_of: Any) -> None:
    ana.profile.discreet, ana.profile.theme = True, "dark"
    ana.profile.save()
    client = client_of(ana)
    pages = [client.get("/nothing/here/"), client.get("/send-to-team/"), client.get("/desk/")]
    pages += [Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x"})]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ana, backend=settings.AUTHENTICATION_BACKENDS[0])
    pages += [strict.post("/need-help/", {"words": WORDS})]
    for seen in [*pages[:3], pages[4]]:
        page = seen.content.decode()
        assert seen.status_code in (403, 404, 405)
        assert "<title>Notes</title>" in page and settings.SITE_NAME not in page and 'data-theme="dark"' in page
    assert settings.SITE_NAME in pages[3].content.decode()


def test_only_what_was_typed_is_called_typed(talk: Any) -> None:
    hidden = {
        "reply_to": str(uuid.uuid4()), "client_uid": str(uuid.uuid4()), "version": "17", "send": "yes",
        "back": "/rooms/here/", "agree": "on", "avatar_seed": "ab12cd34ef56ab78", "password": "my secret words",
    }  # fmt: skip
    seen = Client().post(f"/rooms/{room_of(talk).uid}/", {"body": WORDS, **hidden})
    page = Page(seen.content.decode())
    assert len(page.all("textarea")) == 1 and WORDS in page.text
    assert not [value for value in hidden.values() if len(value) > 3 and value in page.text]


def test_what_a_visitor_may_post_and_a_script_are_left_alone() -> None:
    assert Client().post("/account/login/", {"login": "nobody", "password": "nothing at all"}).status_code == 200
    saved = Client().post("/plan/write/", {"warning": WORDS}, headers={"accept": "application/json"})
    assert saved.status_code == 302


def test_new_ground_rules_take_no_words_away(talk: Any, ana: Any, client_of: Any) -> None:
    GroundRules.objects.create(group=talk, version=99, short="Be kind.")
    client, address = client_of(ana), f"/rooms/{room_of(talk).uid}/"
    assert client.get(address).url.endswith("/rules/again/")
    seen = client.post(address, {"body": WORDS})
    assert seen.status_code == 302 and Message.objects.get().body == WORDS
    asked = client.post(address, {"body": "", "need": "help"})
    assert asked.status_code == 200 and Case.objects.filter(subject_account=ana, kind="help").exists()


def test_agreement_taken_back_takes_no_words_away(talk: Any, ana: Any, client_of: Any) -> None:
    accounts.withdraw_consent(actor=ana, kind="health")
    client, address = client_of(ana), f"/rooms/{room_of(talk).uid}/"
    assert client.get(address).url == "/you/data/"
    seen = client.post(address, {"body": WORDS})
    assert seen.status_code == 409 and WORDS in seen.content.decode() and "/you/data/" in seen.content.decode()
    assert not Message.objects.exists() and 'class="panel' not in seen.content.decode()
    urgent = client.post(address, {"body": CRISIS}).content.decode()
    assert 'class="panel' in urgent and urgent.index('class="panel') < urgent.rindex(CRISIS)
    asked = client.post(address, {"body": WORDS, "need": "help"})
    case = Case.objects.get(subject_account=ana, kind="help")
    assert asked.url == f"/conversations/{case.uid}/"
