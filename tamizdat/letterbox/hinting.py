"""Hints of providers: that something happened there, and to which object.  What happened is never read.

A letterbox can hold the secret that a provider signs hints with: it opens nothing there, and who steals it can make us
ask the provider once more.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

LONGEST = 100  # characters of a name
LARGEST = 150_000  # bytes
OLD = timedelta(minutes=5)  # after that a hint counts as sent again by somebody else


class Forged(Exception):
    """What the provider did not sign, or too long ago."""


def noted(provider: str, headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> tuple[str, str]:
    """(name of the event, name of its object).  Raises Forged."""
    if len(body) > LARGEST:
        raise Forged("it is too long.")
    header, read = {"stripe": ("stripe-signature", _stripe), "btcpay": ("btcpay-sig", _btcpay)}[provider]
    try:
        event, thing = read(headers.get(header, ""), body, secret, now)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Forged("it is not in the form we know.") from error
    if not all(0 < len(name) <= LONGEST and name.isascii() and name.isprintable() for name in (event, thing)):
        raise Forged("it names nothing that we could ask for.")
    return event, thing


def _stripe(signature: str, body: bytes, secret: str, now: datetime) -> tuple[str, str]:
    """https://docs.stripe.com/webhooks#verify-manually"""
    parts = [part.strip().partition("=") for part in signature.split(",")]
    at = next((value for name, _, value in parts if name == "t"), "")
    wanted = hmac.digest(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hex()
    if not any(hmac.compare_digest(wanted, value) for name, _, value in parts if name == "v1"):
        raise Forged("Stripe has not signed it.")
    if abs(now.timestamp() - int(at)) > OLD.total_seconds():
        raise Forged("it is too old.")
    event = json.loads(body)
    return str(event["id"]), str(event["data"]["object"]["id"])


def _btcpay(signature: str, body: bytes, secret: str, now: datetime) -> tuple[str, str]:
    """https://docs.btcpayserver.org/API/Greenfield/v1/#tag/Webhooks"""
    wanted = f"sha256={hmac.digest(secret.encode(), body, hashlib.sha256).hex()}"
    if not hmac.compare_digest(wanted, signature):
        raise Forged("BTCPay has not signed it.")
    event = json.loads(body)
    return str(event["deliveryId"]), str(event["invoiceId"])
