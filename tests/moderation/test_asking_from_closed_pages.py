"""“I need help” on a page that closed meanwhile is heard all the same, with its words."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

import clock
from accounts import services as accounts
from accounts.sealed import open_sealed
from moderation.models import Case
from tests.factories.accounts import make_account
from tests.factories.chat import room_of
from tests.factories.groups import join, leave, make_group
from tests.factories.live import comes_in, live_of, make_soon, name_of
from tests.factories.moderation import CRISIS

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = {"need": "help", "body": "please, somebody, the lantern is out"}


@pytest.fixture
def group(ben: Any, ana: Any) -> Any:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    return group


@pytest.fixture
def meeting(group: Any, ben: Any, ana: Any) -> Any:
    made = make_soon(ben, group, late_minutes=10)
    comes_in(ben, made)
    comes_in(ana, made)
    return made


def suspend(user: Any) -> None:
    type(user).objects.filter(pk=user.pk).update(suspended_until=clock.now() + timedelta(days=3))


def heard(answer: Any, user: Any) -> Case:
    """The one call of `user`, with the words, to which the answer leads."""
    case: Case = Case.objects.get(subject_account=user)
    assert (answer.status_code, answer.headers.get("Location")) == (302, f"/conversations/{case.uid}/")
    (piece,) = case.evidence.all()
    assert json.loads(open_sealed(piece, "copy", make_account(is_moderator=True)))["text"] == ASKED["body"]
    return case


def pages_of(group: Any, meeting: Any) -> list[str]:
    return [
        f"/rooms/{room_of(group).uid}/",
        f"/rooms/{live_of(meeting).room.uid}/",
        f"/meetings/{meeting.uid}/live/say/",
    ]


@pytest.mark.parametrize("page", [0, 1, 2])
def test_who_was_suspended_meanwhile(page: int, group: Any, meeting: Any, ana: Any, client_of: Any) -> None:
    path = pages_of(group, meeting)[page]
    suspend(ana)
    heard(client_of(ana).post(path, ASKED), ana)


@pytest.mark.parametrize("page", [0, 1, 2])
def test_who_was_removed_from_the_group_meanwhile(
    page: int, group: Any, meeting: Any, ana: Any, client_of: Any
) -> None:
    path = pages_of(group, meeting)[page]
    leave(group.memberships.get(account=ana), "removed")
    case = heard(client_of(ana).post(path, ASKED), ana)
    assert case.group_uid is None


@pytest.mark.parametrize("page", [0, 1, 2])
def test_who_took_their_agreement_back_and_was_removed_meanwhile(
    page: int, group: Any, meeting: Any, ana: Any, client_of: Any
) -> None:
    path = pages_of(group, meeting)[page]
    accounts.withdraw_consent(actor=ana, kind="health")
    leave(group.memberships.get(account=ana), "removed")
    heard(client_of(ana).post(path, ASKED), ana)


@pytest.mark.parametrize("page", [1, 2])
def test_who_was_asked_to_leave_the_meeting(
    page: int, group: Any, meeting: Any, ana: Any, ben: Any, client_of: Any
) -> None:
    path = pages_of(group, meeting)[page]
    client_of(ben).post(f"/meetings/{meeting.uid}/live/remove/{name_of(ana, meeting)}/", {"reason": "unkind"})
    assert client_of(ana).post(path, {"body": "hello"}).status_code == 404
    heard(client_of(ana).post(path, ASKED), ana)


def test_who_took_their_agreement_back_in_a_meeting(meeting: Any, ana: Any, client_of: Any) -> None:
    accounts.withdraw_consent(actor=ana, kind="health")
    heard(client_of(ana).post(f"/meetings/{meeting.uid}/live/say/", ASKED), ana)


def test_who_left_the_meeting_in_another_tab(meeting: Any, group: Any, ana: Any, client_of: Any) -> None:
    client = client_of(ana)
    client.post(f"/meetings/{meeting.uid}/live/leave/")
    heard(client.post(f"/meetings/{meeting.uid}/live/say/", ASKED), ana)


def test_no_other_page_opens_and_no_other_site_asks_in_somebodys_name(group: Any, ana: Any, client_of: Any) -> None:
    path = f"/rooms/{room_of(group).uid}/"
    suspend(ana)
    assert client_of(ana).get(path, ASKED).headers["Location"] == "/conversations/"
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ana, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert strict.post(path, ASKED).status_code == 403
    assert strict.post("/groups/", ASKED).status_code == 403
    assert client_of(ana).post(f"/groups/{group.slug}/leave/", {"body": "x"}).status_code == 403
    assert group.memberships.get(account=ana).state == "active"
    assert not Case.objects.exists()


def test_a_stranger_to_a_room_is_heard_and_learns_nothing_of_it(group: Any, cy: Any, client_of: Any) -> None:
    answer = client_of(cy).post(f"/rooms/{room_of(group).uid}/", ASKED, follow=True)
    assert answer.status_code == 200 and group.name not in answer.content.decode()
    assert Case.objects.get(subject_account=cy).group_uid is None


GIVEN_BACK = {"body": "my <b>careful</b> words", "send": "yes"}


def kept(answer: Any, status: int) -> str:
    """The page that gives the words back; nothing of it stays in a cache."""
    text: str = answer.content.decode()
    assert answer.status_code == status and "no-store" in answer.headers["Cache-Control"]
    assert "my &lt;b&gt;careful&lt;/b&gt; words" in text and "nothing was sent" in text
    return text


def test_other_words_to_a_closed_page_are_given_back(group: Any, meeting: Any, ana: Any, client_of: Any) -> None:
    paths = pages_of(group, meeting)
    leave(group.memberships.get(account=ana), "removed")
    for path in paths:
        text = kept(client_of(ana).post(path, GIVEN_BACK), 404)
        assert group.name not in text and "/help/" in text
    assert not Case.objects.exists()


def test_other_words_of_somebody_suspended_are_given_back(group: Any, meeting: Any, ana: Any, client_of: Any) -> None:
    suspend(ana)
    for path in pages_of(group, meeting):
        text = kept(client_of(ana).post(path, GIVEN_BACK), 403)
        assert "/conversations/" in text and group.name not in text


def test_words_that_cry_out_bring_help_first_wherever_they_cannot_go(group: Any, ana: Any, client_of: Any) -> None:
    path = f"/rooms/{room_of(group).uid}/"
    for turn_away in (lambda: leave(group.memberships.get(account=ana), "removed"), lambda: suspend(ana)):
        turn_away()
        text = client_of(ana).post(path, {"body": CRISIS}).content.decode()
        assert CRISIS in text and text.index('id="right-now"') < text.index("<h1")


def test_a_form_without_words_and_data_for_a_script_are_answered_as_before(
    group: Any, ana: Any, client_of: Any
) -> None:
    path = f"/rooms/{room_of(group).uid}/"
    suspend(ana)
    for pressed in ({"send": "yes"}, {"act": "hand", "version": "3"}):
        assert client_of(ana).post(path, pressed).status_code == 302
    assert client_of(ana).post(path, GIVEN_BACK, HTTP_ACCEPT="application/json").status_code == 302
