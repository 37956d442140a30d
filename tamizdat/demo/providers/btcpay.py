"""A small world that keeps books as a BTCPay Server does, with its interface and its pay page.

Coins come whole, in part, over, late, or never; a payment counts once it is deep enough in the chain.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import itertools
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tamizdat.demo.providers.answering import Answering
from tamizdat.demo.providers.stripe_interface import Chaos

KEY, STORE = "token-of-the-demo", "demo-store"  # open nothing but this fake
VALID = timedelta(minutes=15)  # of an invoice
WATCHED = timedelta(days=1)  # for coins that come late
RATE = Decimal(50_000)  # of a coin, in whatever currency: what matters here is that it is not one
LEAST = Decimal("0.00000001")
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Pay in coins (demo)</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">
<style>:root{{color-scheme:light dark;font:1.05rem/1.5 system-ui,sans-serif}}body{{max-width:30rem;margin:3rem auto;
padding:0 1rem}}button{{font:inherit;padding:.5rem 1.2rem;margin:1rem .5rem 0 0}}</style>
<h1>{amount}</h1><p>This is the demo's coin server: no coin moves, and nothing leaves this machine.</p>
<form method="post"><button name="part" value="1">Send it all</button><button name="part" value="0.5">Send half</button>
</form><p><a href="{back}">Back</a></p></html>"""


class Wrong(Exception):
    """A request that the server would refuse."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass
class Books:
    """One store."""

    now: datetime
    invoices: dict[str, dict[str, Any]] = field(default_factory=dict)
    told: Callable[[dict[str, Any]], None] = lambda event: None  # hears each event, as a webhook does
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def as_json(self) -> str:
        return json.dumps({"now": self.now.isoformat(), "invoices": self.invoices, "next": next(self._numbers)})

    @classmethod
    def from_json(cls, text: str) -> Books:
        kept = json.loads(text)
        books = cls(datetime.fromisoformat(kept["now"]), kept["invoices"])
        books._numbers = itertools.count(kept["next"])
        return books

    def open(self, asked: dict[str, Any]) -> dict[str, Any]:
        try:
            amount, currency = Decimal(asked["amount"]), str(asked["currency"])
        except (KeyError, ArithmeticError, TypeError) as error:
            raise Wrong(422, "amount and currency are needed") from error
        if amount <= 0:
            raise Wrong(422, "the amount must be more than nothing")
        name = f"inv{next(self._numbers):06}"
        made: dict[str, Any] = {
            "id": name,
            "status": "New",
            "additionalStatus": "None",
            "amount": str(amount),
            "currency": currency,
        }
        made |= {"createdTime": int(self.now.timestamp()), "metadata": asked.get("metadata", {}), "payments": []}
        made |= {"back": asked.get("checkout", {}).get("redirectURL", "/")}
        self.invoices[name] = made
        self._tell("InvoiceCreated", made)
        return made

    def pay(self, name: str, part: str = "1") -> None:
        """Somebody sends this part of the sum; late too."""
        found = self.find(name)
        if found["status"] == "Expired" and self.now - self._begun(found) > VALID + WATCHED:
            return  # nobody looks any more
        value = (Decimal(found["amount"]) * Decimal(part) / RATE).quantize(LEAST)
        number = next(self._numbers)
        payment = {"id": f"{number:064x}-0", "receivedDate": int(self.now.timestamp()), "value": str(value)}
        found["payments"].append(payment | {"fee": "0", "status": "Processing", "destination": f"bc1q{number:036x}"})
        if found["status"] == "New" and self._paid(found) >= self._due(found):
            found |= {"status": "Processing", "additionalStatus": "None"}
            self._tell("InvoiceProcessing", found)
        self._tell("InvoiceReceivedPayment", found)

    def confirm(self, name: str) -> None:
        """The chain has buried what was sent."""
        found = self.find(name)
        for payment in found["payments"]:
            payment["status"] = "Settled"
        enough = self._paid(found) >= self._due(found)
        if found["status"] == "Processing":
            over = self._paid(found) > self._due(found) * Decimal("1.01")
            found |= {"status": "Settled", "additionalStatus": "PaidOver" if over else "None"}
            self._tell("InvoiceSettled", found)
        elif found["status"] == "Expired" and found["payments"]:
            found["additionalStatus"] = "PaidLate" if enough else "PaidPartial"
            self._tell("InvoicePaymentSettled", found)

    def spoil(self, name: str) -> None:
        """What was sent never got into the chain."""
        found = self.find(name)
        if found["status"] == "Processing":
            buried = [one for one in found["payments"] if one["status"] == "Settled"]
            found |= {"status": "Invalid", "payments": buried}
            self._tell("InvoiceInvalid", found)

    def pass_time(self, days: float) -> None:
        self.now += timedelta(days=days)
        for found in self.invoices.values():
            if found["status"] == "New" and self.now - self._begun(found) > VALID:
                found |= {"status": "Expired", "additionalStatus": "PaidPartial" if found["payments"] else "None"}
                self._tell("InvoiceExpired", found)

    def find(self, name: str) -> dict[str, Any]:
        if name not in self.invoices:
            raise Wrong(404, "The invoice was not found")
        return self.invoices[name]

    @staticmethod
    def _paid(found: dict[str, Any]) -> Decimal:
        return sum((Decimal(one["value"]) for one in found["payments"]), Decimal(0))

    @staticmethod
    def _due(found: dict[str, Any]) -> Decimal:
        return (Decimal(found["amount"]) / RATE).quantize(LEAST)

    def _begun(self, found: dict[str, Any]) -> datetime:
        return datetime.fromtimestamp(found["createdTime"], self.now.tzinfo)

    def _tell(self, kind: str, found: dict[str, Any]) -> None:
        event = {"deliveryId": f"delivery{next(self._numbers):06}", "type": kind, "invoiceId": found["id"]}
        self.told(event | {"storeId": STORE, "timestamp": int(self.now.timestamp())})


class Interface:
    """Serves them over HTTP."""

    def __init__(
        self, books: Books, port: int = 0, clock: Callable[[], datetime] | None = None, file: Path | None = None
    ) -> None:
        """With a `clock` its time goes by; with a `file` its books are kept there."""
        self.books, self.chaos, self._clock, self._file = books, Chaos(), clock, file
        self._lock = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Interface:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes, key: str) -> tuple[int, Any]:
        if self.chaos.is_hanging:
            time.sleep(self.chaos.is_hanging)
        if self.chaos.is_down:
            return 500, {"message": "down on purpose"}
        if not hmac.compare_digest(key, f"token {KEY}"):
            return 401, {"code": "unauthenticated"}
        with self._at_work():
            try:
                found = self._found(method, path, query, body)
            except Wrong as error:
                return error.status, {"message": str(error)}
        return 200, {"surprise": []} if self.chaos.talks_nonsense else found

    def page(self, name: str, part: str = "") -> str:
        """The pay page; with a part, that is sent first."""
        with self._at_work():
            found = self.books.find(name)
            if part:
                self.books.pay(name, part)
                self.books.confirm(name)
        amount = html.escape(f"{found['amount']} {found['currency']} ({found['status']})")
        return PAGE.format(amount=amount, back=html.escape(str(found["back"])))

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """Alone with the books, which are as late as it is, and kept afterwards."""
        with self._lock:
            if self._clock:
                self.books.pass_time((self._clock() - self.books.now).total_seconds() / 86_400)
            try:
                yield
            finally:
                if self._file:
                    self._file.write_text(self.books.as_json())

    def _found(self, method: str, path: str, query: dict[str, str], body: bytes) -> Any:
        match = re.fullmatch(rf"/api/v1/stores/{STORE}/invoices(?:/(\w+)(/payment-methods)?)?", path)
        if not match:
            raise Wrong(404, "there is nothing here")
        if method == "POST":
            return self._shown(self.books.open(json.loads(body)))
        if match[2]:
            payments = self.books.find(match[1])["payments"]
            return [{"paymentMethodId": "BTC-CHAIN", "rate": str(RATE), "payments": payments}]
        if match[1]:
            return self._shown(self.books.find(match[1]))
        begun = [one for one in self.books.invoices.values() if one["createdTime"] >= int(query.get("startDate", 0))]
        skipped = int(query.get("skip", 0))
        return [self._shown(one) for one in begun[skipped : skipped + int(query.get("take", 50))]]

    def _shown(self, found: dict[str, Any]) -> dict[str, Any]:
        shown = {name: value for name, value in found.items() if name not in ("payments", "back")}
        return shown | {"checkoutLink": f"{self.address}/i/{found['id']}"}


def signature(body: bytes, secret: str) -> str:
    """As BTCPay signs a hint."""
    return f"sha256={hmac.digest(secret.encode(), body, hashlib.sha256).hex()}"


def _handler(here: Interface) -> type[BaseHTTPRequestHandler]:
    class Handler(Answering):
        def answer(self, method: str) -> None:
            parts = urlsplit(self.path)
            body = self.body()
            if parts.path.startswith("/i/"):
                self._pay(parts.path.removeprefix("/i/"), body)
                return
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            status, found = here.answer(method, parts.path, query, body, self.headers.get("Authorization", ""))
            self.say(status, json.dumps(found).encode(), "application/json")

        def _pay(self, name: str, body: bytes) -> None:
            try:
                page = here.page(name, parse_qs(body.decode()).get("part", [""])[0])
            except (Wrong, ArithmeticError) as error:
                self.say(404, str(error).encode(), "text/plain")
                return
            self.say(200, page.encode(), "text/html; charset=utf-8")

    return Handler
