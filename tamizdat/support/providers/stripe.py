"""Stripe Checkout: cards and wallets, once and again, on Stripe's own page.

No name, address or telephone is asked for, and nothing that Stripe knows of a person is read.  A card of a country at
risk is refused by a rule of the account (Radar) that this program cannot see, so Stripe counts as `rule`; each refusal
is read back, since Radar may let the bank be asked first (3-D Secure runs before a block).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import stripe as library
from stripe import StripeClient, StripeError

from tamizdat.letterbox import hinting
from tamizdat.money import DIGITS
from tamizdat.support.providers.port import Can, Forged, Noted, Opened, Refuses, Trouble, Unknown, Wanted
from tamizdat.support.truth import Movement, Origin, Reached, Snapshot, Sort, State

VERSION = "2026-10-28.endive"  # of Stripe's interface that this module was written for
OFTEN = {"monthly": "month", "yearly": "year"}
STANDING = {
    "incomplete": State.PENDING,
    "incomplete_expired": State.ABANDONED,
    "trialing": State.ACTIVE,
    "active": State.ACTIVE,
    "past_due": State.PAST_DUE,
    "unpaid": State.PAST_DUE,
    "paused": State.PAST_DUE,
    "canceled": State.ENDED,
}
# Languages of Stripe's pages; it refuses any other.
SPOKEN = frozenset(
    [
        "bg",
        "cs",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "fi",
        "fil",
        "fr",
        "hr",
        "hu",
        "id",
        "it",
        "ja",
        "ko",
        "lt",
        "lv",
        "ms",
        "mt",
        "nb",
        "nl",
        "pl",
        "pt",
        "ro",
        "ru",
        "sk",
        "sl",
    ]
)
SPOKEN |= frozenset(["sv", "th", "tr", "vi", "zh"])
# By the beginning of an object's name.
KINDS = {
    "sub": "subscription",
    "in": "invoice",
    "pi": "payment_intent",
    "ch": "charge",
    "py": "charge",
    "dp": "dispute",
}
KINDS |= {"du": "dispute"}
MOVED = (
    *(f"checkout.session.{what}" for what in ("completed", "expired")),
    *(f"checkout.session.async_payment_{what}" for what in ("succeeded", "failed")),
    *(f"invoice.{what}" for what in ("paid", "payment_failed")),
    *(f"customer.subscription.{what}" for what in ("updated", "deleted")),
    *(f"charge.{what}" for what in ("failed", "refunded", "dispute.created", "dispute.closed")),
)


class Stripe:
    """An account at Stripe."""

    slug = "stripe"
    can = Can(
        rhythms=("once", "monthly", "yearly"),
        currencies=tuple(DIGITS),
        refuses=Refuses.RULE,
        refunds=True,
        questions=2,
        manages=True,
    )

    def __init__(
        self, key: str, name: str, countries: Sequence[str] = (), secret: str = "", address: str = "", tries: int = 2
    ) -> None:
        """`key` is a restricted one; `name` stands on the checkout and is neutral; `countries` are those at risk.

        `secret` verifies hints, where they are on.  `address` is of a fake.
        """
        bases: Any = {"api": address} if address else None
        self._stripe = StripeClient(key, stripe_version=VERSION, base_addresses=bases, max_network_retries=tries)
        self._name, self._countries, self._secret = name, frozenset(countries), secret

    def link(self, amount: int, currency: str, rhythm: str) -> str:
        """Address of a page that stays, for one sum.  Raises Trouble."""
        key = f"link {self._name} {amount} {currency} {rhythm}"
        params: Any = {
            "line_items": [{"price_data": self._price(amount, currency, rhythm), "quantity": 1}],
            "metadata": {"rhythm": rhythm, "language": "", "variant": ""},
            "phone_number_collection": {"enabled": False},
        }
        with _plain_errors():
            return str(self._stripe.v1.payment_links.create(params, {"idempotency_key": key}).url)

    def _price(self, amount: int, currency: str, rhythm: str) -> dict[str, Any]:
        price: dict[str, Any] = {
            "currency": currency.lower(),
            "unit_amount": amount,
            "product_data": {"name": self._name},
        }
        return price | ({"recurring": {"interval": OFTEN[rhythm]}} if rhythm in OFTEN else {})

    def open(self, wanted: Wanted) -> Opened:
        price = self._price(wanted.amount, wanted.currency, wanted.rhythm)
        params: Any = {
            "mode": "payment",
            "line_items": [{"price_data": price, "quantity": 1}],
            "success_url": wanted.back,
            "cancel_url": wanted.away,
            "locale": language if (language := wanted.language.partition("-")[0]) in SPOKEN else "auto",
            "billing_address_collection": "auto",
            "phone_number_collection": {"enabled": False},
            "metadata": {"rhythm": wanted.rhythm, "language": wanted.language, "variant": wanted.variant},
        }
        if wanted.rhythm in OFTEN:
            params |= {"mode": "subscription"}
        else:
            params |= {"customer_creation": "if_required", "submit_type": "donate"}
        with _plain_errors():
            found = self._stripe.v1.checkout.sessions.create(params, {"idempotency_key": wanted.key})
            return Opened(found.id, str(found.url))

    def hints(self, headers: Mapping[str, str], body: bytes, now: datetime) -> list[Noted]:
        try:
            found = hinting.noted(self.slug, headers, body, self._secret, now)
        except hinting.Forged as error:
            raise Forged(str(error)) from error
        return [Noted(*found)]

    def fetch(self, name: str, now: datetime) -> dict[str, Snapshot]:
        kind = KINDS.get(name.partition("_")[0], "checkout.session")
        with _plain_errors():
            thing = self._retrieved(kind, name)
            found = {one: self._fetched(one, now) for one in self._sessions_of(thing)}
            return found or ({name: self._alone(thing, now)} if self._is_alarming(thing) else {})

    def _fetched(self, remote: str, now: datetime) -> Snapshot:
        session = self._stripe.v1.checkout.sessions.retrieve(remote, {"expand": ["subscription"]}).to_dict()
        if session["mode"] == "subscription" and session.get("subscription"):
            return self._of_subscription(session, now)
        charges = self._charges(_by(session)) if _by(session) else []
        state = {"open": State.OPENED, "expired": State.ABANDONED}.get(str(session["status"]))
        if state is None:
            state = State.PAID if session["payment_status"] == "paid" else State.PENDING
        return self._snapshot(session, now, self._without_money(state, charges), charges)

    def changes(self, since: datetime) -> Iterator[str]:
        """By the list of events, which Stripe keeps for thirty days."""
        seen: set[str] = set()
        asked: set[tuple[str, str]] = set()
        with _plain_errors():
            found = self._stripe.v1.events.list(
                {"created": {"gte": int(since.timestamp())}, "types": list(MOVED), "limit": 100}
            )
            for event in found.auto_paging_iter():
                thing = event.to_dict()["data"]["object"]
                by, name = _belonging(thing)
                if (by, name or thing["id"]) in asked:
                    continue  # a year of payments of one reader is one question
                asked.add((by, name or thing["id"]))
                found_there = self._sessions_of(thing) or ([thing["id"]] if self._is_alarming(thing) else [])
                for remote in found_there:
                    if remote not in seen:
                        seen.add(remote)
                        yield remote

    def cancel(self, subscription: str) -> None:
        with _plain_errors():
            self._stripe.v1.subscriptions.update(subscription, {"cancel_at_period_end": True})

    def manage(self, subscription: str, back: str) -> str:
        with _plain_errors():
            customer = self._stripe.v1.subscriptions.retrieve(subscription).to_dict()["customer"]
            return str(self._stripe.v1.billing_portal.sessions.create({"customer": customer, "return_url": back}).url)

    def refund(self, movement: str, key: str) -> None:
        with _plain_errors():
            try:
                self._stripe.v1.refunds.create({"charge": movement}, {"idempotency_key": key})
            except library.InvalidRequestError as error:
                if error.code != "charge_already_refunded":
                    raise

    def _retrieved(self, kind: str, object_id: str) -> dict[str, Any]:
        v1 = self._stripe.v1
        if kind == "invoice":
            return v1.invoices.retrieve(object_id).to_dict()
        if kind == "charge":
            return v1.charges.retrieve(object_id).to_dict()
        if kind == "dispute":
            return v1.disputes.retrieve(object_id).to_dict()
        return {"object": kind, "id": object_id}

    def _sessions_of(self, thing: dict[str, Any]) -> list[str]:
        by, name = _belonging(thing)
        if by == "charge":
            return self._sessions_of(self._stripe.v1.charges.retrieve(name).to_dict())
        if by == "id" or not name:
            return [name] if name else []
        params: Any = {by: name, "limit": 100}
        return [one.id for one in self._stripe.v1.checkout.sessions.list(params).auto_paging_iter()]

    def _of_subscription(self, session: dict[str, Any], now: datetime) -> Snapshot:
        found = session["subscription"]
        charges = self._charges({"customer": found["customer"]})
        state = STANDING.get(str(found["status"]), State.PAST_DUE)
        if state is State.ACTIVE and (found["cancel_at_period_end"] or found["cancel_at"]):
            state = State.ENDING
        part = found["items"]["data"][0]
        renews = _day(part["current_period_end"]) if state in (State.ACTIVE, State.PAST_DUE, State.ENDING) else None
        if state is State.PENDING:
            state = self._without_money(state, charges)
        amount = part["price"]["unit_amount"] * part.get("quantity", 1)
        return self._snapshot(session | {"amount_total": amount}, now, state, charges, renews, found["id"])

    def _charges(self, of: dict[str, Any]) -> list[dict[str, Any]]:
        params: Any = {**of, "limit": 100, "expand": ["data.balance_transaction", "data.refunds"]}
        found = self._stripe.v1.charges.list(params)
        return [one.to_dict() for one in found.auto_paging_iter()]

    def _snapshot(
        self,
        session: dict[str, Any],
        now: datetime,
        state: State,
        charges: list[dict[str, Any]],
        renews: date | None = None,
        subscription: str = "",
    ) -> Snapshot:
        return Snapshot(
            asked=now,
            origin=Origin.of(session["metadata"]),
            state=state,
            amount=int(session["amount_total"]),
            currency=str(session["currency"]).upper(),
            renews=renews,
            subscription=subscription,
            movements=tuple(one for charge in charges for one in self._movements(charge)),
            reached=max((self._reached(charge) for charge in charges), key=list(Reached).index, default=Reached.NOT),
        )

    def _is_alarming(self, thing: dict[str, Any]) -> bool:
        """A card at risk that reached its bank, wherever it was tried: a failed try may belong to no checkout."""
        return thing["object"] == "charge" and self._reached(thing) is Reached.BANK

    def _alone(self, charge: dict[str, Any], now: datetime) -> Snapshot:
        """What is told of a charge that belongs to no checkout."""
        currency = str(charge["currency"]).upper()
        return Snapshot(
            asked=now, state=State.REFUSED, amount=charge["amount"], currency=currency, reached=Reached.BANK
        )

    def _without_money(self, state: State, charges: list[dict[str, Any]]) -> State:
        """A checkout that is still open while its card was turned down is so because of it."""
        if state in (State.PAID, State.ABANDONED) or not charges or any(one["paid"] for one in charges):
            return state
        if any(self._reached(one) is not Reached.NOT for one in charges):
            return State.REFUSED
        return State.FAILED

    def _reached(self, charge: dict[str, Any]) -> Reached:
        card = (charge.get("payment_method_details") or {}).get("card") or {}
        if card.get("country") not in self._countries:
            return Reached.NOT
        outcome = charge.get("outcome") or {}
        stopped = outcome.get("network_status") == "not_sent_to_network" and not _asked_by_3ds(card)
        return Reached.STOPPED if stopped else Reached.BANK

    def _movements(self, charge: dict[str, Any]) -> Iterator[Movement]:
        if not charge["paid"] or not charge["captured"]:
            return
        currency, day = str(charge["currency"]).upper(), _day(charge["created"])
        yield _movement(charge["id"], Sort.PAYMENT, charge["amount_captured"], currency, day)
        booked = charge.get("balance_transaction")
        if isinstance(booked, dict) and booked["fee"]:
            yield _movement(
                f"{booked['id']}:fee",
                Sort.FEE,
                -booked["fee"],
                str(booked["currency"]).upper(),
                _day(booked["created"]),
            )
        for one in (charge.get("refunds") or {}).get("data", []):
            if one["status"] == "succeeded":
                yield _movement(one["id"], Sort.REFUND, -one["amount"], currency, _day(one["created"]))
        if charge["disputed"]:
            yield from self._disputed(charge["id"])

    def _disputed(self, charge: str) -> Iterator[Movement]:
        for one in self._stripe.v1.disputes.list({"charge": charge}).auto_paging_iter():
            found = one.to_dict()
            for booked in found["balance_transactions"]:
                sort = Sort.DISPUTE
                currency, day = str(booked["currency"]).upper(), _day(booked["created"])
                yield _movement(booked["id"], sort, booked["amount"], currency, day)
                if booked["fee"]:
                    yield _movement(f"{booked['id']}:fee", Sort.FEE, -booked["fee"], currency, day)


def _belonging(thing: dict[str, Any]) -> tuple[str, str]:
    """By what its checkouts are found: ("subscription", its name); ("id", its own) for a checkout."""
    match thing["object"]:
        case "checkout.session":
            return "id", thing["id"]
        case "subscription" | "payment_intent" as kind:
            return kind, thing["id"]
        case "invoice":
            parent = (thing.get("parent") or {}).get("subscription_details") or {}
            return "subscription", parent.get("subscription") or ""
        case "charge" if thing.get("customer"):
            return "customer", thing["customer"]
        case "charge" | "dispute" if thing.get("payment_intent"):
            return "payment_intent", thing["payment_intent"]
        case "dispute":
            return "charge", thing["charge"]
    return "id", ""


def _by(session: dict[str, Any]) -> dict[str, str]:
    """How the charges of a checkout are found, once there are some."""
    return {name: session[name] for name in ("payment_intent", "customer") if session.get(name)}


def _asked_by_3ds(card: dict[str, Any]) -> bool:
    """Was the bank asked who its customer is, before the payment itself?"""
    return bool((card.get("three_d_secure") or {}).get("result"))


def _movement(remote: str, sort: Sort, amount: int, currency: str, day: date) -> Movement:
    return Movement(remote=remote, sort=sort, amount=amount, currency=currency, day=day)


def _day(moment: int) -> date:
    return datetime.fromtimestamp(moment, UTC).date()


class _plain_errors:
    """What the library raises, in our words.  Stripe's own may quote what somebody typed: none is passed on."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, library.InvalidRequestError) and error.http_status == 404:
            raise Unknown("Stripe has no such thing.") from None
        if isinstance(error, StripeError):
            raise Trouble(f"Stripe does not answer as it should ({type(error).__name__}).") from None
        if isinstance(error, (KeyError, TypeError, ValueError, IndexError, AttributeError)):
            raise Trouble(f"Stripe answers with what we cannot read ({type(error).__name__}).") from None
