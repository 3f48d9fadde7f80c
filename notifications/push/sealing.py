"""RFC 8291 on RFC 8188 (`aes128gcm`): one message, one record, for one device."""

from __future__ import annotations

import base64
import secrets
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
POINT_BYTES, AUTH_BYTES, SALT_BYTES, RECORD = 65, 16, 16, 4096


def from_text(text: str) -> bytes:
    """The bytes behind base64 for addresses, with or without its padding. ValueError where it is none."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def to_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def public_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def device_key(text: str) -> ec.EllipticCurvePublicKey:
    """The public key of a device. ValueError where it is none: wrong length, or a point beside the curve."""
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, from_text(text))


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def seal(
    words: bytes, *, key: str, auth: str, salt: bytes | None = None, own: ec.EllipticCurvePrivateKey | None = None
) -> bytes:
    """`words` for the device with the public key `key` and the shared secret `auth`, both as the browser gives them.

    `salt` and `own` are drawn anew for each message; only the examples of the standard give them.
    """
    theirs, secret = device_key(key), from_text(auth)
    if len(secret) != AUTH_BYTES:
        raise ValueError("the secret of a device has 16 bytes")
    salt, own = salt or secrets.token_bytes(SALT_BYTES), own or ec.generate_private_key(CURVE)
    ours = public_bytes(own.public_key())
    info = b"WebPush: info\0" + public_bytes(theirs) + ours
    shared = _derive(own.exchange(ec.ECDH(), theirs), secret, info, 32)
    content_key = _derive(shared, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(shared, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + struct.pack("!IB", RECORD, len(ours)) + ours
    return head + AESGCM(content_key).encrypt(nonce, words + b"\x02", None)
