"""Where messages may go: to known push services over https, never to an address inside our own network."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

ENDPOINT_MOST = 1000
HTTPS = 443


class NotAllowed(ValueError):
    """The address is none of a push service that this installation sends to."""


def checked(endpoint: str) -> SplitResult:
    """The parts of `endpoint`, or NotAllowed.

    PUSH_HOSTS names hosts (`push.example`), every name below one (`*.push.example`), and whole origins
    (`https://push.example:8443`), which an installation vouches for: only these may be in its own network.
    """
    if len(endpoint) > ENDPOINT_MOST or not endpoint.isascii() or any(sign.isspace() for sign in endpoint):
        raise NotAllowed
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        raise NotAllowed from None
    if is_vouched_for(parts):
        return parts
    host = (parts.hostname or "").rstrip(".")
    plain = parts.scheme == "https" and "@" not in parts.netloc and "\\" not in endpoint and port in (None, HTTPS)
    if not plain or not host or not any(_is_of(host, one) for one in settings.PUSH_HOSTS):
        raise NotAllowed
    return parts


def is_vouched_for(parts: SplitResult) -> bool:
    return f"{parts.scheme}://{parts.netloc}" in [one for one in settings.PUSH_HOSTS if "://" in one]


def _is_of(host: str, known: str) -> bool:
    return host.endswith(known[1:]) if known.startswith("*.") else host == known


def _open_address(host: str, port: int) -> str:
    """The address of `host` on the open network; NotAllowed where any of its addresses is not there.

    It is asked once, and connected to as it was looked at: a name cannot lead somewhere else a moment later.
    """
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        one = ipaddress.ip_address(address.partition("%")[0])
        if not one.is_global or one.is_multicast:
            raise NotAllowed
    return found[0]


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Pinned(http.client.HTTPSConnection):
    """Connects to the address that was looked at, and still asks for the certificate of the name."""

    def connect(self) -> None:
        plain = socket.create_connection((_open_address(self.host, self.port), self.port), self.timeout)
        self.sock = _trust().wrap_socket(plain, server_hostname=self.host)


def post(endpoint: str, body: bytes, headers: dict[str, str], *, seconds: float) -> int:
    """The status with which the push service answers. No redirect is followed. Raises OSError, or NotAllowed."""
    parts = checked(endpoint)
    host = parts.hostname or ""
    line: http.client.HTTPConnection
    if not is_vouched_for(parts):
        line = _Pinned(host, HTTPS, timeout=seconds)
    elif parts.scheme == "https":
        line = http.client.HTTPSConnection(host, parts.port or HTTPS, timeout=seconds, context=_trust())
    else:
        line = http.client.HTTPConnection(host, parts.port or 80, timeout=seconds)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        line.request("POST", path or "/", body=body, headers=headers)
        return int(line.getresponse().status)
    except http.client.HTTPException as error:
        raise OSError(type(error).__name__) from None
    finally:
        line.close()
