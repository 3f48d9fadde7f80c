"""RFC 8292: who sends, signed with the installation's own key, so that a push service knows whom to write to."""

from __future__ import annotations

import json
from email.utils import parseaddr
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

import clock
from notifications.push.sealing import CURVE, from_text, public_bytes, to_text

# A day at most, says the standard.
HOLDS_SECONDS = 12 * 3600
NO_KEY = "VAPID_PRIVATE_KEY is not a key. Make one with: python manage.py make_push_key"


def is_on() -> bool:
    """Whether this installation sends to devices at all."""
    return bool(settings.VAPID_PRIVATE_KEY)


@lru_cache(maxsize=2)
def _key(text: str) -> ec.EllipticCurvePrivateKey:
    try:
        raw = from_text(text)
        if len(raw) != 32:
            raise ValueError
        return ec.derive_private_key(int.from_bytes(raw), CURVE)
    except ValueError:
        raise ImproperlyConfigured(NO_KEY) from None


def public_key() -> str:
    """What a browser is told, so that it takes messages from us and from nobody else."""
    return to_text(public_bytes(_key(settings.VAPID_PRIVATE_KEY).public_key()))


def new_key() -> str:
    """A private key, as VAPID_PRIVATE_KEY takes it."""
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return to_text(number.to_bytes(32))


def _contact() -> str:
    origin: str = settings.SITE_ORIGIN
    return origin if origin.startswith("https://") else f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"


def authorization(endpoint: str) -> str:
    """The header with which a message goes to the push service of `endpoint`."""
    to = urlsplit(endpoint)
    head = {"typ": "JWT", "alg": "ES256"}
    claims = {
        "aud": f"{to.scheme}://{to.netloc}",
        "exp": int(clock.now().timestamp()) + HOLDS_SECONDS,
        "sub": _contact(),
    }
    signed = ".".join(to_text(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    first, second = decode_dss_signature(_key(settings.VAPID_PRIVATE_KEY).sign(signed.encode(), ec.ECDSA(SHA256())))
    return f"vapid t={signed}.{to_text(first.to_bytes(32) + second.to_bytes(32))}, k={public_key()}"
