"""A passkey of software: it makes and shows what a telephone would, and can forget to ask for the finger."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

HERE = "http://localhost"
PRESENT, VERIFIED, MADE = 0x01, 0x04, 0x40  # flags of WebAuthn, 6.1


def wanted(page: str) -> dict[str, Any]:
    """What a page of the door asks a browser for."""
    found = re.search(r'id="passkey-options" type="application/json">(.*?)</script>', page)
    assert found
    return dict(json.loads(found[1])["publicKey"])


@dataclass
class Passkey:
    asks_for_a_finger: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    owner: str = ""  # as the desk writes it
    count: int = 0

    def is_made(self, page: str) -> str:
        """For the person whom this page welcomes; what the browser hands to the form."""
        options = wanted(page)
        self.owner = options["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())
        held = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        said = _said("webauthn.create", options["challenge"], HERE)
        made = AttestationObject.create("none", self._data(MADE, held), {})
        return self._handed({"clientDataJSON": websafe_encode(said), "attestationObject": websafe_encode(made)})

    def is_shown(self, page: str, at: str = HERE) -> str:
        """To whoever asks at that address; what the browser hands to the form."""
        said = _said("webauthn.get", wanted(page)["challenge"], at)
        data = self._data(0, None)
        signature = self.key.sign(data + said.hash, ec.ECDSA(SHA256()))
        response = {"clientDataJSON": said, "authenticatorData": data, "signature": signature}
        return self._handed(
            {**{name: websafe_encode(value) for name, value in response.items()}, "userHandle": self.owner}
        )

    def _data(self, flags: int, held: AttestedCredentialData | None) -> AuthenticatorData:
        self.count += 1
        finger = VERIFIED if self.asks_for_a_finger else 0
        return AuthenticatorData.create(_hash(b"localhost"), PRESENT | finger | flags, self.count, held or b"")

    def _handed(self, response: dict[str, str]) -> str:
        name = websafe_encode(self.id)
        extensions = {"credProps": {"rk": True}}
        whole = {"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": extensions}
        return json.dumps({**whole, "response": response})


def _said(what: str, challenge: str, at: str) -> CollectedClientData:
    return CollectedClientData.create(type=what, challenge=websafe_decode(challenge), origin=at)


def _hash(name: bytes) -> bytes:
    digest = Hash(SHA256())
    digest.update(name)
    return digest.finalize()
