"""What a moderator puts aside: others see that something was here, its author still has their own words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from chat.models import Message
from chat.services import hide_message, restore_message
from tests.factories.chat import say
from tests.sockets import Tab

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
later = sync_to_async
WORDS = "the words that were put aside"


def put_aside(message: Message) -> None:
    with transaction.atomic():
        hide_message(message)


def put_back(message: Message) -> None:
    with transaction.atomic():
        restore_message(message)


async def test_words_put_aside_stay_with_their_author_and_with_nobody_else(
    ana: Any, ben: Any, group: Any, room: Any
) -> None:
    message = await later(say)(ana, group, WORDS)
    author, second, other = await Tab.open(ana), await Tab.open(ana), await Tab.open(ben)
    for tab in (author, second, other):
        await tab.subscribe(room, after=1)
    await later(put_aside)(message)
    for tab in (author, second):
        item = (await tab.type("event"))["item"]
        assert (item["state"], item["body"]) == ("hidden", WORDS)
    item = (await other.type("event"))["item"]
    assert (item["state"], item["body"]) == ("hidden", "")
    assert WORDS not in json.dumps(other.seen) and "own" not in json.dumps(other.seen)
    await later(put_back)(message)
    assert (await other.type("event"))["item"]["body"] == WORDS
    assert (await author.type("event"))["item"]["state"] == "shown"


async def test_who_comes_back_later_is_told_the_same(ana: Any, ben: Any, group: Any, room: Any) -> None:
    message = await later(say)(ana, group, WORDS)
    await later(put_aside)(message)
    author, other = await Tab.open(ana), await Tab.open(ben)
    (mine,) = (await author.subscribe(room))["items"]
    (theirs,) = (await other.subscribe(room))["items"]
    assert (mine["state"], mine["body"]) == ("hidden", WORDS)
    assert (theirs["state"], theirs["body"]) == ("hidden", "")


async def test_words_taken_back_are_gone_for_their_author_too(ana: Any, group: Any, room: Any) -> None:
    from chat.services import remove_message

    message = await later(say)(ana, group, WORDS)
    tab = await Tab.open(ana)
    await tab.subscribe(room, after=1)
    await later(put_aside)(message)
    await later(remove_message)(actor=ana, message=message)
    await tab.type("event")
    item = (await tab.type("event"))["item"]
    assert (item["state"], item["body"]) == ("removed", "")
