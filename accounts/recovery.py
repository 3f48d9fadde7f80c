"""Way-back codes: ten one-time codes that each reset a password. Nothing here touches the database."""

from __future__ import annotations

import hashlib
import secrets

HOW_MANY = 10
# No letters or digits that are easily mistaken for each other: 31 signs, 12 places, 59 bits.
SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
PLACES = 12


def new_code() -> str:
    """A code such as `7kpm-w3xd-9tqa`."""
    raw = "".join(secrets.choice(SIGNS) for _ in range(PLACES))
    return "-".join(raw[i : i + 4] for i in range(0, PLACES, 4))


def plain(code: str) -> str:
    """What was typed, without the dashes, spaces and capitals that hands add."""
    return "".join(sign for sign in code.lower() if sign.isalnum())[:64]


def new_salt() -> str:
    return secrets.token_hex(16)


def hash_of(code: str, salt: str) -> str:
    """What is kept of a code. The codes of one set share a salt, so that a try costs one slow hash and not ten."""
    digest = hashlib.scrypt(plain(code).encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1, dklen=32)
    return f"{salt}${digest.hex()}"


def salt_of(code_hash: str) -> str:
    return code_hash.partition("$")[0]
