"""The socket: who hears what, bad frames, and what happens when somebody loses the right to listen."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from chat.models import Message
from groups import services as groups
from moderation.models import Case
from realtime import consumers, pulse
from realtime.hub import hub
from tests.factories.chat import room_of, say, voice_of
from tests.factories.groups import join, make_group
from tests.sockets import Handshake, Tab, cookie_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
later = sync_to_async


@pytest.fixture
def group(ben: Any, ana: Any) -> Any:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    return group


@pytest.fixture
def room(group: Any) -> Any:
    return room_of(group)


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


async def test_visitors_are_told_to_sign_in() -> None:
    for cookie in ("", "x" * 32, "\u00e9"):
        tab = Tab(cookie)
        await tab.line.connect()
        assert await tab.next() == {"type": "closed", "code": pulse.SIGN_IN}


@pytest.mark.parametrize(
    "origin", [b"http://evil.example", b"null", None, b"http://localhost.evil.example", b"garbage"]
)
async def test_a_foreign_or_missing_origin_is_refused(ana: Any, origin: bytes | None) -> None:
    tab = Tab(await later(cookie_of)(ana), origin=origin)
    assert not await tab.line.connect()


@pytest.mark.parametrize("path", ["/", "/ws", "/ws/x/", "/rooms/", "/ws/../ws/"])
async def test_other_addresses_take_no_sockets(path: str) -> None:
    assert not await Handshake(path, [(b"origin", b"http://localhost")]).connect()


BAD_FRAMES = [
    ("{", "not_json"),
    ("[]", "not_an_object"),
    ("null", "not_an_object"),
    ("1", "not_an_object"),
    ("[" * 8000, "not_json"),
    ('{"type": "shout"}', "unknown_type"),
    ('{"type": ["op"]}', "unknown_type"),
    ('{"type": "subscribe"}', "unknown_topic"),
    ('{"type": "subscribe", "topic": {"a": 1}, "after": 0}', "unknown_topic"),
    ('{"type": "subscribe", "topic": "room:nonsense", "after": 0}', "not_found"),
    ('{"type": "subscribe", "topic": "room:TOPIC", "after": "0"}', "bad_after"),
    ('{"type": "subscribe", "topic": "room:TOPIC", "after": -1}', "bad_after"),
    ('{"type": "subscribe", "topic": "room:TOPIC", "after": 1e300}', "bad_after"),
    ('{"type": "subscribe", "topic": "room:TOPIC", "after": 99999999999999999999999}', "bad_after"),
    ('{"type": "subscribe", "topic": "room:TOPIC", "after": true}', "bad_after"),
    ('{"type": "op", "topic": "room:TOPIC", "name": "drop_table", "data": {}}', "unknown_operation"),
    ('{"type": "op", "topic": "room:TOPIC", "name": null, "data": {}}', "unknown_operation"),
    ('{"type": "op", "topic": "room:TOPIC", "name": "post", "data": "hello"}', "bad_data"),
    ('{"type": "op", "topic": "room:TOPIC", "name": "post"}', "bad_data"),
    ("x" * 16385, "too_big"),
    ("é" * 9000, "too_big"),
]


@pytest.mark.parametrize(("text", "code"), BAD_FRAMES, ids=range(len(BAD_FRAMES)))
async def test_a_bad_frame_gets_an_error_and_the_socket_goes_on(ana: Any, room: Any, text: str, code: str) -> None:
    tab = await Tab.open(ana)
    await tab.raw(text=text.replace("TOPIC", str(room.uid)))
    assert (await tab.next())["code"] == code
    assert (await tab.subscribe(room))["type"] == "items"


async def test_binary_frames_get_an_error(ana: Any, room: Any) -> None:
    tab = await Tab.open(ana)
    await tab.raw(bytes=b"\x00\xff")
    assert (await tab.next())["code"] == "binary"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"body": ""}, "required"),
        ({"body": "   \n\t "}, "required"),
        ({"body": "\u202e"}, "required"),
        ({"body": "\x00\x07"}, "required"),
        ({"body": ["a"]}, "required"),
        ({"body": 7}, "required"),
        ({"body": "a" * 4001}, "too_long"),
        ({"body": "a", "content_note": "n" * 121}, "note_too_long"),
        ({"body": "a", "reply_to": "not a uid"}, "invalid"),
    ],
)
async def test_a_post_that_is_not_well_formed_is_refused_with_a_reason(
    ana: Any, room: Any, data: Any, code: str
) -> None:
    tab = await Tab.open(ana)
    await tab.subscribe(room)
    ack = await tab.op(room, "post", **data)
    assert (ack["state"], ack["code"]) == ("refused", code) and ack["text"]
    assert not await Message.objects.aexists()


async def test_a_cry_for_help_in_a_post_that_is_too_long_still_brings_the_panel(ana: Any, room: Any) -> None:
    tab = await Tab.open(ana)
    await tab.subscribe(room)
    words = "I want to kill myself tonight. " + "I do not know what to do. " * 200
    assert (await tab.op(room, "post", body=words))["code"] == "too_long"
    assert "send-to-team" in (await tab.type("panel"))["html"]


@pytest.mark.parametrize("name", ["edit", "remove", "encourage"])
async def test_ids_of_other_rooms_lead_nowhere(ana: Any, ben: Any, room: Any, name: str) -> None:
    other = await later(make_group)(ben)
    secret = await later(say)(ben, other, "said elsewhere")
    tab = await Tab.open(ana)
    await tab.subscribe(room)
    for message in (str(secret.uid), str(uuid.uuid4()), "nonsense", None, 7):
        ack = await tab.op(room, name, message=message, body="x", words="hear")
        assert (ack["state"], ack["code"]) == ("refused", "not_found")


async def test_too_many_frames_are_answered_and_abuse_ends_the_line(ana: Any, room: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(consumers, "FRAMES_MOST", 5)
    monkeypatch.setattr(consumers, "FRAMES_ABUSE", 20)
    tab = await Tab.open(ana)
    for _ in range(25):
        await tab.send(type="nonsense")
    assert (await tab.type("closed"))["code"] == pulse.TOO_FAST
    assert {"type": "error", "code": "too_fast"} in tab.seen


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


async def test_a_flood_of_calls_for_help_ends_like_any_flood_and_holds_nobody_up(
    ana: Any, ben: Any, room: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(consumers, "FRAMES_MOST", 5)
    monkeypatch.setattr(consumers, "FRAMES_ABUSE", 40)
    flood = await Tab.open(ana)
    for _ in range(60):
        await flood.send(type="op", topic=f"room:{room.uid}", name="need_help", data={}, client_uid="")
    assert (await flood.type("closed"))["code"] == pulse.TOO_FAST
    other = await Tab.open(ben)
    assert (await other.op(room, "need_help", words="please"))["state"] == "posted"
    assert await Case.objects.filter(subject_account=ana).aexists()
