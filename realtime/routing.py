"""The socket's address, behind the check of Origin that every route has."""

from __future__ import annotations

from typing import Any

from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path

from realtime.consumers import SocketConsumer


async def nothing_here(scope: Any, receive: Any, send: Any) -> None:
    """Any other address: refused without a traceback."""
    await receive()
    await send({"type": "websocket.close", "code": 4404})


def socket_application() -> Any:
    routes = [path("ws/", SocketConsumer.as_asgi()), path("<path:anything>", nothing_here), path("", nothing_here)]
    return AllowedHostsOriginValidator(URLRouter(routes))
