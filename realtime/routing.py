"""The socket's address, behind the check of Origin that every route has."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from channels.routing import URLRouter
from channels.security.websocket import OriginValidator, WebsocketDenier
from django.conf import settings
from django.urls import path

from realtime.consumers import SocketConsumer


async def nothing_here(scope: Any, receive: Any, send: Any) -> None:
    """Any other address: refused without a traceback."""
    await receive()
    await send({"type": "websocket.close", "code": 4404})


class OwnOrigin(OriginValidator):
    """Only pages of this site, by scheme, name and port: cookies know neither port nor scheme."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        # The check itself stumbles over an address that cannot be taken apart.
        if not all(_can_be_read(value) for name, value in scope["headers"] if name == b"origin"):
            return await WebsocketDenier()(scope, receive, send)
        return await super().__call__(scope, receive, send)


def _can_be_read(origin: bytes) -> bool:
    try:
        urlsplit(origin.decode("latin1")).port  # noqa: B018 - a wrong port is found when it is asked for
    except ValueError:
        return False
    return True


def socket_application() -> Any:
    # Channels routes ASGI applications with Django's `path`, whose types know views only.
    at: Any = path
    routes = [at("ws/", SocketConsumer.as_asgi()), at("<path:anything>", nothing_here), at("", nothing_here)]
    return OwnOrigin(URLRouter(routes), [settings.SITE_ORIGIN, *settings.CSRF_TRUSTED_ORIGINS])
