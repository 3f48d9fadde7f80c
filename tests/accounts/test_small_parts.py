"""Names, limits, roles, admin pages and passkey requests that nobody should send."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client

import clock
from accounts import limits, names, services
from accounts.models import Profile, User
from audit.models import AuditEvent
from tests.factories.accounts import PASSWORD, add_totp, make_account

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_there_are_enough_names_and_none_twice() -> None:
    assert len(set(names.ADJECTIVES)) == len(names.ADJECTIVES) >= 80
    assert len(set(names.NOUNS)) == len(names.NOUNS) >= 120
    assert all(names.is_from_the_list(names.sign_in_name()) for _time in range(200))
    assert max(len(names.sign_in_name()) for _time in range(200)) <= 40


def test_a_seeded_pseudonym_is_repeatable() -> None:
    assert names.pseudonym(random.Random(7)) == names.pseudonym(random.Random(7))


@pytest.mark.parametrize(
    "name", ["", "a-b-c", "quiet-heron-1234", "quiet-heron-٤١٧", "quiet-heron", "QUIET-heron-417", "anna-heron-417"]
)
def test_names_that_are_not_from_the_list_are_known(name: str) -> None:
    assert not names.is_from_the_list(name)


def test_a_limit_counts_within_its_window_only(move_clock: Any) -> None:
    assert [limits.allow("one", most=2, per_seconds=60) for _time in range(3)] == [True, True, False]
    assert limits.allow("another", most=2, per_seconds=60)
    move_clock(61)
    assert limits.allow("one", most=2, per_seconds=60)


def test_a_cache_that_is_away_stops_nobody(monkeypatch: Any) -> None:
    def away(*_: Any, **__: Any) -> Any:
        raise ConnectionError

    monkeypatch.setattr(cache, "add", away)
    assert limits.allow("one", most=1, per_seconds=60)


def test_an_admin_gives_and_takes_roles_with_an_audit_line(ada: User, ana: User) -> None:
    services.appoint(actor=ada, account=ana, moderator=True, admin=False)
    assert User.objects.get(pk=ana.pk).is_moderator and not User.objects.get(pk=ana.pk).is_staff
    services.appoint(actor=ada, account=ana, moderator=False, admin=False)
    lines = AuditEvent.objects.filter(target_uid=ana.uid, verb__startswith="role.").values_list("verb", flat=True)
    assert list(lines) == ["role.moderator_given", "role.moderator_taken"]


def test_nobody_appoints_themself_and_members_appoint_nobody(ada: User, mo: User, ana: User) -> None:
    for actor, account in [(ada, ada), (mo, ana), (ana, ana)]:
        with pytest.raises(PermissionDenied):
            services.appoint(actor=actor, account=account, moderator=True, admin=True)


def test_the_team_page_is_not_there_for_others(
    ana: User, mo: User, ada: User, client_of: Callable[[User], Client]
) -> None:
    path = f"/team/{ana.uid}/"
    assert client_of(ada).get(path).status_code == 200
    assert client_of(mo).get(path).status_code == client_of(ana).get(path).status_code == 404
    assert client_of(ada).get(f"/team/{ada.uid}/").status_code == 404


def test_trust_with_people_under_18_is_offered_where_they_are_let_in_and_can_be_taken_back(
    ana: User, ada: User, settings: Any, client_of: Callable[[User], Client]
) -> None:
    settings.ALLOW_UNDER_18 = False
    desk, path = client_of(ada), f"/team/{ana.uid}/"
    desk.post("/account/reauthenticate/", {"password": PASSWORD})
    assert "Trusted with people under 18" not in desk.get(path).content.decode()
    desk.post(path, {"young": "on"})
    trust = Profile.objects.filter(user=ana, approved_for_young_at__isnull=False)
    assert not trust.exists()
    Profile.objects.filter(user=ana).update(approved_for_young_at=clock.now())
    assert "Trusted with people under 18" in desk.get(path).content.decode()
    desk.post(path, {})
    assert not trust.exists()
    settings.MINIMUM_AGE, settings.ALLOW_UNDER_18 = 16, True
    assert "Trusted with people under 18" in desk.get(path).content.decode()


@pytest.mark.parametrize("name", [
    "accounts/user", "accounts/profile", "accounts/consent", "accounts/waybackcode", "account/emailaddress",
    "mfa/authenticator", "usersessions/usersession",
])  # fmt: skip
def test_admin_pages_show_lists_and_details_but_change_nothing(
    name: str, ada: User, client_of: Callable[[User], Client]
) -> None:
    from django.apps import apps

    ana = make_account("quiet-heron-417", email="marker@example.org", topics=("worry",))
    client = Client()
    client.post("/account/login/", {"login": "quiet-heron-417", "password": PASSWORD})
    services.make_way_back_codes(actor=ana)
    add_totp(ana)
    admin = client_of(ada)
    row = apps.get_model(*name.split("/")).objects.first()
    listed, detail = admin.get(f"/admin/{name}/"), admin.get(f"/admin/{name}/{row.pk}/change/")
    # An address is its own title, and so is what somebody called their device: they have no page.
    untitled = name in ("account/emailaddress", "mfa/authenticator")
    assert (listed.status_code, detail.status_code) == (200, 403 if untitled else 200)
    for page in (listed, detail):
        text = page.content.decode()
        assert "marker@example.org" not in text and "Worry that" not in text and ana.password not in text
    assert admin.get(f"/admin/{name}/add/").status_code == 403
    assert admin.post(f"/admin/{name}/{row.pk}/change/", {"is_moderator": "on"}).status_code == 403
    assert admin.post(f"/admin/{name}/{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_topics_can_be_edited_in_the_admin_pages(ada: User, client_of: Callable[[User], Client]) -> None:
    client = client_of(ada)
    answer = client.post(
        "/admin/accounts/livedexperience/add/", {"slug": "moving", "name": "Moving far away", "position": "17"}
    )
    assert answer.status_code == 302
    assert client.get("/admin/accounts/livedexperience/").status_code == 200


def test_moderators_without_the_admin_role_see_no_admin_page(mo: User, client_of: Callable[[User], Client]) -> None:
    assert client_of(mo).get("/admin/accounts/user/").status_code in (302, 403)


@pytest.mark.parametrize("credential", [
    "", "null", "[]", "1", '"x"', "{}", '{"response": null}', '{"response": []}', '{"response": {"userHandle": 1}}',
    '{"response": {"userHandle": "!!"}}',
    '{"id": "x", "rawId": "", "type": "public-key", "response": {"userHandle": "MQ"}}',
    "{" * 5000,
])  # fmt: skip
def test_odd_passkey_answers_are_refused_with_words(ana: User, credential: str) -> None:
    client = Client()
    assert client.get("/account/2fa/webauthn/login/", headers={"accept": "application/json"}).status_code == 200
    page = client.post("/account/2fa/webauthn/login/", {"credential": credential})
    assert page.status_code in (200, 302)
    assert client.get("/you/").status_code == 302


@pytest.mark.parametrize(
    "path", ["/account/login/", "/account/password/reset/", "/account/reauthenticate/", "/account/email/"]
)
@pytest.mark.parametrize("value", ["", "\x00", "\u202e", "a" * 20_000, "🙂" * 300])
def test_odd_words_in_allauths_forms_are_no_error(
    ana: User, client_of: Callable[[User], Client], path: str, value: str
) -> None:
    typed = {"login": value, "password": value, "email": value, "action_add": "1"}
    for client in (Client(), client_of(ana)):
        assert client.post(path, typed).status_code < 500
        assert client.get(path, {"next": value}).status_code < 500
