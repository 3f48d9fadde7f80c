"""One hub per process: which sockets follow which topic, and how an event reaches them.

`publish` may be called from any thread, after commit. What crosses processes is only a hint ("room:… is at 812"): the
process that hears it asks the database and hands the answer to its own sockets. Hints may be lost; heads, sent every
15 seconds from the database, and `skip` frames let every client notice a gap.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from websockets.frames import Frame, Opcode

from realtime.bus import CHECK, RECHECK, bus
from realtime.topics import Access

log = logging.getLogger(__name__)
# The name of what realtime/wire.py adds to a socket's scope.
RAW = "peersupport.raw"


class Listener(Protocol):
    """What the hub knows of a socket."""

    user_id: int
    session_key: str
    account_token: Any
    subscriptions: dict[str, Access]

    def deliver(self, frame: str, raw: bytes | None = None) -> None: ...
    def deliver_all(self, frames: Sequence[str], raw: bytes) -> None: ...
    def end(self, code: int) -> None: ...
    def renew(self, name: str) -> None: ...


def encode(frame: dict[str, Any]) -> str:
    return json.dumps(frame, separators=(",", ":"), ensure_ascii=False)


def raw_of(text: str) -> bytes:
    """One whole text frame as it goes over the line, from a server and uncompressed (RFC 6455, section 5.2)."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


class _Built(NamedTuple):
    """An event as it leaves; `own` is the frame that its author's sockets get in its place."""

    by: Any
    seq: int | None
    frame: str
    raw: bytes
    own: str | None


class Hub:
    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.by_topic: dict[str, set[Listener]] = {}
        self.listeners: set[Listener] = set()
        self.heads: dict[str, int] = {}
        # Set by the pulse: topics that another process says have moved.
        self.moved: set[str] = set()
        self.wake: asyncio.Event | None = None
        self.recheck = False
        self._lock = threading.Lock()

    # -- the loop's side ----------------------------------------------------------------------------------------------
    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._lock:
            if self.loop is not loop:
                self.loop, self.wake = loop, asyncio.Event()
                self.by_topic.clear()
                self.listeners.clear()

    def follow(self, name: str, listener: Listener, access: Access) -> None:
        listener.subscriptions[name] = access
        followers = self.by_topic.get(name)
        if followers is None:
            followers = self.by_topic[name] = set()
            bus.listen(name)
        followers.add(listener)

    def unfollow(self, name: str, listener: Listener) -> None:
        listener.subscriptions.pop(name, None)
        followers = self.by_topic.get(name)
        if followers is not None:
            followers.discard(listener)
            if not followers:
                del self.by_topic[name]
                self.heads.pop(name, None)
                bus.unlisten(name)

    def drop(self, listener: Listener) -> None:
        self.listeners.discard(listener)
        for name in list(listener.subscriptions):
            self.unfollow(name, listener)

    def fan_out_all(self, events: list[tuple[str, dict[str, Any]]]) -> None:
        by_topic: dict[str, list[dict[str, Any]]] = {}
        for name, event in events:
            by_topic.setdefault(name, []).append(event)
        for name, its in by_topic.items():
            self.fan_out(name, *its)

    def fan_out(self, name: str, *events: dict[str, Any]) -> None:
        """Encode each once, hand them to every socket of the topic that may see them; the others get the same `skip`.

        Where an event has an `own`, only the author's own sockets get it, in the place of the item. What comes
        together leaves together: one write for each socket, not one for each event.
        """
        followers = self.by_topic.get(name)
        built = [self._built(name, event) for event in events if followers and self._is_new(name, event)]
        if not followers or not built:
            return
        authors = {one.by for one in built}
        owners = {one.by for one in built if one.own is not None}
        frames, raw = [one.frame for one in built], b"".join(one.raw for one in built)
        for listener in list(followers):
            access = listener.subscriptions.get(name)
            if access is None:
                continue
            if access.own not in owners and access.hidden.isdisjoint(authors):
                listener.deliver_all(frames, raw)
                continue
            for one in built:
                if one.by in access.hidden:
                    if one.seq is not None:
                        listener.deliver(encode({"type": "skip", "topic": name, "seq": one.seq}))
                elif one.own is not None and access.own == one.by:
                    listener.deliver(one.own)
                else:
                    listener.deliver(one.frame, one.raw)

    def _is_new(self, name: str, event: dict[str, Any]) -> bool:
        seq = event.get("seq")
        if seq is not None:
            if self.heads.get(name, 0) >= seq:
                return False
            self.heads[name] = seq
        return True

    def _built(self, name: str, event: dict[str, Any]) -> _Built:
        neutral = {"type": "event", "topic": name, **event}
        own = neutral.pop("own", None)
        frame = encode(neutral)
        mine = None if own is None else encode({**neutral, "item": own})
        return _Built(event.get("by"), event.get("seq"), frame, raw_of(frame), mine)

    # -- any thread's side --------------------------------------------------------------------------------------------
    def _call(self, work: Any, *args: Any) -> None:
        loop = self.loop
        if loop is not None:
            try:
                loop.call_soon_threadsafe(work, *args)
            except RuntimeError:
                self.loop = None

    def hear(self, name: str, seq: int, event: dict[str, Any] | None) -> None:
        """A hint from another process, or CHECK; called from the bus's thread."""
        if event is not None:
            self._call(self.fan_out, name, event)
        else:
            self._call(self._note_moved, name, seq)

    def _note_moved(self, name: str, seq: int) -> None:
        if name in self.by_topic and self.wake is not None and (seq == CHECK or seq > self.heads.get(name, 0)):
            self.moved.add(name)
            self.wake.set()

    def _renew(self, name: str, own: str) -> None:
        for listener in list(self.by_topic.get(name, ())):
            access = listener.subscriptions.get(name)
            if access is not None and access.own == own:
                listener.renew(name)

    def _note_recheck(self) -> None:
        self.recheck = True
        if self.wake is not None:
            self.wake.set()


hub = Hub()
bus.heard = hub.hear
bus.recheck = lambda: hub._call(hub._note_recheck)


def publish(name: str, event: dict[str, Any]) -> None:
    """Hint that something happened on a topic; call it from an effect, after commit.

    `event` is viewer-neutral JSON data: `seq` (or None for what takes no place), `by` (whose words they are), and the
    rest as docs/realtime.md says; an `own` in it is the item as its author alone has it. Never raises.
    """
    publish_all([(name, event)])


def publish_all(events: list[tuple[str, dict[str, Any]]]) -> None:
    """The same for several, in order, with one call of the loop. Never raises."""
    hub._call(hub.fan_out_all, events)
    for name, event in events:
        seq = event.get("seq")
        bus.send(name, seq or 0, event if seq is None else None)


def revoke() -> None:
    """Hint that somebody lost a right: every process compares its sockets with the database now. Never raises."""
    hub._call(hub._note_recheck)
    bus.send(RECHECK, 0)


def renew(name: str, own: str) -> None:
    """From here on nothing of topic `name` reaches the sockets of the participant `own` until they were asked anew.

    Holds for this process at once, and before whatever is published later; `revoke` reaches the others. Never raises.
    """
    hub._call(hub._renew, name, own)


def revoke_account(uid: Any) -> None:
    """The same for one account; which one is not told to the wire."""
    revoke()
