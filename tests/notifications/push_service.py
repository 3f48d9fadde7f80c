"""A push service on this machine, and a browser that can open what it is sent."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

AUTH = b"sixteen bytes :)"


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(words: str) -> bytes:
    return base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))


def derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


class Browser:
    """Has keys of its own and opens messages, written from the standard and not from our code."""

    def __init__(self) -> None:
        self.own = ec.generate_private_key(ec.SECP256R1())
        self.key = self.own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def form(self, endpoint: str) -> dict[str, str]:
        return {"endpoint": endpoint, "key": text(self.key), "auth": text(AUTH)}

    def opens(self, body: bytes) -> Any:
        salt, size, theirs = body[:16], body[20], body[21 : 21 + body[20]]
        assert size == 65 and int.from_bytes(body[16:20]) == 4096
        shared = self.own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        secret = derive(shared, AUTH, b"WebPush: info\0" + self.key + theirs, 32)
        opened = AESGCM(derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)).decrypt(
            derive(secret, salt, b"Content-Encoding: nonce\0", 12), body[86:], None
        )
        assert opened.endswith(b"\x02")
        return json.loads(opened[:-1])


class Sink:
    """What came, and what is answered: `status` for everybody, or one of `by_path`."""

    def __init__(self, port: int) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self.came: list[tuple[str, dict[str, str], bytes]] = []
        self.status, self.by_path = 201, dict[str, int]()


@contextmanager
def push_service() -> Iterator[Sink]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sink.came.append((self.path, {key.lower(): value for key, value in self.headers.items()}, body))
            status = sink.by_path.get(self.path, sink.status)
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", f"{sink.origin}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sink = Sink(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield sink
    server.shutdown()
    server.server_close()


def claims_of(header: str) -> tuple[dict[str, Any], str]:
    """What a VAPID header says, its signature checked; and the key it was checked with."""
    parts = dict(part.split("=", 1) for part in header.removeprefix("vapid ").split(", "))
    head, said, signed = parts["t"].split(".")
    assert json.loads(raw(head)) == {"typ": "JWT", "alg": "ES256"}
    both = raw(signed)
    signature = encode_dss_signature(int.from_bytes(both[:32]), int.from_bytes(both[32:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(parts["k"]))
    key.verify(signature, f"{head}.{said}".encode(), ec.ECDSA(SHA256()))
    return json.loads(raw(said)), parts["k"]
