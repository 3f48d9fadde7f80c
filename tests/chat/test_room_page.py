"""The room as a page: what it says, and what it keeps."""

from __future__ import annotations

import re
from typing import Any

import pytest

from chat.models import Encouragement, Message
from tests.factories.accounts import make_account
from tests.factories.chat import room_of, say, voice_of
from tests.factories.groups import join, make_group
from tests.factories.moderation import make_shift

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


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


def uid_on(page: str) -> str:
    found = re.search(r'name="client_uid" value="([^"]*)"', page)
    assert found, "the form has no name of its own for what it sends"
    return found[1]


def test_the_same_form_sent_twice_is_one_message_and_another_page_is_another(
    group: Any, ana: Any, client_of: Any
) -> None:
    client, address = client_of(ana), f"/rooms/{room_of(group).uid}/"
    uid = uid_on(client.get(address).content.decode())
    for _ in range(2):
        client.post(address, {"body": "once", "client_uid": uid, "send": "yes"})
    assert [m.body for m in Message.objects.all()] == ["once"]
    assert uid_on(client.get(address).content.decode()) != uid


def test_a_post_that_comes_back_keeps_its_name(group: Any, ana: Any, client_of: Any) -> None:
    client, address = client_of(ana), f"/rooms/{room_of(group).uid}/"
    uid = uid_on(client.get(address).content.decode())
    long = client.post(address, {"body": "a" * 4001, "client_uid": uid, "send": "yes"})
    assert long.status_code == 400 and uid_on(long.content.decode()) == uid
    type(group).objects.filter(pk=group.pk).update(closed_to_posts_at="2026-01-01T00:00Z")
    closed = client.post(address, {"body": "a", "client_uid": uid, "send": "yes"})
    assert closed.status_code == 409 and uid_on(closed.content.decode()) == uid


def test_a_name_that_is_none_is_replaced_and_the_words_can_be_sent(group: Any, ana: Any, client_of: Any) -> None:
    client, address = client_of(ana), f"/rooms/{room_of(group).uid}/"
    page = client.post(address, {"body": "kept", "client_uid": "mine", "send": "yes"})
    assert page.status_code == 400 and "kept" in page.content.decode()
    client.post(address, {"body": "kept", "client_uid": uid_on(page.content.decode()), "send": "yes"})
    assert Message.objects.get().body == "kept"


def test_other_words_from_a_page_that_was_gone_back_to_are_not_lost(group: Any, ana: Any, client_of: Any) -> None:
    client, address = client_of(ana), f"/rooms/{room_of(group).uid}/"
    uid = uid_on(client.get(address).content.decode())
    for words in ("first", "second", "second"):
        client.post(address, {"body": words, "client_uid": uid, "send": "yes"})
    assert [m.body for m in Message.objects.all()][:2] == ["first", "second"]


def test_after_a_good_post_in_slow_mode_nothing_says_wait(group: Any, ana: Any, client_of: Any) -> None:
    type(group).objects.filter(pk=group.pk).update(slow_mode_seconds=60)
    client, address = client_of(ana), f"/rooms/{room_of(group).uid}/"
    page = client.post(address, {"body": "hello", "send": "yes"}, follow=True).content.decode()
    assert "hello" in page and "slow mode" not in page
    again = client.post(address, {"body": "and again", "send": "yes"})
    assert again.status_code == 409 and "slow mode" in again.content.decode()


def test_reading_older_words_leaves_what_is_new_unread(group: Any, ana: Any, ben: Any, client_of: Any) -> None:
    client, address = client_of(ana), f"/rooms/{room_of(group).uid}/"
    for number in range(3):
        say(ben, group, f"line {number}")
    client.get(f"{address}?before=2")
    assert voice_of(ana, group).last_read_seq == 0
    client.get(address)
    assert voice_of(ana, group).last_read_seq == 3


def test_an_encouragement_shows_to_who_gave_it_and_is_taken_back_without_a_script(
    group: Any, ana: Any, ben: Any, client_of: Any
) -> None:
    client, address = client_of(ana), f"/rooms/{room_of(group).uid}/"
    message = say(ben, group, "a long day")

    def chip(who: Any, words: str) -> str:
        page = who.get(address).content.decode()
        form = page.partition(f'action="{address}{message.uid}/encourage/"')[2].partition("</form>")[0]
        (found,) = [part for part in form.split("<button")[1:] if f'value="{words}"' in part or f"{words}:" in part]
        return found

    assert 'aria-pressed="false"' in chip(client, "hear") and 'name="words"' in chip(client, "hear")
    client.post(f"{address}{message.uid}/encourage/", {"words": "hear"})
    assert 'aria-pressed="true"' in chip(client, "hear") and 'aria-pressed="false"' in chip(client, "thanks")
    assert Encouragement.objects.count() == 1
    cy = make_account("cyra")
    join(group, cy)
    assert 'aria-pressed="false"' in chip(client_of(cy), "hear"), "given by somebody else"
    pressed = re.search(r'name="(\w+)" value="(\w+)"', chip(client, "hear"))
    assert pressed
    client.post(f"{address}{message.uid}/encourage/", {pressed[1]: pressed[2]})
    assert not Encouragement.objects.exists() and 'aria-pressed="false"' in chip(client, "hear")


def test_the_room_says_who_of_the_team_is_here_before_anybody_writes(
    group: Any, ana: Any, mo: Any, client_of: Any
) -> None:
    address = f"/rooms/{room_of(group).uid}/"
    assert "The team is away." in client_of(ana).get(address).content.decode()
    make_shift(mo, name="Mara")
    assert "Mara from the team is here until" in client_of(ana).get(address).content.decode()
