"""The socket: what happens when somebody has not, or loses, the right to listen."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError

from chat.models import Message
from chat.topics import RoomTopic
from groups import services as groups
from realtime import pulse
from realtime.hub import hub
from tests.factories.chat import say
from tests.factories.groups import join, sign
from tests.sockets import Tab

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
later = sync_to_async


async def test_an_outsider_hears_the_same_as_of_a_room_that_does_not_exist(cy: Any, room: Any) -> None:
    tab = await Tab.open(cy)
    await tab.send(type="subscribe", topic=f"room:{room.uid}", after=0)
    real = await tab.next()
    made_up = uuid.uuid4()
    await tab.send(type="subscribe", topic=f"room:{made_up}", after=0)
    unreal = await tab.next()
    assert json.dumps(real).replace(str(room.uid), "") == json.dumps(unreal).replace(str(made_up), "")
    assert real["code"] == "not_found"
    assert (await tab.op(room, "post", body="let me in"))["code"] == "not_found"
    assert not await Message.objects.aexists()


async def test_a_removed_member_hears_nothing_more_and_cannot_send(ana: Any, ben: Any, group: Any, room: Any) -> None:
    tab, keeper = await Tab.open(ana), await Tab.open(ben)
    await tab.subscribe(room)
    await keeper.subscribe(room)
    await later(groups.leave_group)(actor=ana, group=group)
    await keeper.op(room, "post", body="after she left")
    closed = await tab.type("closed")
    assert closed["code"] == pulse.NOT_ALLOWED
    assert "after she left" not in json.dumps(tab.seen)


async def test_revocation_needs_no_hint(ana: Any, ben: Any, group: Any, room: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(pulse, "RECHECK_SECONDS", 0.5)
    monkeypatch.setattr("realtime.hub.revoke", lambda: None)
    monkeypatch.setattr(hub, "_note_recheck", lambda: None)
    tab = await Tab.open(ana)
    await tab.subscribe(room)
    await later(groups.leave_group)(actor=ana, group=group)
    assert (await tab.type("closed", timeout=8))["code"] == pulse.NOT_ALLOWED


async def test_signing_out_closes_the_socket(ana: Any, room: Any, client_of: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(pulse, "RECHECK_SECONDS", 0.5)
    client = await later(client_of)(ana)
    from django.conf import settings

    tab = Tab(client.cookies[settings.SESSION_COOKIE_NAME].value)
    await tab.line.connect()
    assert (await tab.next())["type"] == "hello"
    await later(client.post)("/account/logout/")
    assert (await tab.type("closed", timeout=8))["code"] == pulse.SIGN_IN


async def test_a_block_hides_words_both_ways_and_looks_like_any_other_skip(
    ana: Any, eve: Any, ben: Any, group: Any, room: Any
) -> None:
    eves = await later(join)(group, eve, name="Sly Fox")
    await later(groups.block)(actor=ana, membership=eves)
    tabs = {user: await Tab.open(user) for user in (ana, eve, ben)}
    for tab in tabs.values():
        await tab.subscribe(room)
    await tabs[eve].op(room, "post", body="from eve")
    await tabs[ana].op(room, "post", body="from ana")
    await tabs[eve].type("skip")
    frames = [frame for tab in (tabs[ana], tabs[eve]) for frame in tab.seen if frame["type"] == "skip"]
    assert len(frames) == 2
    assert {tuple(sorted(frame)) for frame in frames} == {("seq", "topic", "type")}
    assert "from eve" not in json.dumps(tabs[ana].seen)
    assert "from ana" not in json.dumps(tabs[eve].seen)
    seen = [(await tabs[ben].type("event"))["item"]["body"] for _ in range(2)]
    assert seen == ["from eve", "from ana"]


async def test_somebody_blocked_who_leaves_and_joins_again_is_not_heard(
    ana: Any, eve: Any, ben: Any, group: Any, room: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(pulse, "RECHECK_SECONDS", 0.5)
    eves = await later(join)(group, eve, name="Sly Fox")
    await later(groups.block)(actor=ana, membership=eves)
    one, keeper = await Tab.open(ana), await Tab.open(ben)
    await one.subscribe(room)
    await keeper.subscribe(room)
    await later(groups.leave_group)(actor=eve, group=group)
    await later(join)(group, eve, name="Bold Wren")
    for tab in (one, keeper):
        await tab.type("resume")
    two = await Tab.open(eve)
    await two.subscribe(room)
    await two.op(room, "post", body="from eve under another name")
    assert (await keeper.until(lambda frame: "item" in frame))["item"]["body"] == "from eve under another name"
    await one.type("skip")
    assert "from eve under another name" not in json.dumps(one.seen)


async def test_a_right_that_cannot_be_asked_again_ends_the_line_so_that_the_page_comes_back(
    ana: Any, ben: Any, group: Any, room: Any, monkeypatch: Any
) -> None:
    """Silently without its room, the page would wait for words that never come."""

    def away(*args: Any) -> None:
        raise OperationalError("canceling statement due to lock timeout")

    tab, keeper = await Tab.open(ana), await Tab.open(ben)
    begun = await tab.subscribe(room)
    await keeper.subscribe(room)
    with monkeypatch.context() as broken:
        broken.setattr(RoomTopic, "authorise", away)
        for listener in list(hub.listeners):
            if listener.user_id == ana.pk:
                listener.renew(f"room:{room.uid}")
        assert (await tab.type("closed"))["code"] == pulse.AGAIN == 1012
    await keeper.op(room, "post", body="said meanwhile")
    back = await Tab.open(ana)
    caught = await back.subscribe(room, begun["through"])
    assert [item["body"] for item in caught["items"]] == ["said meanwhile"]
    assert "said meanwhile" not in json.dumps(tab.seen)


async def test_a_block_made_meanwhile_takes_effect_without_a_reload(ana: Any, eve: Any, group: Any, room: Any) -> None:
    eves = await later(join)(group, eve, name="Sly Fox")
    one, two = await Tab.open(ana), await Tab.open(eve)
    await one.subscribe(room)
    await two.subscribe(room)
    await later(groups.block)(actor=ana, membership=eves)
    await one.type("resume")
    await one.subscribe(room)
    await two.op(room, "post", body="can you hear me")
    await one.type("skip")
    assert "can you hear me" not in json.dumps(one.seen)


async def test_who_no_longer_keeps_the_room_stops_hearing_who_blocked_them(
    ana: Any, eve: Any, ben: Any, group: Any, room: Any
) -> None:
    eves = await later(join)(group, eve, name="Sly Fox")
    await later(sign)(eve)
    await later(groups.block)(actor=ana, membership=eves)
    one, two = await Tab.open(ana), await Tab.open(eve)
    await one.subscribe(room)
    await two.subscribe(room)
    await later(groups.set_role)(actor=ben, membership=eves, role="co_facilitator")
    await two.type("resume")
    await one.op(room, "post", body="heard by who keeps the room")
    assert (await two.type("event"))["item"]["body"] == "heard by who keeps the room"
    await later(groups.set_role)(actor=ben, membership=eves, role="member")
    await two.type("resume")
    await one.op(room, "post", body="not for eve any more")
    await two.type("skip")
    assert "not for eve any more" not in json.dumps(two.seen)


async def test_a_new_password_closes_every_other_socket(ana: Any, monkeypatch: Any) -> None:
    from accounts import services as accounts

    monkeypatch.setattr(pulse, "RECHECK_SECONDS", 0.5)
    tab = await Tab.open(ana)
    await later(accounts.set_password)(actor=ana, password="four other calm words")
    assert (await tab.type("closed", timeout=8))["code"] == pulse.SIGN_IN


async def test_somebody_whose_account_was_closed_is_let_go(ana: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(pulse, "RECHECK_SECONDS", 0.5)
    tab = await Tab.open(ana)
    ana.is_active = False
    await later(ana.save)()
    assert (await tab.type("closed", timeout=8))["code"] == pulse.NOT_ALLOWED


async def test_a_password_alone_opens_no_room_of_somebody_on_the_team(
    ana: Any, group: Any, room: Any, settings: Any
) -> None:
    await later(say)(ana, group, "a private word")
    settings.STAFF_NEED_MFA = True
    ana.is_moderator = True
    await ana.asave()
    tab = await Tab.open(ana)
    assert (await tab.subscribe(room))["code"] == "not_found"
    ack = await tab.op(room, "post", body="I only know the password")
    assert ack.get("code") == "not_found" and await Message.objects.acount() == 1
