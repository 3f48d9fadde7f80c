"""One socket per tab. Every frame is checked; a bad one gets an `error` frame, never an exception."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.http.cookie import parse_cookie

from realtime import pulse, watch
from realtime.hub import RAW, encode, hub, raw_of
from realtime.lanes import Lanes
from realtime.topics import Access, Call, Reply, Topic, not_saved, split

log = logging.getLogger(__name__)
FRAME_MOST = 16 * 1024
# What is larger than a frame may be gets an error; what is larger than this is not read to its end: the line closes.
LINE_MOST = 4 * FRAME_MOST
SUBSCRIPTIONS_MOST = 12
SOCKETS_A_PERSON = 8
FRAMES_MOST, FRAMES_SECONDS = 60, 10.0
FRAMES_ABUSE = 300
# “I need help” is never counted, but for somebody who calls again while so many of their calls are under way.
HELP_AT_ONCE = 3
STALLED_SECONDS = 30.0
# How JSON spells half of a sign, which no database and no answer can hold. A cut through an emoji leaves one behind.
HALF_A_SIGN = "\\ud"
lanes = Lanes()


def whole_signs(frame: dict[str, Any]) -> dict[str, Any]:
    """The frame with a question mark for every half of a sign; whole ones stay."""
    whole: dict[str, Any] = json.loads(json.dumps(frame, ensure_ascii=False).encode("utf-8", "replace"))
    return whole


def session_key_of(headers: list[tuple[bytes, bytes]]) -> str:
    """The session key in the Cookie header of a handshake, or an empty string."""
    for name, value in headers:
        if name == b"cookie":
            # As pages read it: an odd cookie of another program on this host takes none of the others along.
            return parse_cookie(value.decode("latin-1")).get(settings.SESSION_COOKIE_NAME, "")
    return ""


def identify(session_key: str) -> tuple[Any, Any] | None:
    """The account behind a session and its token, or None. Checks the session's own hash, as pages do."""
    if not session_key:
        return None
    session = SessionStore(session_key)
    user = auth.get_user(SimpleNamespace(session=session))  # type: ignore[arg-type]
    if not user.is_authenticated:
        return None
    for note in watch.identified:
        note(user, session)
    token = watch.account_tokens([user.pk]).get(user.pk)
    return None if token is None else (user, token)


class SocketConsumer(AsyncConsumer):
    """See docs/realtime.md for the protocol."""

    def __init__(self) -> None:
        self.user_id = 0
        self.session_key = ""
        self.account_token: Any = None
        self.subscriptions: dict[str, Access] = {}
        self.user: Any = None
        self.stalled_since = 0.0
        self.ended = False
        self._window, self._frames = 0.0, 0
        self._calls = 0
        self._write: Callable[[bytes], bool] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        # Without Channels' dispatch: it hops to a thread for every event, and there is no channel layer to await.
        self.scope, self.base_send = scope, send
        self._write = scope.get("extensions", {}).get(RAW, {}).get("write")
        try:
            while True:
                message = await receive()
                if message["type"] == "websocket.connect":
                    await self.connect()
                elif message["type"] == "websocket.receive":
                    await self.receive(message)
                elif message["type"] == "websocket.disconnect":
                    break
        except StopConsumer:
            pass
        finally:
            self.ended = True
            hub.drop(self)
            for task in self._tasks:
                task.cancel()

    # -- coming and going ---------------------------------------------------------------------------------------------
    async def connect(self) -> None:
        ensure_running()
        self.session_key = session_key_of(self.scope["headers"])
        found = await lanes.read(lambda: identify(self.session_key))
        await self.base_send({"type": "websocket.accept"})
        # Only the routing needed them; a page left open all night should weigh little.
        self.scope = {}
        if found is None:
            await self._close(pulse.SIGN_IN)
            return
        self.user, self.account_token = found
        self.user_id = self.user.pk
        if sum(1 for other in hub.listeners if other.user_id == self.user_id) >= SOCKETS_A_PERSON:
            await self._close(pulse.TOO_FAST)
            return
        hub.listeners.add(self)
        self.deliver(encode({"type": "hello", "heartbeat": pulse.HEAD_SECONDS}))

    async def _close(self, code: int) -> None:
        self.ended = True
        hub.drop(self)
        await self.base_send({"type": "websocket.close", "code": code})

    def end(self, code: int) -> None:
        """Close from the hub's side; nothing more is delivered from this moment on."""
        if not self.ended:
            self.ended = True
            hub.drop(self)
            self._later(self.base_send({"type": "websocket.close", "code": code}))

    def _later(self, coroutine: Any) -> None:
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None and not isinstance(task.exception(), OSError):
            log.info("a socket's task ended with %s", type(task.exception()).__name__)

    # -- delivering ---------------------------------------------------------------------------------------------------
    def deliver_all(self, frames: Sequence[str], raw: bytes) -> None:
        """Hand over several at once; `raw` is all of them as bytes for the line."""
        if self.ended or self.stalled_since or self._write is None or not self._write(raw):
            for frame in frames:
                self.deliver(frame)

    def deliver(self, frame: str, raw: bytes | None = None) -> None:
        """Hand one frame to the connection at once. A reader that is behind gets a head when it can read again.

        `raw` is the same frame as bytes for the line, where it goes to many.
        """
        if self.ended:
            return
        if self.stalled_since:
            if time.monotonic() - self.stalled_since > STALLED_SECONDS:
                self.end(pulse.TOO_SLOW)
            return
        if raw is not None and self._write is not None and self._write(raw):
            return
        sending = self.base_send({"type": "websocket.send", "text": frame})
        try:
            # Driven by hand: a send that need not wait costs no task and no turn of the loop.
            sending.send(None)
        except StopIteration:
            return
        except Exception:
            self.ended = True
            hub.drop(self)
            return
        sending.close()
        self.stalled_since = time.monotonic()
        self._later(self._when_readable())

    async def _when_readable(self) -> None:
        await self.base_send({"type": "websocket.send", "text": encode({"type": "resume"})})
        self.stalled_since = 0.0

    def error(self, code: str, **more: Any) -> None:
        self.deliver(encode({"type": "error", "code": code, **more}))

    # -- frames -------------------------------------------------------------------------------------------------------
    async def receive(self, message: dict[str, Any]) -> None:
        if self.ended:
            return
        text = message.get("text")
        if text is None:
            return self.error("binary")
        if len(text) > FRAME_MOST or len(text.encode()) > FRAME_MOST:
            return self.error("too_big")
        try:
            frame = json.loads(text)
        except ValueError:
            return self.error("not_json")
        except RecursionError:
            return self.error("not_json")
        if not isinstance(frame, dict):
            return self.error("not_an_object")
        if HALF_A_SIGN in text.lower():
            frame = whole_signs(frame)
        kind, name = frame.get("type"), frame.get("topic")
        calls_for_help = kind == "op" and frame.get("name") == "need_help"
        if (not calls_for_help or self._calls >= HELP_AT_ONCE) and self._too_fast(frame):
            return
        if kind not in ("subscribe", "unsubscribe", "op"):
            return self.error("unknown_type")
        if not isinstance(name, str) or len(name) > 80 or split(name) is None:
            return self.error("unknown_topic", client_uid=_uid_of(frame))
        if kind == "subscribe":
            await self.subscribe(name, frame.get("after"))
        elif kind == "unsubscribe":
            hub.unfollow(name, self)
        else:
            self._calls += calls_for_help
            if calls_for_help or not self._joins_batch(name, frame):
                self._later(self.call_for_help(name, frame) if calls_for_help else self.operate(name, frame))

    async def call_for_help(self, name: str, frame: dict[str, Any]) -> None:
        try:
            await self.operate(name, frame)
        finally:
            self._calls -= 1

    def _too_fast(self, frame: dict[str, Any]) -> bool:
        now = time.monotonic()
        if now - self._window > FRAMES_SECONDS:
            self._window, self._frames = now, 0
        self._frames += 1
        if self._frames > FRAMES_ABUSE:
            self.end(pulse.TOO_FAST)
        elif self._frames > FRAMES_MOST:
            self.error("too_fast", **_about(frame))
        return self._frames > FRAMES_MOST

    async def subscribe(self, name: str, after: Any) -> None:
        if not isinstance(after, int) or isinstance(after, bool) or not 0 <= after < 2**62:
            return self.error("bad_after", topic=name)
        if name not in self.subscriptions and len(self.subscriptions) >= SUBSCRIPTIONS_MOST:
            return self.error("too_many_topics", topic=name)
        topic, key = _known(name)
        access = await lanes.read(lambda: topic.authorise(self.user, key))
        if access is None:
            hub.unfollow(name, self)
            return self.error("not_found", topic=name)
        if self.ended:
            return
        # Follow first, fetch then: what is said in between arrives twice rather than not at all.
        hub.follow(name, self, access)
        caught = await lanes.read(lambda: topic.catch_up(access, after))
        if self.subscriptions.get(name) is not access:
            return
        self.deliver(
            encode(
                {
                    **caught.extra,
                    "type": "items",
                    "topic": name,
                    "items": caught.items,
                    "through": caught.through,
                    "complete": caught.complete,
                }
            )
        )

    def renew(self, name: str) -> None:
        """The access changed: nothing passes until the topic has granted it again."""
        if self.subscriptions.get(name) is not None:
            hub.unfollow(name, self)
            self._later(self._renewed(name))

    async def _renewed(self, name: str) -> None:
        topic, key = _known(name)
        try:
            access = await lanes.read(lambda: topic.authorise(self.user, key))
        except Exception as error:
            # The socket lives, by the heads of its other topics: it would wait without an end for this one.
            log.error("a right could not be asked again: %s", type(error).__name__)
            self.end(pulse.AGAIN)
            return
        if self.ended:
            return
        if access is None:
            self.deliver(encode({"type": "error", "code": "no_longer", "topic": name}))
            self.end(pulse.NOT_ALLOWED)
            return
        hub.follow(name, self, access)
        self.deliver(encode({"type": "resume"}))

    async def operate(self, name: str, frame: dict[str, Any]) -> None:
        topic, key = _known(name)
        client_uid, data = _uid_of(frame), frame.get("data")
        operation = topic.operations.get(frame.get("name") if isinstance(frame.get("name"), str) else "")  # type: ignore[arg-type]
        if operation is None:
            return self.error("unknown_operation", topic=name, client_uid=client_uid)
        if not isinstance(data, dict):
            return self.error("bad_data", topic=name, client_uid=client_uid)
        wanted, access = str(frame["name"]), self.subscriptions.get(name)
        try:
            if access is None:
                # Not subscribed (yet): the right is asked afresh, the answer is the same for "no" and "does not exist".
                urgent = operation.lane == "help"
                access = await lanes.read(lambda: topic.authorise(self.user, key), urgent=urgent)
                if access is None:
                    return self.error("not_found", topic=name, client_uid=client_uid)
            reply = await lanes.run(operation, Call(access=access, name=wanted, data=data, client_uid=client_uid))
        except Exception:
            log.exception("an operation failed")
            reply = not_saved()
        self._answer(name, wanted, client_uid, reply)

    def _joins_batch(self, name: str, frame: dict[str, Any]) -> bool:
        """The short way of what comes most, a well-formed post to a topic that is followed: it needs no task."""
        access, data = self.subscriptions.get(name), frame.get("data")
        wanted = frame.get("name")
        if access is None or not isinstance(data, dict) or not isinstance(wanted, str):
            return False
        operation = _known(name)[0].operations.get(wanted)
        if operation is None or operation.lane != "batch":
            return False
        call = Call(access=access, name=wanted, data=data, client_uid=_uid_of(frame))
        lanes.batch(operation, call, lambda reply: self._answer(name, wanted, call.client_uid, reply))
        return True

    def _answer(self, name: str, wanted: str, client_uid: str, reply: Reply) -> None:
        ack: dict[str, Any] = {"type": "ack", "topic": name, "name": wanted, "client_uid": client_uid}
        ack["state"] = reply.state
        if reply.seq is not None:
            ack["seq"] = reply.seq
        if reply.code:
            ack.update(code=reply.code, text=reply.text)
        text = encode({**reply.extra, **ack})
        self.deliver(text, raw_of(text))
        if reply.panel:
            self.deliver(encode({"type": "panel", "topic": name, "html": reply.panel}))


def _known(name: str) -> tuple[Topic, str]:
    """The topic and key of a name that `receive` has let in."""
    found = split(name)
    if found is None:
        raise LookupError(name)
    return found


def _uid_of(frame: dict[str, Any]) -> str:
    value = frame.get("client_uid")
    return value if isinstance(value, str) and len(value) <= 64 else ""


def _about(frame: dict[str, Any]) -> dict[str, str]:
    """What a frame that nobody looked at says of itself, where it can be: its topic, and the name it came under."""
    name, client_uid = frame.get("topic"), _uid_of(frame)
    about = {"topic": name} if isinstance(name, str) and len(name) <= 80 and split(name) is not None else {}
    return {**about, "client_uid": client_uid} if client_uid else about


_pulse: asyncio.Task[Any] | None = None


def ensure_running() -> None:
    """Attach the hub to this loop and start its pulse, once a process (or once a test's loop)."""
    global _pulse
    loop = asyncio.get_running_loop()
    if hub.loop is not loop:
        hub.attach(loop)
        _pulse = None
    if _pulse is None or _pulse.done():
        _pulse = pulse.start(hub, lanes)
