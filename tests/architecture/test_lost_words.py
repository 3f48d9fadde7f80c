"""Typed words come back when they cannot be taken; sending twice is sending once; a name with traps is a name."""

from __future__ import annotations

import uuid
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from chat.models import Message
from groups.ground_rules import rules_in_force
from groups.models import JoinRequest, Membership
from moderation.models import Case, Report
from tests.architecture.test_bad_input import NASTY
from tests.factories.accounts import PASSWORD, make_account
from tests.factories.chat import room_of, say
from tests.factories.groups import join, make_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(ana: Any, ben: Any) -> Any:
    group = make_group(ben)
    join(group, ana)
    return group


TOO_LONG = "so many words " * 400


def test_words_that_are_too_long_come_back(talk: Any, ana: Any, ben: Any, cy: Any, client_of: Any) -> None:
    message = say(ben, talk, "hello")
    case = Case.objects.create(kind="help", label="", subject_account=ana)
    asking = make_group(ben, entry="request")
    rules = str(rules_in_force(asking).uid)
    for who, path, field, more in (
        (ana, f"/rooms/{room_of(talk).uid}/", "body", {}),
        (ana, f"/report/message/{message.uid}/", "words", {"reason": "unkind"}),
        (ana, f"/conversations/{case.uid}/", "words", {}),
        (cy, f"/groups/{asking.slug}/ask/", "words", {"display_name": "Slow Otter", "agree": "on", "rules": rules}),
        (ben, f"/groups/{talk.slug}/keep/about/", "about", {}),
        (ben, f"/groups/{talk.slug}/keep/rules/", "short", {}),
    ):
        response = client_of(who).post(path, {field: TOO_LONG, **more})
        assert 400 <= response.status_code < 500, path
        assert TOO_LONG.strip()[:3000] in unescape(response.content.decode()), path


def test_a_form_that_waited_too_long_keeps_its_words(talk: Any, ana: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ana, backend=settings.AUTHENTICATION_BACKENDS[0])
    response = strict.post(f"/rooms/{room_of(talk).uid}/", {"body": "my careful words", "csrfmiddlewaretoken": "old"})
    assert response.status_code == 403 and "my careful words" in response.content.decode()
    assert not Message.objects.exists()
    secret = strict.post("/account/login/", {"login": "x", "password": "my secret words"})
    assert secret.status_code == 403 and "my secret words" not in secret.content.decode()


def test_sending_twice_is_sending_once(talk: Any, ana: Any, ben: Any, cy: Any, client_of: Any) -> None:
    once = {"client_uid": str(uuid.uuid4())}
    asking, message = make_group(ben, entry="request"), say(ben, talk, "hello")
    door = {"display_name": "Slow Otter", "agree": "on"}
    for _ in range(2):
        client_of(ana).post(f"/rooms/{room_of(talk).uid}/", {"body": "once", **once})
        client_of(ana).post(f"/report/message/{message.uid}/", {"reason": "unkind", "words": "once", **once})
        client_of(cy).post(f"/groups/{talk.slug}/join/", {**door, "rules": str(rules_in_force(talk).uid)})
        client_of(cy).post(f"/groups/{asking.slug}/ask/", {**door, "rules": str(rules_in_force(asking).uid)})
        client_of(ana).post("/need-help/", {"words": "please"})
    assert Message.objects.filter(body="once").count() == 1
    assert Report.objects.count() == 1
    assert Membership.objects.filter(account=cy, group=talk).count() == 1
    assert JoinRequest.objects.filter(account=cy).count() == 1
    assert Case.objects.filter(kind="help", subject_account=ana).count() == 1


def test_a_name_with_traps_is_shown_as_words(talk: Any, ben: Any, cy: Any, client_of: Any) -> None:
    rules = str(rules_in_force(talk).uid)
    trap = "<b onmouseover=x()>\u202eOtter"
    client_of(cy).post(f"/groups/{talk.slug}/join/", {"display_name": trap, "agree": "on", "rules": rules})
    assert Membership.objects.get(account=cy).display_name == "<b onmouseover=x()>Otter"
    page = client_of(ben).get(f"/groups/{talk.slug}/members/").content.decode()
    assert "&lt;b onmouseover=x()&gt;Otter" in page and "<b onmouseover" not in page


def test_signing_in_with_odd_words_says_no_and_nothing_else() -> None:
    make_account("quiet-heron-417")
    for value in NASTY.values():
        for data in ({"login": value, "password": PASSWORD}, {"login": "quiet-heron-417", "password": value}):
            sent = urlencode({key: text.encode("utf-8", "surrogateescape") for key, text in data.items()})
            client = Client(raise_request_exception=False)
            response = client.post("/account/login/", sent, content_type="application/x-www-form-urlencoded")
            assert response.status_code in (200, 400, 403, 422, 429), value[:20]
