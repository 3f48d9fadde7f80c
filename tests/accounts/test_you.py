"""One's own page, consent, sign-ins and the view that suits the person."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts import services, signals
from accounts.access import can
from accounts.cards import YouCard, you_cards
from accounts.languages import spoken_language
from accounts.models import Consent, User
from audit.models import AuditEvent
from tests.factories.accounts import PASSWORD, make_account

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ANSWERS = {"country": "ES", "language": "es", "time_zone": "Europe/Madrid", "theme": "dark", "discreet": "on"}


def sign_in(account: User) -> Client:
    client = Client()
    client.post("/account/login/", {"login": account.sign_in_name, "password": PASSWORD})
    return client


def reauthenticated(account: User) -> Client:
    client = sign_in(account)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def spanish_pages(settings: Any) -> None:
    """As on a day when there is a catalogue for Spanish."""
    settings.LANGUAGES = settings.SPOKEN_LANGUAGES


def test_what_is_saved_is_kept_and_used_at_once(
    spanish_pages: None, ana: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(ana)
    assert client.post("/you/", ANSWERS)["Location"] == "/you/"
    page = client.get("/you/")
    assert page["Content-Language"] == "es" and 'data-theme="dark"' in page.content.decode()
    assert page["Cache-Control"] == "no-store, private"
    profile = User.objects.get(pk=ana.pk).profile
    assert (profile.country, profile.time_zone, profile.discreet) == ("ES", "Europe/Madrid", True)


def test_pages_are_in_english_where_there_is_no_catalogue_and_say_so(
    ana: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(ana)
    client.post("/you/", ANSWERS)
    assert User.objects.get(pk=ana.pk).profile.language == "es"
    page = client.get("/you/", headers={"accept-language": "es-MX,es;q=0.9"})
    body = page.content.decode()
    assert page["Content-Language"] == "en" and '<html lang="en"' in body
    assert '<option value="es" selected>' in body and "These pages are in English." in body
    # Nor from Django's own words, which do have a Spanish catalogue.
    refused = client.post("/you/", ANSWERS | {"theme": "no such theme"}).content.decode()
    assert "Select a valid choice" in refused and "Escoja" not in refused
    stranger = Client().get("/account/login/", headers={"accept-language": "es"})
    assert stranger["Content-Language"] == "en" and '<html lang="en"' in stranger.content.decode()


def test_only_languages_with_a_compiled_catalogue_are_offered_for_pages(tmp_path: Path) -> None:
    from peersupport.settings import base

    assert [code for code, _name in base.written_in(tmp_path)] == ["en"]
    (tmp_path / "es" / "LC_MESSAGES").mkdir(parents=True)
    assert [code for code, _name in base.written_in(tmp_path)] == ["en"]
    (tmp_path / "es" / "LC_MESSAGES" / "django.mo").touch()
    assert [code for code, _name in base.written_in(tmp_path)] == ["en", "es"]


def test_what_a_reader_speaks_still_counts_where_the_pages_do_not(ana: User, rf: Any) -> None:
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/help/", headers={"accept-language": "ca,es-MX;q=0.9,en;q=0.5"})
    request.user = AnonymousUser()
    assert spoken_language(request) == "es"
    services.set_profile(actor=ana, language="en")
    request.user = ana
    assert spoken_language(request) == "en"


def test_one_persons_language_does_not_stay_for_the_next(
    spanish_pages: None, ana: User, ben: User, client_of: Callable[[User], Client]
) -> None:
    client_of(ana).post("/you/", ANSWERS)
    assert client_of(ana).get("/you/")["Content-Language"] == "es"
    assert client_of(ben).get("/you/")["Content-Language"] == "en"
    assert Client().get("/account/login/")["Content-Language"] == "en"


def test_what_cannot_be_saved_comes_back_with_what_was_typed(ana: User, client_of: Callable[[User], Client]) -> None:
    page = client_of(ana).post("/you/", ANSWERS | {"time_zone": "Moon/Base"})
    assert page.status_code == 422
    assert 'value="ES" selected' in page.content.decode() and User.objects.get(pk=ana.pk).profile.country == ""


def test_the_page_needs_few_queries_however_many_topics(
    ana: User, client_of: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    client = client_of(ana)
    with django_assert_max_num_queries(22):
        client.get("/you/")


def test_cards_of_higher_apps_are_shown_and_none_hides_them(ana: User, client_of: Callable[[User], Client]) -> None:
    before = dict(you_cards._entries)
    try:
        you_cards.add("test.shown", YouCard("Shown card", "components/empty.html", lambda request: {}))
        you_cards.add("test.hidden", YouCard("Hidden card", "components/empty.html", lambda request: None))
        page = client_of(ana).get("/you/").content.decode()
    finally:
        you_cards._entries.clear()
        you_cards._entries.update(before)
    assert "Shown card" in page and "Hidden card" not in page


def test_taking_consent_back_hides_and_giving_it_again_shows(ana: User, client_of: Callable[[User], Client]) -> None:
    heard: list[str] = []

    def hidden(user: User, **_: Any) -> None:
        heard.append(f"hidden {user.pk}")

    def shown(user: User, **_: Any) -> None:
        heard.append(f"shown {user.pk}")

    signals.account_hidden.connect(hidden)
    signals.account_shown.connect(shown)
    client, epoch = client_of(ana), ana.access_epoch
    try:
        client.post("/you/data/take-back/")
        ana.refresh_from_db()
        assert not can(ana, "accounts.may_join_groups") and ana.access_epoch > epoch
        client.post("/you/data/take-back/")
        client.post("/you/data/agree/", {"version": "1"})
        assert not can(ana, "accounts.participate")
        client.post("/you/data/agree/", {"version": "1", "consent": "1"})
    finally:
        signals.account_hidden.disconnect(hidden)
        signals.account_shown.disconnect(shown)
    assert can(ana, "accounts.may_join_groups")
    assert heard == [f"hidden {ana.pk}", f"shown {ana.pk}"]
    assert Consent.objects.filter(user=ana).count() == 2
    lines = AuditEvent.objects.filter(actor_uid=ana.uid, verb__startswith="consent").values_list("verb", flat=True)
    assert list(lines) == ["consent.withdrawn", "consent.given"]


def test_agreeing_twice_keeps_one_consent(ana: User) -> None:
    for _time in range(2):
        services.give_consent(actor=ana, kind="health", version=1)
    assert Consent.objects.filter(user=ana).count() == 1


@pytest.mark.parametrize("version", ["", "0", "x", "9" * 50, "²"])
def test_an_odd_version_gives_nothing(ana: User, client_of: Callable[[User], Client], version: str) -> None:
    client = client_of(ana)
    client.post("/you/data/take-back/")
    assert client.post("/you/data/agree/", {"version": version, "consent": "1"}).status_code == 302
    assert not can(ana, "accounts.participate")


def test_download_asks_for_the_password_and_then_holds_ones_own_data_only() -> None:
    ana = make_account("quiet-heron-417", email="ana@example.org", topics=("worry",))
    make_account("still-otter-200", email="other@example.org")
    client = sign_in(ana)
    asked = client.post("/you/data/download/")
    assert asked["Location"].startswith("/account/reauthenticate/")
    answer = client.post(asked["Location"], {"password": PASSWORD, "next": "/you/data/download/"})
    assert answer["Content-Type"] == "application/zip" and "no-store" in answer["Cache-Control"]
    text = zipfile.ZipFile(io.BytesIO(answer.content)).read("my-data.json").decode()
    data = json.loads(text)
    assert data["account"][0]["sign_in_name"] == "quiet-heron-417"
    assert data["profile"][0]["lived_experience"] == ["Worry that will not stop"]
    assert data["email_addresses"] and data["consents"] and data["sign_ins"]
    assert "other@example.org" not in text and "still-otter-200" not in text and ana.password not in text
    assert AuditEvent.objects.filter(verb="account.exported", actor_uid=ana.uid).exists()


def test_ones_sign_ins_can_be_seen_and_ended_one_by_one_and_all_at_once(ana: User) -> None:
    here, phone, library = sign_in(ana), sign_in(ana), sign_in(ana)
    page = here.get("/account/sessions/").content.decode()
    assert page.count("Since ") == 3 and "This one" in page
    number = UserSession.objects.get(session_key=phone.session.session_key).pk
    assert here.post(f"/you/sign-ins/{number}/end/").status_code == 302
    assert phone.get("/you/").status_code == 302 and library.get("/you/").status_code == 200
    here.post("/account/sessions/")
    assert library.get("/you/").status_code == 302 and here.get("/you/").status_code == 200


def test_nobody_ends_the_sign_in_of_somebody_else(ana: User, eve: User) -> None:
    theirs = sign_in(ana)
    number = UserSession.objects.get(user=ana).pk
    assert sign_in(eve).post(f"/you/sign-ins/{number}/end/").status_code == 404
    assert theirs.get("/you/").status_code == 200


def test_only_the_neighbourhood_of_an_address_is_kept(ana: User) -> None:
    client = Client(REMOTE_ADDR="203.0.113.77")
    client.post("/account/login/", {"login": ana.sign_in_name, "password": PASSWORD})
    assert UserSession.objects.get(user=ana).ip == "203.0.113.0"


@pytest.mark.parametrize("path", [
    "/you/", "/you/codes/", "/you/data/", "/you/data/erase/", "/account/email/", "/account/password/change/",
    "/account/logout/", "/account/2fa/", "/account/2fa/totp/activate/", "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/sessions/", "/account/reauthenticate/",
])  # fmt: skip
def test_every_page_for_members_has_one_heading_and_help_in_reach(path: str) -> None:
    page = reauthenticated(make_account("quiet-heron-417")).get(path)
    text = page.content.decode()
    assert page.status_code == 200 and page["Cache-Control"] == "no-store, private"
    assert text.count("<h1") == 1 and '<main id="main"' in text and 'href="/help/"' in text
    assert "style=" not in text.split("<main")[1] and "onclick" not in text


@pytest.mark.parametrize("path", [
    "/account/login/", "/account/signup/", "/account/password/reset/", "/account/password/reset/done/",
    "/account/back/", "/account/inactive/", "/account/password/reset/key/1-x/", "/account/password/reset/key/done/",
    "/account/confirm-email/none/", "/account/confirm-email/",
])  # fmt: skip
def test_every_page_for_strangers_has_one_heading_and_help_in_reach(path: str) -> None:
    page = Client().get(path)
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("<h1") == 1 and '<main id="main"' in text and 'href="/help/"' in text


def test_an_account_made_on_the_command_line_meets_the_welcome(db: Any, client_of: Callable[[User], Client]) -> None:
    bare = User.objects.create_superuser("root-account", "four calm words here")
    assert client_of(bare).get("/you/")["Location"] == "/welcome/"


def test_an_account_made_on_the_command_line_signs_in_at_the_door(db: Any) -> None:
    bare = User.objects.create_superuser("root-account", PASSWORD)
    client = Client()
    answer = client.post("/account/login/", {"login": bare.sign_in_name, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/you/")["Location"] == "/welcome/" and client.get("/admin/").status_code == 200


def test_who_would_rather_not_say_a_country_is_not_given_that_of_the_installation(
    client_of: Any, ana: Any, settings: Any
) -> None:
    settings.DEFAULT_COUNTRY = "IE"
    ana.profile.country = ""
    ana.profile.save()
    page = client_of(ana).get("/you/").content.decode()
    assert 'value="IE"' in page and 'value="IE" selected' not in page
