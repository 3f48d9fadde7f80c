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
