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
    # Channels routes ASGI applications with Django's `path`, whose types know views only.
    at: Any = path
    routes = [at("ws/", SocketConsumer.as_asgi()), at("<path:anything>", nothing_here), at("", nothing_here)]
    return AllowedHostsOriginValidator(URLRouter(routes))
