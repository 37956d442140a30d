"""BTCPay Server: coins, once, over a server of the newsroom's own or of somebody it trusts (Greenfield API).

A chain is public for ever, and coins are bought with cards: whose coins they are cannot be known, so nothing is refused
(`no`).  What the ledger keeps of a payment is its sum in the currency that was asked for, and a name that leads to no
chain.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tamizdat.letterbox import hinting
from tamizdat.money import DIGITS, written
from tamizdat.support.providers.port import Can, Forged, Noted, Opened, Refuses, Trouble, Unknown, Wanted
from tamizdat.support.truth import Movement, Origin, Snapshot, Sort, State

PATIENCE = 20  # seconds
LARGEST = 4_000_000  # bytes of an answer
EACH = 100  # invoices of one answer
LATE = timedelta(days=3)  # a server looks at an invoice for a day after it ran out
STATES = {"New": State.OPENED, "Processing": State.PENDING, "Settled": State.PAID, "Invalid": State.FAILED}


class BTCPay:
    """A store at a BTCPay Server."""

    slug = "btcpay"
    can = Can(
        rhythms=("once",),
        currencies=tuple(DIGITS),
        refuses=Refuses.NO,
        refunds=False,
        questions=2,
        manages=False,
    )

    def __init__(self, address: str, store: str, key: str, secret: str = "") -> None:
        """`key` may create and view invoices, and nothing else; `secret` verifies hints, where they are on."""
        self._parts, self._store = urlsplit(address), f"/api/v1/stores/{quote(store, safe='')}/invoices"
        self._key, self._secret = key, secret

    def open(self, wanted: Wanted) -> Opened:
        metadata = {"rhythm": wanted.rhythm, "language": wanted.language, "variant": wanted.variant}
        asked = {
            "amount": written(wanted.amount, wanted.currency),
            "currency": wanted.currency,
            "metadata": metadata,
            "checkout": {
                "redirectURL": wanted.back,
                "defaultLanguage": wanted.language.partition("-")[0],
                "requiresRefundEmail": False,
            },
        }
        found = self._asked("POST", self._store, asked)
        return Opened(_text(found, "id"), _text(found, "checkoutLink"))

    def hints(self, headers: Mapping[str, str], body: bytes, now: datetime) -> list[Noted]:
        try:
            return [Noted(*hinting.noted(self.slug, headers, body, self._secret, now))]
        except hinting.Forged as error:
            raise Forged(str(error)) from error

    def fetch(self, name: str, now: datetime) -> dict[str, Snapshot]:
        invoice = self._asked("GET", f"{self._store}/{quote(name, safe='')}")
        methods = self._asked("GET", f"{self._store}/{quote(name, safe='')}/payment-methods")
        try:
            currency = str(invoice["currency"])
            movements = tuple(one for method in methods for one in _movements(method, currency))
            snapshot = Snapshot(
                asked=now,
                origin=Origin.of(invoice.get("metadata")),
                state=_state(invoice),
                amount=_minor(Decimal(str(invoice["amount"])), currency),
                currency=currency,
                movements=movements,
            )
        except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
            raise Trouble(f"BTCPay answers with what we cannot read ({type(error).__name__}).") from error
        return {name: snapshot}

    def changes(self, since: datetime) -> Iterator[str]:
        """All that were opened since, and those that may have been paid late."""
        begun, skipped = int((since - LATE).timestamp()), 0
        while True:
            page = urlencode({"startDate": begun, "skip": skipped, "take": EACH})
            found = self._asked("GET", f"{self._store}?{page}")
            if not isinstance(found, list):
                raise Trouble("BTCPay answers with what we cannot read.")
            yield from (_text(one, "id") for one in found)
            skipped += len(found)
            if len(found) < EACH:
                return

    def cancel(self, subscription: str) -> None:
        raise Unknown("nothing repeats here.")

    def manage(self, subscription: str, back: str) -> str:
        raise Unknown("nothing repeats here.")

    def refund(self, movement: str, key: str) -> None:
        raise Unknown("coins are given back by hand, at the server.")

    def _asked(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Raises Trouble, Unknown.  A message of the server's may quote what somebody typed: none is passed on."""
        connection = self._connection()
        headers = {"Authorization": f"token {self._key}", "Content-Type": "application/json"}
        try:
            connection.request(method, path, json.dumps(body) if body else None, headers)
            answer = connection.getresponse()
            content = answer.read(LARGEST)
        except (OSError, http.client.HTTPException) as error:
            raise Trouble(f"BTCPay does not answer ({type(error).__name__}).") from None
        finally:
            connection.close()
        if answer.status == 404:
            raise Unknown("BTCPay has no such thing.")
        if answer.status != 200:
            raise Trouble(f"BTCPay does not answer as it should ({answer.status}).")
        try:
            return json.loads(content)
        except ValueError:
            raise Trouble("BTCPay answers with what we cannot read.") from None

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=PATIENCE)


def _state(invoice: dict[str, Any]) -> State:
    status, more = str(invoice["status"]), str(invoice.get("additionalStatus") or "None")
    if status == "Expired":
        return State.PAID if more == "PaidLate" else State.ABANDONED  # what came in part is booked all the same
    return STATES[status]


def _movements(method: dict[str, Any], currency: str) -> Iterator[Movement]:
    rate = Decimal(str(method["rate"]))
    for one in method["payments"]:
        if one["status"] == "Settled":
            day = datetime.fromtimestamp(int(one["receivedDate"]), UTC).date()
            amount = _minor(Decimal(str(one["value"])) * rate, currency)
            name = hashlib.sha256(f"tamizdat coin {one['id']}".encode()).hexdigest()[:32]
            yield Movement(remote=name, sort=Sort.PAYMENT, amount=amount, currency=currency, day=day)


def _minor(amount: Decimal, currency: str) -> int:
    return int(amount.scaleb(DIGITS[currency]).quantize(Decimal(1), ROUND_HALF_EVEN))


def _text(found: Any, name: str) -> str:
    """Raises Trouble."""
    if not isinstance(found, dict) or not isinstance(found.get(name), str):
        raise Trouble("BTCPay answers with what we cannot read.")
    return str(found[name])
