"""Mail vendors as a letterbox meets them: their events in the forms that they document, and how they prove them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tamizdat.letterbox.forms import Request

DEAD = "550 5.1.1 <{to}>: no such user here"
BREVO, MAILGUN = "letters:of a test, and long", "key-of-a-test"


@cache
def postals() -> RSAPrivateKey:
    return generate_private_key(65_537, 2_048)


@cache
def secrets() -> dict[str, str]:
    public = postals().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return {"brevo": BREVO, "mailgun": MAILGUN, "postal": base64.b64encode(public).decode()}


def brevo(message: str, to: str, event: str = "hard_bounce", said: str = DEAD) -> tuple[dict[str, str], Any]:
    """https://developers.brevo.com/docs/transactional-webhooks"""
    told = {"event": event, "email": to, "id": 26224, "date": "2026-11-25 12:30:00", "message-id": f"<{message}>"}
    told |= {"subject": "Nine people in a boat", "reason": said.format(to=to), "ts_epoch": 1_764_073_800_000}
    return {"authorization": f"Basic {base64.b64encode(BREVO.encode()).decode()}"}, told


def mailgun(message: str, to: str, event: str = "failed", said: str = DEAD) -> tuple[dict[str, str], Any]:
    """https://documentation.mailgun.com/docs/mailgun/user-manual/events/event-structure"""
    signed = hmac.digest(MAILGUN.encode(), b"1764073800" + b"f" * 50, hashlib.sha256).hex()
    data = {"event": event, "severity": "permanent", "recipient": to, "timestamp": 1_764_073_800.5, "reason": "bounce"}
    data |= {"message": {"headers": {"message-id": message, "to": to}}}
    data |= {"delivery-status": {"code": 550, "message": said.format(to=to)}}
    return {}, {
        "signature": {"token": "f" * 50, "timestamp": "1764073800", "signature": signed},
        "event-data": data,
    }


def postal(message: str, to: str, event: str = "HardFail", said: str = DEAD) -> tuple[dict[str, str], Any]:
    """https://docs.postalserver.io/developer/webhooks"""
    about = {"id": 12345, "direction": "outgoing", "message_id": message, "to": to, "tag": None}
    payload = {"status": event, "details": "it was refused", "output": said.format(to=to), "message": about}
    return {}, {"event": "MessageDeliveryFailed", "timestamp": 1_764_073_800.5, "payload": payload, "uuid": "1-2"}


def request(vendor: str, headers: dict[str, str], told: Any) -> Request:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    if vendor == "postal":
        signed = postals().sign(body, PKCS1v15(), SHA1())  # Postal's own way
        headers = {"x-postal-signature": base64.b64encode(signed).decode()} | headers
    return Request("POST", f"/-/hint/{vendor}", body, headers=headers)
