"""Hints between processes, over Redis where there is one. Losing any of them costs time, never a message.

Senders never wait: one background thread publishes, coalescing hints per topic, and a breaker keeps it from
hammering a Redis that is away. No words and names of members cross here: only topic names, counters, and events without
a counter, which hold ids and fixed codes (an encouragement, that people changed, which case).
"""

from __future__ import annotations

import json
import logging
import os
import queue
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

import redis
from django.conf import settings

log = logging.getLogger(__name__)
RECHECK = "recheck"
PREFIX = "hint:"
TIMEOUT_SECONDS = 0.2
BREAKER_SECONDS = 5.0
CHECK = -1
_me = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"


class Bus:
    def __init__(self) -> None:
        self.heard: Callable[[str, int, dict[str, Any] | None], None] = lambda name, seq, event: None
        self.recheck: Callable[[], None] = lambda: None
        self._pending: dict[str, tuple[int, list[dict[str, Any]]]] = {}
        self._lock = threading.Lock()
        self._go = threading.Event()
        self._wanted: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self._topics: set[str] = set()
        self._sender: threading.Thread | None = None
        self._receiver: threading.Thread | None = None

    @property
    def on(self) -> bool:
        return bool(settings.REDIS_URL)

    def _client(self, **kwargs: Any) -> redis.Redis:
        return redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, **kwargs
        )

    # -- sending ------------------------------------------------------------------------------------------------------
    def send(self, name: str, seq: int, event: dict[str, Any] | None = None) -> None:
        if not self.on:
            return
        with self._lock:
            newest, events = self._pending.get(name, (0, []))
            if event is not None and len(events) < 50:
                events.append(event)
            self._pending[name] = (max(newest, seq), events)
            if self._sender is None or not self._sender.is_alive():
                self._sender = threading.Thread(target=self._send_loop, name="hint-sender", daemon=True)
                self._sender.start()
        self._go.set()

    def _send_loop(self) -> None:
        client, closed_until = self._client(), 0.0
        while True:
            self._go.wait()
            self._go.clear()
            with self._lock:
                pending, self._pending = self._pending, {}
            if time.monotonic() < closed_until:
                continue
            try:
                pipe = client.pipeline(transaction=False)
                for name, (seq, events) in pending.items():
                    pipe.publish(PREFIX + name, json.dumps({"from": _me, "seq": seq, "events": events}))
                pipe.execute()
            except (redis.RedisError, OSError) as error:
                log.warning("hints cannot leave: %s; trying again in %s s", type(error).__name__, BREAKER_SECONDS)
                closed_until = time.monotonic() + BREAKER_SECONDS

    # -- hearing ------------------------------------------------------------------------------------------------------
    def listen(self, name: str) -> None:
        if self.on:
            self._wanted.put(("subscribe", name))
            if self._receiver is None or not self._receiver.is_alive():
                self._receiver = threading.Thread(target=self._receive_forever, name="hint-receiver", daemon=True)
                self._receiver.start()

    def unlisten(self, name: str) -> None:
        if self.on:
            self._wanted.put(("unsubscribe", name))

    def _receive_forever(self) -> None:
        while True:
            try:
                self._receive()
            except (redis.RedisError, OSError) as error:
                log.warning("hints cannot be heard: %s", type(error).__name__)
                time.sleep(1)

    def _receive(self) -> None:
        with self._client(health_check_interval=10).pubsub() as line:
            line.subscribe(PREFIX + RECHECK, *(PREFIX + name for name in self._topics))
            self.recheck()
            while True:
                self._follow_wishes(line)
                message = line.get_message(timeout=0.05)
                if message is None:
                    continue
                name = message["channel"].decode()[len(PREFIX) :]
                if message["type"] == "subscribe":
                    # Something may have been said between the page's fetch and this moment.
                    self.heard(name, CHECK, None)
                elif message["type"] == "message":
                    self._hear(name, message["data"])

    def _follow_wishes(self, line: Any) -> None:
        while True:
            try:
                what, name = self._wanted.get_nowait()
            except queue.Empty:
                return
            if what == "subscribe":
                self._topics.add(name)
                line.subscribe(PREFIX + name)
            else:
                self._topics.discard(name)
                line.unsubscribe(PREFIX + name)

    def _hear(self, name: str, data: bytes) -> None:
        try:
            hint = json.loads(data)
            if hint["from"] == _me:
                return
            if name == RECHECK:
                self.recheck()
                return
            if hint["seq"]:
                self.heard(name, int(hint["seq"]), None)
            for event in hint["events"]:
                self.heard(name, 0, event)
        except (ValueError, KeyError, TypeError):
            log.warning("a hint could not be understood")


bus = Bus()
