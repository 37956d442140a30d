"""The fake Stripe as a server on loopback: its interface, as Stripe's own package speaks to it, and its pages."""

from __future__ import annotations

import copy
import hashlib
import hmac
import html
import json
import re
import threading
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tamizdat.demo.providers import stripe_portal as portal
from tamizdat.demo.providers.answering import Answering
from tamizdat.demo.providers.stripe_books import Books, Wrong
from tamizdat.demo.providers.stripe_readers import Card

KEY = "rk_test_of_the_demo"  # opens nothing but this fake
OURS = ("next", "tries", "interval", "noticed")  # parts of the books that Stripe's answers do not have
CARDS = {
    "4242": ("pays", Card()),
    "0002": ("its bank says no", Card(declines=True)),
    "0003": ("a debit that is known after some days", Card(slow=True)),
    "0643": ("from a country at risk", Card(country="RU")),
}
READER = Card().email  # who pays, unless they say otherwise
PAY = """<p>This is the demo's payment company: no money moves, and nothing leaves this machine.</p>
<form method="post"><label>E-mail <input type="email" name="email" value="{email}" required maxlength="254"></label>
<fieldset><legend>Which card?</legend>{cards}</fieldset><button>Pay</button></form>
<p><a href="{away}">Back without paying</a></p>"""

PAID = portal.page("Thank you", "<p>It is paid. You may close this page.</p>")


class Chaos:
    """What goes wrong on purpose."""

    def __init__(self) -> None:
        self.is_down = False  # answers 500
        self.is_hanging = 0.0  # seconds before each answer
        self.talks_nonsense = False


class Interface:
    """Serves books over HTTP, in threads; one request at a time reads or writes them."""

    def __init__(
        self,
        books: Books,
        port: int = 0,
        key: str = KEY,
        clock: Callable[[], datetime] | None = None,
        file: Path | None = None,
        address: str = "",
    ) -> None:
        """With a `clock` its time goes by; with a `file` its books are kept there.  `address`: of its pages."""
        self.books, self.key, self.chaos, self._clock, self._file = books, key, Chaos(), clock, file
        self.asked: list[tuple[str, str, dict[str, Any]]] = []  # (method, path, parameters)
        self._lock = threading.RLock()
        self._done: dict[str, dict[str, Any]] = {}  # answers by idempotency key
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._server.daemon_threads = True
        self.here = f"http://127.0.0.1:{self._server.server_port}"
        self.address = address or self.here

    def start(self) -> Interface:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Interface:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()

    def answer(
        self, method: str, path: str, params: dict[str, Any], key: str, again: str
    ) -> tuple[int, dict[str, Any]]:
        """One request of the interface; `again` is its idempotency key."""
        if self.chaos.is_hanging:
            time.sleep(self.chaos.is_hanging)
        if self.chaos.is_down:
            return 500, {"error": {"type": "api_error", "message": "down on purpose"}}
        if not hmac.compare_digest(key, self.key):
            return 401, {"error": {"type": "invalid_request_error", "message": "Invalid API Key provided"}}
        with self._at_work():
            self.asked.append((method, path, params))
            if again and again in self._done:
                return 200, self._done[again]
            try:
                found = self._found(method, path, params)
            except Wrong as error:
                said = {"type": "invalid_request_error", "code": error.code, "message": str(error)}
                return error.status, {"error": said}
            if again:
                self._done[again] = found
        return (200, {"surprise": []}) if self.chaos.talks_nonsense else (200, found)

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """Alone with the books, which are as late as it is, and kept afterwards."""
        with self._lock:
            if self._clock:
                self.books.pass_time((self._clock() - self.books.now).total_seconds() / 86_400)
                del self.asked[:-100]
            try:
                yield
            finally:
                if self._file:
                    self._file.write_text(self.books.as_json())

    def _found(self, method: str, path: str, params: dict[str, Any]) -> dict[str, Any]:
        for wanted, pattern, act in ROUTES:
            if wanted == method and (match := re.fullmatch(pattern, path)):
                return act(self, params, *match.groups())
        raise Wrong(404, "unknown", f"Unrecognized request URL ({method}: {path})")

    def shown(self, thing: dict[str, Any], expand: tuple[str, ...] = ()) -> dict[str, Any]:
        """As the interface shows it: what is not asked for in full is a name."""
        found = copy.deepcopy({name: value for name, value in thing.items() if name not in OURS})
        if found["object"] == "charge":
            if "refunds" not in expand:
                found.pop("refunds")
            if "balance_transaction" not in expand and found["balance_transaction"]:
                found["balance_transaction"] = found["balance_transaction"]["id"]
        if found["object"] == "checkout.session":
            found["url"] = f"{self.address}/pay/{found['id']}" if found["status"] == "open" else None
        return found

    def page(self, things: list[dict[str, Any]], params: dict[str, Any]) -> dict[str, Any]:
        """A part of a list, newest first."""
        names = [one["id"] for one in things]
        if (after := params.get("starting_after")) in names:
            things = things[names.index(after) + 1 :]
        limit = int(params.get("limit", 10))
        expand = tuple(name.removeprefix("data.") for name in params.get("expand", {}).values())
        shown = [self.shown(one, expand) for one in things[:limit]]
        return {"object": "list", "data": shown, "has_more": len(things) > limit, "url": "/v1/list"}

    def portal(self, token: str) -> str:
        """Address of the page where whoever has this token changes a gift."""
        return f"{self.address}/portal/{token}"

    def opened_by(self, link: str) -> str:
        """Name of a checkout that this payment link opened."""
        with self._at_work():
            return str(self.books.follow(link)["id"])

    # The pay page

    def pay_page(self, session_id: str, said: str = "", email: str = READER) -> str:
        with self._lock:
            session = self.books.find(session_id, "checkout.session")
        amount = f"{session['amount_total'] / 100:.2f} {session['currency'].upper()}"
        away = html.escape(str(session["cancel_url"] or "/"))
        body = PAY.format(cards=portal.cards(CARDS), away=away, email=html.escape(email))
        return portal.page(amount, body, said=said, is_wrong=bool(said))

    def paid_at(self, session_id: str, number: str, email: str) -> str:
        """Where the reader goes on to, or a page of thanks for who came by a link; empty for a card turned down."""
        with self._at_work():
            session = self.books.find(session_id, "checkout.session")
            card = replace(CARDS.get(number, CARDS["4242"])[1], email=email or READER)
            if not self.books.pay(session_id, card):
                return ""
            return PAID if session["payment_link"] else str(session["success_url"])

    # Where a gift is changed

    def login_page(self, email: str) -> str:
        """Asks for a mailbox; with one, a link is mailed there if it gives something."""
        if email:
            with self._at_work():
                self.books.ask_link(email)
        return portal.page("Your gift", portal.LOGIN, said=portal.SENT if email else "")

    def portal_page(self, token: str, params: dict[str, Any]) -> str:
        """With parameters, after they were acted on.  Raises Wrong when the link is over."""
        with self._at_work():
            done, wrong = portal.act(self.books, token, params, CARDS) if params else ("", "")
            return portal.gifts(self.books, token, CARDS, done, wrong)


def signature(body: bytes, secret: str, at: int) -> str:
    """As Stripe signs a hint."""
    return f"t={at},v1={hmac.digest(secret.encode(), b'%d.' % at + body, hashlib.sha256).hex()}"


def _opened(here: Interface, params: dict[str, Any]) -> dict[str, Any]:
    return here.shown(here.books.open(params))


def _linked(here: Interface, params: dict[str, Any]) -> dict[str, Any]:
    found = here.books.link(params)
    return {"id": found["id"], "object": "payment_link", "url": f"{here.address}/link/{found['id']}"}


def _list_sessions(here: Interface, params: dict[str, Any]) -> dict[str, Any]:
    by = {name: params[name] for name in ("subscription", "payment_intent", "customer") if name in params}
    return here.page(here.books.listed("checkout.session", **by), params)


def _list_charges(here: Interface, params: dict[str, Any]) -> dict[str, Any]:
    by = {name: params[name] for name in ("payment_intent", "customer") if name in params}
    return here.page(here.books.listed("charge", **by), params)


def _list_disputes(here: Interface, params: dict[str, Any]) -> dict[str, Any]:
    return here.page(here.books.listed("dispute", charge=params["charge"]), params)


def _list_events(here: Interface, params: dict[str, Any]) -> dict[str, Any]:
    since, types = int(params.get("created", {}).get("gte", 0)), set(params.get("types", {}).values())
    found = [one for one in reversed(here.books.events) if one["created"] >= since and (one["type"] in types)]
    return here.page(found, params)


def _session(here: Interface, params: dict[str, Any], name: str) -> dict[str, Any]:
    found = here.shown(here.books.find(name, "checkout.session"))
    if "subscription" in params.get("expand", {}).values() and found["subscription"]:
        found["subscription"] = here.shown(here.books.find(found["subscription"], "subscription"))
    return found


def _retrieved(kind: str) -> Callable[..., dict[str, Any]]:
    def act(here: Interface, params: dict[str, Any], name: str) -> dict[str, Any]:
        return here.shown(here.books.find(name, kind))

    return act


def _ended(here: Interface, params: dict[str, Any], name: str) -> dict[str, Any]:
    if params.get("cancel_at_period_end") == "true":
        here.books.end(name)
    return here.shown(here.books.find(name, "subscription"))


def _portal(here: Interface, params: dict[str, Any]) -> dict[str, Any]:
    here.books.find(params["customer"], "customer")
    address = here.portal(here.books.link_for(here.books.cards[params["customer"]].email))
    return {"id": "bps_1", "object": "billing_portal.session", "url": address, "return_url": params["return_url"]}


ROUTES: tuple[tuple[str, str, Callable[..., dict[str, Any]]], ...] = (
    ("POST", r"/v1/checkout/sessions", _opened),
    ("POST", r"/v1/payment_links", _linked),
    ("GET", r"/v1/checkout/sessions", _list_sessions),
    ("GET", r"/v1/checkout/sessions/(\w+)", _session),
    ("GET", r"/v1/subscriptions/(\w+)", _retrieved("subscription")),
    ("POST", r"/v1/subscriptions/(\w+)", _ended),
    ("GET", r"/v1/invoices/(\w+)", _retrieved("invoice")),
    ("GET", r"/v1/charges", _list_charges),
    ("GET", r"/v1/charges/(\w+)", _retrieved("charge")),
    (
        "GET",
        r"/v1/disputes",
        lambda here, params: here.page(here.books.listed("dispute", charge=params["charge"]), params),
    ),
    ("GET", r"/v1/disputes/(\w+)", _retrieved("dispute")),
    ("POST", r"/v1/refunds", lambda here, params: here.books.refund(params["charge"])),
    ("POST", r"/v1/billing_portal/sessions", _portal),
    ("GET", r"/v1/events", _list_events),
)


def nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """`a[b][0]=c` as {"a": {"b": {"0": "c"}}}."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        parts = re.findall(r"[^\[\]]+", name)
        at = found
        for part in parts[:-1]:
            at = at.setdefault(part, {})
        at[parts[-1]] = value
    return found


def _handler(here: Interface) -> type[BaseHTTPRequestHandler]:
    class Handler(Answering):
        def answer(self, method: str) -> None:
            parts = urlsplit(self.path)
            body = self.body().decode()
            params = nested(parse_qsl(parts.query + "&" + body, keep_blank_values=True))
            for top, page in (("/link/", self._follow), ("/pay/", self._pay), ("/portal", self._portal)):
                if parts.path.startswith(top):
                    self._shown(page, parts.path.removeprefix(top).strip("/"), params if method == "POST" else {})
                    return
            status, found = here.answer(
                method, parts.path, params, self._key(), self.headers.get("Idempotency-Key", "")
            )
            self.say(status, json.dumps(found).encode(), "application/json")

        def _shown(self, page: Callable[[str, dict[str, Any]], str], name: str, params: dict[str, Any]) -> None:
            """A page, or an address to go on to."""
            try:
                found = page(name, params)
            except Wrong as error:
                said = portal.page("Nothing here", "", said=str(error), is_wrong=True)
                self.say(404, said.encode(), "text/html; charset=utf-8")
                return
            if found.startswith("<!doctype"):
                self.say(200, found.encode(), "text/html; charset=utf-8")
                return
            self.send_response(303)
            self.send_header("Location", found)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _follow(self, name: str, params: dict[str, Any]) -> str:
            """A payment link opens a checkout of its own for each reader."""
            return f"{here.address}/pay/{here.opened_by(name)}"

        def _pay(self, name: str, params: dict[str, Any]) -> str:
            email = str(params.get("email", READER))
            if params and (go := here.paid_at(name, str(params.get("card", "")), email)):
                return go
            return here.pay_page(
                name, "This card was turned down. Nothing was paid; try another." if params else "", email
            )

        def _portal(self, token: str, params: dict[str, Any]) -> str:
            return here.portal_page(token, params) if token else here.login_page(str(params.get("email", "")))

        def _key(self) -> str:
            kind, _, value = self.headers.get("Authorization", "").partition(" ")
            return b64decode(value).decode().rstrip(":") if kind == "Basic" else value

    return Handler
