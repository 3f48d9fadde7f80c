"""The socket: who may open one, bad frames, and too many of them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import OperationalError

from chat.models import Message
from chat.topics import RoomTopic
from moderation.models import Case
from realtime import consumers, pulse
from tests.factories.chat import say
from tests.factories.groups import make_group
from tests.sockets import ORIGIN, Handshake, Tab, cookie_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio, pytest.mark.once]
later = sync_to_async


async def test_visitors_are_told_to_sign_in() -> None:
    for cookie in ("", "x" * 32, "\u00e9"):
        tab = Tab(cookie)
        await tab.line.connect()
        assert await tab.next() == {"type": "closed", "code": pulse.SIGN_IN}


@pytest.mark.parametrize(
    "origin",
    [b"http://evil.example", b"null", None, b"http://localhost.evil.example", b"garbage", b"", b"http://localhost:8000",
     b"https://localhost", b"ws://localhost", b"//localhost", b"http://127.0.0.1", b"http://testserver",
     b"http://localhost:port", b"http://[", b"http://localhost:99999", b"\xff\x00"],
)  # fmt: skip
async def test_a_foreign_or_missing_origin_is_refused(ana: Any, origin: bytes | None) -> None:
    tab = Tab(await later(cookie_of)(ana), origin=origin)
    assert not await tab.line.connect()


@pytest.mark.parametrize("origin", [b"http://support.example", b"https://support.example:8443", b"http://localhost"])
async def test_a_site_on_https_takes_no_plain_page_and_no_other_port(ana: Any, settings: Any, origin: bytes) -> None:
    settings.SITE_ORIGIN, settings.CSRF_TRUSTED_ORIGINS = "https://support.example", ["https://support.example"]
    cookie = await later(cookie_of)(ana)
    assert not await Tab(cookie, origin=origin).line.connect()
    assert await Tab(cookie, origin=b"https://support.example").line.connect()


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
    ('{"type": "subscribe", "topic": "room:LARGE", "after": 0}', "not_found"),
    ('{"type": "subscribe", "topic": "room:{TOPIC}", "after": 0}', "not_found"),
    ('{"type": "subscribe", "topic": "room:urn:uuid:TOPIC", "after": 0}', "not_found"),
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
    await tab.raw(text=text.replace("TOPIC", str(room.uid)).replace("LARGE", str(room.uid).upper()))
    assert (await tab.next())["code"] == code
    assert (await tab.subscribe(room))["type"] == "items"


async def test_binary_frames_get_an_error(ana: Any, room: Any) -> None:
    tab = await Tab.open(ana)
    await tab.raw(bytes=b"\x00\xff")
    assert (await tab.next())["code"] == "binary"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"body": ""}, "empty"),
        ({"body": "   \n\t "}, "empty"),
        ({"body": "\u202e"}, "empty"),
        ({"body": "\x00\x07"}, "empty"),
        ({"body": ["a"]}, "empty"),
        ({"body": 7}, "empty"),
        ({"body": "a" * 4001}, "too_long"),
        ({"body": "a", "content_note": "n" * 121}, "note_too_long"),
        ({"body": "a", "content_note": "n" * 401}, "note_too_long"),
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


async def test_a_post_whose_client_uid_is_none_is_refused(ana: Any, room: Any) -> None:
    tab = await Tab.open(ana)
    await tab.subscribe(room)
    assert (await tab.op(room, "post", client_uid="of my own making", body="a"))["code"] == "invalid"
    assert not await Message.objects.aexists()


async def test_what_answers_something_that_cannot_be_is_an_answer_to_nothing(ana: Any, room: Any) -> None:
    tab = await Tab.open(ana)
    await tab.subscribe(room)
    assert (await tab.op(room, "post", body="a", reply_to="not a uid"))["state"] == "posted"
    assert (await Message.objects.aget()).reply_to_id is None


@pytest.mark.parametrize("name", ["edit", "remove", "encourage"])
async def test_ids_of_other_rooms_lead_nowhere(ana: Any, ben: Any, room: Any, name: str) -> None:
    other = await later(make_group)(ben)
    secret = await later(say)(ben, other, "said elsewhere")
    tab = await Tab.open(ana)
    await tab.subscribe(room)
    for message in (str(secret.uid), str(uuid.uuid4()), "nonsense", None, 7):
        ack = await tab.op(room, name, message=message, body="x", words="hear")
        assert (ack["state"], ack["code"]) == ("refused", "not_found") and ack["text"]


async def test_a_place_that_is_none_is_refused_with_a_reason(ana: Any, room: Any) -> None:
    tab = await Tab.open(ana)
    await tab.subscribe(room)
    ack = await tab.op(room, "read", seq="all of it")
    assert (ack["state"], ack["code"]) == ("refused", "bad_data") and ack["text"]


@pytest.mark.parametrize("name", ["post", "read"])
async def test_an_operation_that_breaks_is_refused_with_a_reason(
    ana: Any, room: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def broken(**kwargs: Any) -> None:
        raise RuntimeError("broken")

    for service in ("post_messages", "mark_read"):
        monkeypatch.setattr(f"chat.services.{service}", broken)
    tab = await Tab.open(ana)
    await tab.subscribe(room)
    ack = await tab.op(room, name, body="a", seq=0)
    assert (ack["state"], ack["code"]) == ("refused", "try_again") and ack["text"]


async def test_an_operation_of_a_topic_not_followed_is_refused_with_a_reason_when_its_right_cannot_be_asked(
    ana: Any, room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any) -> None:
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(RoomTopic, "authorise", away)
    tab = await Tab.open(ana)
    for name in ("post", "need_help"):
        ack = await tab.op(room, name, body="a", words="please")
        assert (ack["state"], ack["code"]) == ("refused", "try_again") and ack["text"]
    assert not await Message.objects.aexists()


async def test_cookies_of_others_beside_the_session_do_no_harm(ana: Any, room: Any) -> None:
    cookie = await later(cookie_of)(ana)
    tab = Tab(cookie)
    for others in ("a[0]=1; ", '{"odd": [1, 2]}; ', "with space=x; =; @; ", "caf\u00e9=ja; "):
        head = (b"cookie", f"{others}{settings.SESSION_COOKIE_NAME}={cookie}; b(1)=2".encode())
        tab.line = Handshake("/ws/", [head, (b"origin", ORIGIN)])
        await tab.line.connect()
        assert (await tab.next())["type"] == "hello", others


async def test_too_many_frames_are_answered_and_abuse_ends_the_line(ana: Any, room: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(consumers, "FRAMES_MOST", 5)
    monkeypatch.setattr(consumers, "FRAMES_ABUSE", 20)
    tab = await Tab.open(ana)
    for _ in range(25):
        await tab.send(type="nonsense")
    assert (await tab.type("closed"))["code"] == pulse.TOO_FAST
    assert {"type": "error", "code": "too_fast"} in tab.seen


async def test_a_frame_that_came_too_fast_is_answered_by_the_name_it_came_under(
    ana: Any, room: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(consumers, "FRAMES_MOST", 1)
    tab = await Tab.open(ana)
    assert (await tab.subscribe(room))["type"] == "items"
    topic = f"room:{room.uid}"
    assert await tab.subscribe(room) == {"type": "error", "code": "too_fast", "topic": topic}
    mine = str(uuid.uuid4())
    error = await tab.op(room, "post", client_uid=mine, body="one too many")
    assert error == {"type": "error", "code": "too_fast", "topic": topic, "client_uid": mine}
    await tab.send(type="op", topic=["room"], client_uid="x" * 65)
    assert await tab.next() == {"type": "error", "code": "too_fast"}


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
