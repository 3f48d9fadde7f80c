"""A browser tab, as far as the socket is concerned: connects with somebody's cookie, sends frames, gets answers."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client

from realtime.routing import socket_application

ORIGIN = b"http://localhost"


def cookie_of(user: Any) -> str:
    """A signed-in session's cookie."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


class Handshake(ApplicationCommunicator):
    """One WebSocket handshake with the routed application, and what follows it."""

    def __init__(self, path: str, headers: list[tuple[bytes, bytes]]) -> None:
        scope = {"type": "websocket", "path": path, "query_string": b"", "headers": headers, "subprotocols": []}
        super().__init__(socket_application(), scope)

    async def connect(self, timeout: float = 5) -> bool:
        """Whether the server accepted."""
        await self.send_input({"type": "websocket.connect"})
        return (await self.receive_output(timeout))["type"] == "websocket.accept"


class Tab:
    def __init__(self, cookie: str = "", origin: bytes | None = ORIGIN) -> None:
        headers = [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode())] if cookie else []
        if origin is not None:
            headers.append((b"origin", origin))
        self.line = Handshake("/ws/", headers)
        self.seen: list[dict[str, Any]] = []

    @classmethod
    async def open(cls, user: Any) -> Tab:
        tab = cls(await sync_to_async(cookie_of)(user))
        assert await tab.line.connect()
        hello = await tab.next()
        assert hello["type"] == "hello", hello
        return tab

    async def next(self, timeout: float = 5) -> dict[str, Any]:
        """The next frame; a close is {"type": "closed", "code": …}."""
        output = await self.line.receive_output(timeout)
        if output["type"] == "websocket.close":
            frame: dict[str, Any] = {"type": "closed", "code": output.get("code")}
        else:
            frame = json.loads(output["text"])
        self.seen.append(frame)
        return frame

    async def until(self, wanted: Callable[[dict[str, Any]], bool], timeout: float = 5) -> dict[str, Any]:
        """The first frame that is wanted; the ones before it are in `seen`."""
        async with asyncio.timeout(timeout):
            while True:
                frame = await self.next(timeout)
                if wanted(frame):
                    return frame

    async def type(self, kind: str, timeout: float = 5) -> dict[str, Any]:
        return await self.until(lambda frame: frame["type"] == kind, timeout)

    async def send(self, **frame: Any) -> None:
        await self.raw(text=json.dumps(frame))

    async def raw(self, **message: Any) -> None:
        await self.line.send_input({"type": "websocket.receive", **message})

    async def subscribe(self, room: Any, after: int = 0) -> dict[str, Any]:
        await self.send(type="subscribe", topic=f"room:{room.uid}", after=after)
        return await self.until(lambda frame: frame["type"] in ("items", "error"))

    async def op(self, room: Any, name: str, client_uid: str = "", **data: Any) -> dict[str, Any]:
        """Send an operation and wait for what became of it."""
        client_uid = client_uid or str(uuid.uuid4())
        await self.send(type="op", topic=f"room:{room.uid}", name=name, data=data, client_uid=client_uid)
        return await self.until(
            lambda frame: frame["type"] in ("ack", "error") and frame.get("client_uid") == client_uid
        )

    async def silent(self, seconds: float = 0.3) -> bool:
        """Whether nothing comes but heads, which are the clock's own beat and tell of no event."""
        end = asyncio.get_running_loop().time() + seconds
        while (left := end - asyncio.get_running_loop().time()) > 0:
            if await self.line.receive_nothing(left):
                return True
            if (await self.next())["type"] != "head":
                return False
        return True

    async def close(self) -> None:
        await self.line.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.line.wait(5)
