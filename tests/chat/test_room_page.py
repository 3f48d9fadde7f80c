"""The room as a page: what it says, and what it keeps."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.chat import room_of, say
from tests.factories.groups import join, make_group

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def group(ben: Any, ana: Any) -> Any:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    return group


def test_people_are_told_where_the_safety_net_does_not_understand_them(group: Any, ana: Any, client_of: Any) -> None:
    address = f"/rooms/{room_of(group).uid}/"
    assert "does not understand" not in client_of(ana).get(address).content.decode()
    type(group).objects.filter(pk=group.pk).update(language="pt")
    assert "does not understand" in client_of(ana).get(address).content.decode()
    assert say(ana, group, "bom dia a todos, hoje fiz uma sopa").read_level == "not_understood"


def test_a_post_that_comes_twice_is_stored_once(group: Any, ana: Any, client_of: Any) -> None:
    client, uid = client_of(ana), "2f0c3f5e-6f1e-4a35-9f0e-0d7c8f6b1a11"
    for _ in range(2):
        client.post(f"/rooms/{room_of(group).uid}/", {"body": "once", "client_uid": uid, "send": "yes"})
    assert room_of(group).seq == 1


def test_the_page_of_a_full_room_asks_a_steady_number_of_questions(
    group: Any, ana: Any, client_of: Any, django_assert_max_num_queries: Any, settings: Any
) -> None:
    settings.CHAT_POSTS_MOST = 1000
    client, address = client_of(ana), f"/rooms/{room_of(group).uid}/"
    client.get(address)
    for number in range(60):
        say(ana, group, f"line {number}")
    with django_assert_max_num_queries(22):
        page = client.get(address).content.decode()
    assert page.count('class="msg ') == 50 and "?before=11" in page
