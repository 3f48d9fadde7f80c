"""What a person hears of their post: the ack of what is stored, and the panel, also when the line was lost."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from chat import services
from chat.replies import reply_to_post
from chat.topics import RoomTopic
from moderation.models import Case
from realtime.topics import Call
from tests.factories.chat import post_of, room_of
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS, ORDINARY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def group(ben: Any, ana: Any) -> Any:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    return group


def send(*posts: services.Post) -> list[Any]:
    answers = services.post_messages(posts=posts)
    return [reply_to_post(post, answer) for post, answer in zip(posts, answers, strict=True)]


def call_of(user: Any, group: Any, **data: Any) -> Call:
    access = RoomTopic().authorise(user, str(room_of(group).uid))
    assert access is not None
    return Call(access=access, name="post", data=data, client_uid=str(uuid.uuid4()))


def test_a_crisis_post_that_is_sent_again_brings_its_panel_again(group: Any, ana: Any) -> None:
    post = post_of(ana, group, CRISIS)
    (first,), (second,) = send(post), send(post)
    case = Case.objects.get()
    assert (first.state, second.state) == ("posted", "posted")
    assert str(case.uid) in first.panel and str(case.uid) in second.panel


def test_a_crisis_post_that_comes_twice_at_once_brings_the_panel_to_both(group: Any, ana: Any) -> None:
    post = post_of(ana, group, CRISIS)
    assert all("misread" in reply.panel for reply in send(post, post))


def test_an_ordinary_post_that_is_sent_again_brings_no_panel_of_other_words(group: Any, ana: Any) -> None:
    send(post_of(ana, group, CRISIS))
    post = post_of(ana, group, ORDINARY)
    assert [reply.panel for reply in (*send(post), *send(post))] == ["", ""]


def test_a_crisis_whose_case_has_ended_brings_no_panel_again(group: Any, ana: Any) -> None:
    post = post_of(ana, group, CRISIS)
    send(post)
    Case.objects.update(state=Case.State.CLOSED, close_reason=Case.CloseReason.TALKED)
    (again,) = send(post)
    assert again.state == "posted" and again.panel == ""


@pytest.fixture
def no_panel(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Any:
    """The card of helplines cannot be made."""

    def breaks(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError(f"about: {CRISIS}")

    monkeypatch.setattr("moderation.panel.support_card", breaks)
    return caplog


def test_a_panel_that_cannot_be_drawn_takes_no_ack_with_it(group: Any, ana: Any, ben: Any, no_panel: Any) -> None:
    calls = [call_of(ana, group, body=CRISIS), call_of(ben, group, body=ORDINARY)]
    first, second = RoomTopic().post(calls)
    assert (first.state, second.state) == ("posted", "posted")
    assert 'href="/help/"' in first.panel and second.panel == ""
    assert CRISIS not in no_panel.text and "RuntimeError" in no_panel.text


def test_help_that_was_called_for_is_acknowledged_without_its_panel(group: Any, ana: Any, no_panel: Any) -> None:
    operations = RoomTopic().operations
    (reply,) = operations["need_help"].run([call_of(ana, group, words="please")])
    assert reply.state == "posted" and 'href="/help/"' in reply.panel
    assert Case.objects.get().kind == Case.Kind.HELP


def test_a_change_is_acknowledged_without_its_panel(group: Any, ana: Any, no_panel: Any) -> None:
    message = services.post_messages(posts=[post_of(ana, group, ORDINARY)])[0].message
    (reply,) = RoomTopic().operations["edit"].run([call_of(ana, group, message=str(message.uid), body=CRISIS)])
    assert reply.state == "posted" and 'href="/help/"' in reply.panel


def test_refused_words_keep_their_reason_without_the_panel(group: Any, ana: Any, no_panel: Any) -> None:
    type(group).objects.filter(pk=group.pk).update(needs_facilitator_here=True)
    (reply,) = send(post_of(ana, group, CRISIS))
    assert reply.code == "no_facilitator" and reply.text and 'href="/help/"' in reply.panel


@pytest.mark.parametrize("sent", [{"body": CRISIS, "send": "yes"}, {"body": "please", "need": "help"}])
def test_a_page_comes_without_its_panel(group: Any, ana: Any, client_of: Any, no_panel: Any, sent: Any) -> None:
    page = client_of(ana).post(f"/rooms/{room_of(group).uid}/", sent, follow=True)
    assert page.status_code == 200 and "Only you see this" in page.content.decode()
    assert Case.objects.count() == 1


LONG = f"{CRISIS} " + "I do not know what to do. " * 200


def test_a_change_that_is_too_long_still_brings_the_panel_and_keeps_the_words(
    group: Any, ana: Any, client_of: Any
) -> None:
    message = services.post_messages(posts=[post_of(ana, group, ORDINARY)])[0].message
    where = f"/rooms/{room_of(group).uid}/{message.uid}/edit/"
    page = client_of(ana).post(where, {"body": LONG})
    html = page.content.decode()
    assert page.status_code == 400 and "send-to-team" in html and html.count(CRISIS) == 2
    message.refresh_from_db()
    assert message.body == ORDINARY
    assert "send-to-team" not in client_of(ana).post(where, {"body": ORDINARY * 200}).content.decode()
    assert client_of(ana).post(where, {"body": " "}).status_code == 400
