"""The socket: who hears what, catching up, and the panel."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from chat.models import Message
from moderation.models import Case
from realtime import consumers, pulse
from tests.factories.chat import say, voice_of
from tests.sockets import Tab

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
later = sync_to_async


async def test_a_message_reaches_the_other_tab_and_is_acknowledged_after_commit(ana: Any, ben: Any, room: Any) -> None:
    one, two = await Tab.open(ana), await Tab.open(ben)
    assert (await one.subscribe(room))["items"] == []
    await two.subscribe(room)
    ack = await one.op(room, "post", body="hello")
    assert (ack["state"], ack["seq"]) == ("posted", 1)
    event = await two.type("event")
    assert event["seq"] == 1 and event["item"]["body"] == "hello" and event["item"]["name"] == "Quiet Heron"
    assert await Message.objects.acount() == 1


async def test_what_goes_to_many_names_no_account(ana: Any, ben: Any, room: Any) -> None:
    tab = await Tab.open(ben)
    await tab.subscribe(room)
    await (await Tab.open(ana)).op(room, "post", body="hello")
    event = json.dumps(await tab.type("event"))
    assert str(ana.uid) not in event and ana.sign_in_name not in event and "client" not in event


async def test_catching_up_gives_what_changed_after_a_place(ana: Any, group: Any, room: Any) -> None:
    for number in range(3):
        await later(say)(ana, group, f"{number}")
    tab = await Tab.open(ana)
    items = await tab.subscribe(room, after=1)
    assert [item["body"] for item in items["items"]] == ["1", "2"] and items["through"] == 3 and items["complete"]


async def test_a_long_absence_is_caught_up_in_parts(
    ana: Any, group: Any, room: Any, settings: Any, monkeypatch: Any
) -> None:
    from chat import topics

    monkeypatch.setattr(topics, "CATCH_UP_MOST", 4)
    settings.CHAT_POSTS_MOST = 100
    for number in range(10):
        await later(say)(ana, group, f"{number}")
    tab, bodies, through, complete = await Tab.open(ana), [], 0, False
    while not complete:
        items = await tab.subscribe(room, after=through)
        bodies += [item["body"] for item in items["items"]]
        through, complete = items["through"], items["complete"]
    assert bodies == [str(n) for n in range(10)]


async def test_a_form_post_reaches_an_idle_socket(ana: Any, ben: Any, room: Any, client_of: Any) -> None:
    tab = await Tab.open(ben)
    await tab.subscribe(room)
    client = await later(client_of)(ana)
    await later(client.post)(f"/rooms/{room.uid}/", {"body": "by form", "send": "yes"})
    assert (await tab.type("event"))["item"]["body"] == "by form"


async def test_crisis_words_bring_the_panel_to_their_author_only(ana: Any, ben: Any, room: Any) -> None:
    one, two = await Tab.open(ana), await Tab.open(ben)
    await one.subscribe(room)
    await two.subscribe(room)
    assert (await one.op(room, "post", body="I want to kill myself tonight"))["state"] == "posted"
    assert "misread" in (await one.type("panel"))["html"]
    assert (await two.type("event"))["item"]["body"].startswith("I want")
    assert await two.silent()
    assert await Case.objects.acount() == 1


async def test_i_need_help_works_for_somebody_who_is_muted_and_past_every_limit(
    ana: Any, group: Any, room: Any
) -> None:
    from datetime import timedelta

    import clock

    voice = await later(voice_of)(ana, group)
    voice.muted_until = clock.now() + timedelta(hours=1)
    await later(voice.save)()
    tab = await Tab.open(ana)
    await tab.subscribe(room)
    for _ in range(consumers.FRAMES_MOST + 5):
        await tab.send(type="nonsense")
    ack = await tab.op(room, "need_help", words="please")
    assert ack["state"] == "posted"
    assert (await tab.type("panel"))["html"]
    assert (await Case.objects.aget()).kind == Case.Kind.HELP


async def test_a_cry_for_help_in_a_post_that_is_too_long_still_brings_the_panel(ana: Any, room: Any) -> None:
    tab = await Tab.open(ana)
    await tab.subscribe(room)
    words = "I want to kill myself tonight. " + "I do not know what to do. " * 200
    assert (await tab.op(room, "post", body=words))["code"] == "too_long"
    assert "send-to-team" in (await tab.type("panel"))["html"]


async def test_heads_tell_of_what_no_hint_told(ana: Any, group: Any, room: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(pulse, "HEAD_SECONDS", 0.5)
    monkeypatch.setattr("realtime.hub.publish", lambda *args: None)
    tab = await Tab.open(ana)
    await tab.subscribe(room)
    await later(say)(ana, group, "unheard")
    head = await tab.until(lambda frame: frame["type"] == "head" and frame["seq"] == 1, timeout=8)
    assert head["topic"] == f"room:{room.uid}"


async def test_a_slow_reader_is_not_waited_for_and_is_told_to_fetch(ana: Any) -> None:
    sent, gate = [], asyncio.Event()

    async def slow(message: Any) -> None:
        await gate.wait()
        sent.append(json.loads(message["text"])["type"])

    consumer = consumers.SocketConsumer()
    consumer.base_send = slow
    consumer.deliver('{"type": "event"}')
    consumer.deliver('{"type": "event"}')
    assert consumer.stalled_since
    gate.set()
    await asyncio.sleep(0.05)
    assert sent == ["resume"] and not consumer.stalled_since
    consumer.deliver('{"type": "event"}')
    assert sent == ["resume", "event"]
