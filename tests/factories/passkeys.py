"""A passkey as a browser would have made it, without a browser."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT_VERIFIED_AND_WITH_KEY = 0x45


def make_passkey(user: Any, name: str, *, host: str = "testserver") -> Authenticator:
    """A passkey of `user` called `name`. Its private key is thrown away: it can be shown and removed, not used."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(Aaguid(bytes(16)), os.urandom(32), key)
    place = hashlib.sha256(host.encode()).digest()
    seen = AuthenticatorData.create(place, PRESENT_VERIFIED_AND_WITH_KEY, 0, credential)
    told = json.dumps({"type": "webauthn.create", "challenge": "AAAA", "origin": f"http://{host}"}).encode()
    identifier = websafe_encode(credential.credential_id)
    answer = {
        "attestationObject": websafe_encode(AttestationObject.create("none", seen, {})),
        "clientDataJSON": websafe_encode(told),
    }
    data = {
        "id": identifier,
        "rawId": identifier,
        "type": "public-key",
        "response": answer,
        "clientExtensionResults": {},
    }
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": data}
    )
