"""Sealed fields: AES-256-GCM under the installation's own keys.

A model field of type `SealedTextField` yields a `Sealed`, which shows nothing of itself. Text comes only from
`open_sealed(obj, field, actor)`, which writes the audit line where one is due. The additional data is
`model.field:uid`, so a value moved to another row or column does not open.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction

from audit import services as audit

NONCE_BYTES = 12
# Rows of the second-factor library have no uid of ours; their secrets belong to this place instead.
SECOND_FACTOR = "mfa.authenticator.data"


class CannotOpen(Exception):
    """The value was moved, changed, or sealed with a key that this installation does not have."""


@lru_cache(maxsize=4)
def _keyring(configured: str) -> dict[str, AESGCM]:
    ring: dict[str, AESGCM] = {}
    for part in filter(None, (piece.strip() for piece in configured.split(","))):
        key_id, _, encoded = part.partition(":")
        try:
            key = base64.b64decode(encoded)
        except ValueError:
            key = b""
        if not key_id or len(key_id) > 16 or len(key) != 32:
            raise ImproperlyConfigured(
                "FIELD_KEYS: each entry is an id of up to 16 letters, a colon and 32 bytes in base64"
            )
        ring[key_id] = AESGCM(key)
    if not ring:
        raise ImproperlyConfigured("FIELD_KEYS is empty: sealed fields have no key. See .env.example.")
    return ring


def _ring() -> dict[str, AESGCM]:
    return _keyring(settings.FIELD_KEYS)


def require_keys() -> None:
    """Raises ImproperlyConfigured, with a sentence for whoever sets FIELD_KEYS, where sealed fields would not work."""
    _ring()


@dataclass(frozen=True, repr=False)
class Sealed:
    """What a sealed field holds: ciphertext from the database, or text that waits to be sealed on save."""

    ciphertext: str = ""
    pending: str | None = None

    def __repr__(self) -> str:
        return "<Sealed>"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self.ciphertext) or bool(self.pending)

    def __reduce__(self) -> Any:
        raise TypeError("a sealed value is neither pickled nor cached")


def seal_text(text: str, aad: str) -> str:
    """`text` sealed under the first key; `aad` names the place it belongs to."""
    key_id, box = next(iter(_ring().items()))
    nonce = secrets.token_bytes(NONCE_BYTES)
    return key_id + ":" + base64.b64encode(nonce + box.encrypt(nonce, text.encode(), aad.encode())).decode()


def is_under_first_key(ciphertext: str) -> bool:
    """Was it sealed with the key that seals now? Others wait for the rotation."""
    return ciphertext.partition(":")[0] == next(iter(_ring()))


def open_text(ciphertext: str, aad: str) -> str:
    """The text again, or CannotOpen. For adapters of libraries that hold their own rows (TOTP secrets)."""
    key_id, _, encoded = ciphertext.partition(":")
    raw = base64.b64decode(encoded)
    try:
        return _ring()[key_id].decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], aad.encode()).decode()
    except (KeyError, InvalidTag) as error:
        raise CannotOpen(aad.split(":")[0]) from error


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """Assign a plain string; what comes back from the database is a `Sealed`. The model needs a `uid`."""

    def __init__(self, *args: Any, opening_is_audited: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)
        self.opening_is_audited = opening_is_audited

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if not self.opening_is_audited:
            kwargs["opening_is_audited"] = False
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, *_: Any) -> Sealed:
        return Sealed(ciphertext=value or "")

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, Sealed) else Sealed(pending=value or "")

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = getattr(model_instance, self.attname)
        if isinstance(value, str):
            value = Sealed(pending=value)
        if value.pending is not None:
            text = value.pending
            value = Sealed(ciphertext=seal_text(text, aad_of(model_instance, self.attname)) if text else "")
            setattr(model_instance, self.attname, value)
        return str(value.ciphertext)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return value.ciphertext
        if value == "":
            return value
        if isinstance(value, str) and value.partition(":")[0] in _ring():
            return value
        raise TypeError("a sealed field is written through save(), never through a lookup or update()")


def aad_of(obj: models.Model, field: str) -> str:
    return f"{obj._meta.label_lower}.{field}:{obj.uid}"  # type: ignore[attr-defined]


def open_sealed(obj: models.Model, field: str, actor: Any) -> str:
    """The text of `obj.field` for `actor`, who must already have passed the policy for reading it.

    Writes an audit line unless the field says that opening is not audited (people reading what is their own).
    Raises CannotOpen when the value does not belong to this row.
    """
    value = getattr(obj, field)
    model_field = obj._meta.get_field(field)
    if isinstance(value, str):
        return value
    if value.pending is not None:
        return str(value.pending)
    if not value.ciphertext:
        return ""
    if getattr(model_field, "opening_is_audited", True):
        with transaction.atomic():
            audit.record(actor=actor, verb="sealed.opened", target=obj, reason=field)
    return open_text(value.ciphertext, aad_of(obj, field))
