"""The welcome: three steps, a gate that leads to them, and a kind way out for people who are too young."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts import services
from accounts.access import can
from accounts.checks import under_18_is_a_choice
from accounts.models import Consent, LivedExperience, Profile, User
from audit.models import AuditEvent
from tests.factories.accounts import make_account

pytestmark = pytest.mark.django_db
ANSWERS = {"country": "IE", "language": "en", "time_zone": "Europe/Dublin", "topics": ["worry"]}


@pytest.fixture
def newcomer() -> User:
    return make_account("quiet-heron-417", onboarded=False)


@pytest.fixture
def client(newcomer: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(newcomer)


def second_step(client: Client, **typed: Any) -> Any:
    client.post("/welcome/1/")
    return client.post("/welcome/2/", {"age_band": "adult", "consent": "on", "version": "1"} | typed)


def test_three_steps_open_the_house(client: Client, newcomer: User) -> None:
    assert client.get("/home/")["Location"] == "/welcome/"
    assert client.get("/welcome/")["Location"] == "/welcome/1/"
    client.post("/welcome/1/")
    assert client.get("/welcome/")["Location"] == "/welcome/2/"
    second_step(client)
    assert client.get("/welcome/")["Location"] == "/welcome/3/"
    assert not can(newcomer, "accounts.may_join_groups")
    assert client.post("/welcome/3/", ANSWERS)["Location"] == "/home/"
    account = User.objects.get(pk=newcomer.pk)
    assert account.profile.country == "IE" and account.profile.time_zone == "Europe/Dublin"
    assert [topic.slug for topic in account.profile.lived_experience.all()] == ["worry"]
    assert not account.profile.mail_is_safe
    assert can(account, "accounts.may_join_groups")
    assert client.get("/home/").status_code == 200 and client.get("/welcome/")["Location"] == "/home/"
    verbs = set(AuditEvent.objects.filter(actor_uid=account.uid).values_list("verb", flat=True))
    assert {"consent.given", "account.onboarded"} <= verbs


def test_the_first_step_says_plainly_that_we_usually_cannot_send_help(client: Client) -> None:
    assert (
        "We usually cannot send help, because we do not know who or where you are."
        in client.get("/welcome/1/").content.decode()
    )


@pytest.mark.parametrize("path", ["/home/", "/you/", "/you/data/download/?x=/help/", "/groups/", "/admin/"])
def test_the_gate_leads_to_the_welcome(client: Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 302 and page["Location"] in ("/welcome/", "/you/data/")


def test_what_is_posted_before_the_welcome_ends_stays_on_the_page(client: Client) -> None:
    seen = client.post("/groups/", {"body": "words from before"})
    page = seen.content.decode()
    assert seen.status_code == 403 and "words from before" in page and 'href="/welcome/"' in page


@pytest.mark.parametrize("path", ["/help/", "/account/logout/", "/account/email/", "/you/data/"])
def test_help_sign_out_and_own_data_stay_in_reach(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_a_team_account_reaches_the_admin_pages_first(ada: User, client_of: Callable[[User], Client]) -> None:
    ada.profile.onboarded_at = None
    ada.profile.save()
    assert client_of(ada).get("/admin/").status_code == 200


@pytest.mark.parametrize("step", [2, 3])
def test_no_step_can_be_skipped(client: Client, newcomer: User, step: int) -> None:
    assert client.get(f"/welcome/{step}/")["Location"] == "/welcome/"
    assert client.post(f"/welcome/{step}/", ANSWERS)["Location"] == "/welcome/"
    assert User.objects.get(pk=newcomer.pk).profile.onboarded_at is None


@pytest.mark.parametrize("step", ["0", "4", "99999999999999999999"])
def test_a_step_that_is_not_there_is_not_found(client: Client, step: str) -> None:
    assert client.get(f"/welcome/{step}/").status_code == 404


def test_the_consent_box_is_not_ticked_for_anyone(client: Client) -> None:
    client.post("/welcome/1/")
    box = client.get("/welcome/2/").content.decode().split('name="consent"')[1].split(">")[0]
    assert "checked" not in box


def test_without_the_tick_nothing_is_given_and_the_age_stays_typed(client: Client, newcomer: User) -> None:
    page = second_step(client, consent="")
    assert page.status_code == 422 and not Consent.objects.exists()
    assert User.objects.get(pk=newcomer.pk).profile.age_band == ""
    kept = page.content.decode().split('value="adult"')[1].split(">")[0]
    assert "checked" in kept


@pytest.mark.parametrize("version", ["0", "2", "-1", "x", "9" * 40])
def test_agreeing_to_another_version_gives_nothing(client: Client, version: str) -> None:
    assert second_step(client, version=version).status_code == 422
    assert not Consent.objects.exists()


def test_someone_too_young_sees_other_places_and_cannot_try_again(client: Client, newcomer: User) -> None:
    page = second_step(client, age_band="under", consent="")
    assert page["Location"] == "/welcome/young/"
    text = client.get("/welcome/young/").content.decode()
    assert "lines for children and young people" in text and 'href="/help/"' in text
    for step in (1, 2, 3):
        assert client.get(f"/welcome/{step}/")["Location"] == "/welcome/"
    assert client.get("/welcome/")["Location"] == "/welcome/young/"
    second_step(client)
    account = User.objects.get(pk=newcomer.pk)
    assert account.profile.age_band == "" and not account.consents.exists()
    assert client.get("/home/")["Location"] == "/welcome/" and client.get("/help/").status_code == 200


def test_someone_too_young_can_close_the_account(client: Client, newcomer: User) -> None:
    second_step(client, age_band="under")
    client.post("/welcome/young/")
    assert User.objects.get(pk=newcomer.pk).erase_after is not None
    assert client.get("/you/").status_code == 302


def test_the_service_refuses_an_age_below_the_limit(newcomer: User) -> None:
    with pytest.raises(services.TooYoung):
        services.set_profile(actor=newcomer, age_band=Profile.AgeBand.UNDER)


def test_the_service_opens_nothing_while_age_or_consent_is_missing(newcomer: User) -> None:
    with pytest.raises(ValidationError):
        services.finish_onboarding(actor=newcomer, age_band="adult")
    services.give_consent(actor=newcomer, kind="health", version=1)
    with pytest.raises(ValidationError):
        services.finish_onboarding(actor=newcomer)
    services.finish_onboarding(actor=newcomer, age_band="adult")
    assert newcomer.profile.onboarded_at


def test_the_numbers_of_the_bands_follow_the_setting(client: Client, settings: Any) -> None:
    settings.MINIMUM_AGE = 16
    client.post("/welcome/1/")
    page = client.get("/welcome/2/").content.decode()
    # Who is under 18 comes in only where that is said as well.
    assert "Under 16" in page and "18 to 25" in page and "16 to 17" not in page
    assert [error.id for error in under_18_is_a_choice()] == ["accounts.E002"]
    settings.ALLOW_UNDER_18 = True
    page = client.get("/welcome/2/").content.decode()
    assert "Under 16" in page and "16 to 17" in page and "18 to 25" in page and not under_18_is_a_choice()


@pytest.mark.parametrize("first,second", [("minor", "young"), ("adult", "minor"), ("adult", "young")])
def test_an_age_is_said_once(client: Client, newcomer: User, settings: Any, first: str, second: str) -> None:
    settings.MINIMUM_AGE, settings.ALLOW_UNDER_18 = 16, True
    second_step(client, age_band=first)
    # A slip is put right until the welcome is over, but nobody makes themselves older.
    again = client.post("/welcome/2/", {"age_band": second, "consent": "on", "version": "1"})
    assert again.status_code == (422 if first == "minor" else 302)
    said = User.objects.get(pk=newcomer.pk).profile.age_band
    assert said == (first if first == "minor" else second)
    client.post("/welcome/3/", ANSWERS)
    for band in {"minor", "young", "adult"} - {said}:
        client.post("/welcome/2/", {"age_band": band, "consent": "on", "version": "1"})
        client.post("/you/", ANSWERS | {"age_band": band})
        with pytest.raises(ValidationError):
            services.set_profile(actor=User.objects.get(pk=newcomer.pk), age_band=band)
    assert User.objects.get(pk=newcomer.pk).profile.age_band == said


def test_nobody_under_18_comes_in_where_it_was_not_said(client: Client, newcomer: User) -> None:
    second_step(client, age_band="minor")
    assert User.objects.get(pk=newcomer.pk).profile.age_band == ""
    with pytest.raises(services.TooYoung):
        services.set_profile(actor=newcomer, age_band="minor")


@pytest.mark.parametrize(
    "typed",
    [
        {"country": "ZZ"},
        {"language": "xx"},
        {"time_zone": "Moon/Base"},
        {"topics": ["no-such"]},
        {"topics": ["\x00"]},
        {"country": "\x00"},
    ],
)
def test_odd_answers_come_back_with_words(client: Client, typed: dict[str, Any]) -> None:
    second_step(client)
    page = client.post("/welcome/3/", ANSWERS | typed)
    assert page.status_code == 422 and "data-errors" in page.content.decode()


def test_mail_is_asked_only_of_people_with_an_address(client_of: Callable[[User], Client]) -> None:
    account = make_account("still-otter-200", onboarded=False, email="known@example.org")
    client = client_of(account)
    second_step(client)
    assert client.post("/welcome/3/", ANSWERS).status_code == 422
    assert client.post("/welcome/3/", ANSWERS | {"mail": "yes"}).status_code == 302
    assert User.objects.get(pk=account.pk).profile.mail_is_safe


def test_topics_are_never_diagnoses_and_there_are_sixteen() -> None:
    names = " ".join(LivedExperience.objects.values_list("name", flat=True)).lower()
    assert LivedExperience.objects.count() == 16
    assert not any(word in names for word in ("disorder", "depression", "bipolar", "psychosis", "patient", "syndrome"))


def test_strangers_are_asked_to_sign_in() -> None:
    for path in (
        "/welcome/",
        "/welcome/1/",
        "/welcome/young/",
        "/you/",
        "/you/data/",
        "/you/codes/",
        "/you/data/erase/",
    ):
        assert Client().get(path)["Location"].startswith("/account/login/")


def test_nobody_answers_for_somebody_who_is_locked(newcomer: User) -> None:
    newcomer.is_active = False
    with pytest.raises(PermissionDenied):
        services.finish_onboarding(actor=newcomer, age_band="adult")
