"""A small world that keeps books as Stripe does: checkouts, subscriptions, charges, refunds, disputes, and a clock.

What it knows is what a reader did, so the books are the truth against which a ledger is compared.  Its answers have the
parts that Stripe's have and the ledger may read; `tests/support/test_fake_stripe.py` holds them against the types of
Stripe's own package.
"""

from __future__ import annotations

import itertools
import json
from calendar import monthrange
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

VALID = timedelta(hours=24)  # of a checkout
RETRIES = (3, 5, 7)  # days between the tries of a renewal that was refused
NO_MODE = ("refund", "balance_transaction")  # do not say whether they are in earnest
FEE = (29, 30)  # per mille and minor units, as Stripe takes of a card


class Wrong(Exception):
    """A request that Stripe would refuse: (status, code, message)."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


@dataclass
class Card:
    """What a reader pays with."""

    country: str = "DE"
    declines: bool = False  # its bank says no
    slow: bool = False  # a debit that is known after days only
    good_for: int = 10_000  # payments, before its bank says no
    holder: str = "An Invented Reader"  # Stripe knows them; the newsroom's ledger never does
    email: str = "reader@mail.example"


@dataclass
class Books:
    """One account at Stripe."""

    now: datetime
    blocked: frozenset[str] = frozenset()  # countries, by the account's rule
    asks_first: bool = False  # the bank is asked for 3-D Secure before the rule is looked at
    things: dict[str, dict[str, Any]] = field(default_factory=dict)  # all objects, by id
    events: list[dict[str, Any]] = field(default_factory=list)
    cards: dict[str, Card] = field(default_factory=dict)  # by customer or checkout
    told: Callable[[dict[str, Any]], None] = lambda event: None  # hears each event, as a webhook does
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    # What lasts

    def as_json(self) -> str:
        cards = {name: asdict(card) for name, card in self.cards.items()}
        kept = {"now": self.now.isoformat(), "things": self.things, "events": self.events, "cards": cards}
        return json.dumps(kept | {"next": next(self._numbers)})

    @classmethod
    def from_json(cls, text: str, blocked: frozenset[str] = frozenset()) -> Books:
        kept = json.loads(text)
        cards = {name: Card(**card) for name, card in kept["cards"].items()}
        books = cls(datetime.fromisoformat(kept["now"]), blocked, False, kept["things"], kept["events"], cards)
        books._numbers = itertools.count(kept["next"])
        return books

    # What readers do

    def open(self, params: dict[str, Any]) -> dict[str, Any]:
        """A checkout, as the interface is asked for it."""
        try:
            item = params["line_items"]["0"]
            price, number = item["price_data"], int(item["quantity"])
            amount, currency = int(price["unit_amount"]) * number, price["currency"]
            mode, back = params["mode"], params["success_url"]
            price["product_data"]["name"]
        except (KeyError, TypeError, ValueError) as error:
            raise Wrong(400, "parameter_missing", f"a part is missing: {error}") from error
        if (mode == "subscription") != ("recurring" in price):
            raise Wrong(400, "parameter_invalid", "what repeats needs a price that repeats")
        if amount < 50:
            raise Wrong(400, "amount_too_small", "the least is 50")
        return self._add(
            "cs_test",
            "checkout.session",
            mode=mode,
            status="open",
            payment_status="unpaid",
            amount_total=amount,
            amount_subtotal=amount,
            currency=currency,
            success_url=back,
            cancel_url=params.get("cancel_url"),
            expires_at=self._moment(self.now + VALID),
            payment_intent=None,
            subscription=None,
            customer=None,
            payment_link=None,
            customer_details=None,
            metadata=params.get("metadata", {}),
            interval=price.get("recurring", {}).get("interval", ""),
            automatic_tax={"enabled": False},
            custom_fields=[],
            custom_text={},
            payment_method_types=["card"],
            shipping_options=[],
        )

    def link(self, params: dict[str, Any]) -> dict[str, Any]:
        """A page that stays, for one sum."""
        return self._add("plink", "payment_link", params=params)

    def follow(self, link_id: str) -> dict[str, Any]:
        """A reader opens a payment link: a checkout like others, which carries what the link was given to carry."""
        params = self.find(link_id, "payment_link")["params"]
        mode = "subscription" if "recurring" in params["line_items"]["0"]["price_data"] else "payment"
        session = self.open({**params, "mode": mode, "success_url": "about:blank"})
        session["payment_link"] = link_id
        return session

    def pay(self, session_id: str, card: Card) -> bool:
        """A reader pays at a checkout; False when it was turned down, and may try again."""
        session = self.find(session_id, "checkout.session")
        if session["status"] != "open":
            raise Wrong(400, "checkout_closed", "this checkout is over")
        if session["mode"] == "subscription":
            return self._subscribe(session, card)
        session["customer_details"] = {"name": card.holder, "email": card.email}
        intent = session["payment_intent"] or self._add("pi", "payment_intent", status="requires_payment_method")["id"]
        session["payment_intent"] = intent
        if card.slow and card.country not in self.blocked:
            session |= {"status": "complete", "payment_status": "unpaid"}
            self.cards[intent] = card
            self._tell("checkout.session.completed", session)
            return True
        charge = self._charge(card, session["amount_total"], session["currency"], payment_intent=intent)
        if not charge["paid"]:
            return False
        session |= {"status": "complete", "payment_status": "paid"}
        self._tell("checkout.session.completed", session)
        return True

    def settle(self, session_id: str) -> None:
        """A debit becomes known."""
        session = self.find(session_id, "checkout.session")
        intent = session["payment_intent"]
        card = self.cards.pop(intent, None)
        if card is None:
            return
        charge = self._charge(card, session["amount_total"], session["currency"], payment_intent=intent)
        session["payment_status"] = "paid" if charge["paid"] else "unpaid"
        self._tell(f"checkout.session.async_payment_{'succeeded' if charge['paid'] else 'failed'}", session)

    def end(self, subscription_id: str, *, at_once: bool = False) -> None:
        """A reader, or we, end what repeats."""
        found = self.find(subscription_id, "subscription")
        if found["status"] == "canceled":
            raise Wrong(400, "resource_missing", "it is over")
        if at_once or found["status"] != "active":
            self._end(found)
        else:
            found["cancel_at_period_end"] = True
            self._tell("customer.subscription.updated", found)

    def change(self, subscription_id: str, amount: int) -> None:
        """A reader changes the sum, from the next payment on."""
        found = self.find(subscription_id, "subscription")
        found["items"]["data"][0]["price"]["unit_amount"] = amount
        self._tell("customer.subscription.updated", found)

    def new_card(self, subscription_id: str, card: Card) -> None:
        found = self.find(subscription_id, "subscription")
        self.cards[found["customer"]] = card
        if found["status"] == "past_due":
            self._renew(found)

    # What we or a bank do

    def refund(self, charge_id: str) -> dict[str, Any]:
        charge = self.find(charge_id, "charge")
        if not charge["paid"] or charge["refunded"]:
            raise Wrong(400, "charge_already_refunded", "there is nothing to give back")
        amount = charge["amount"]
        made = self._add(
            "re", "refund", amount=amount, currency=charge["currency"], charge=charge_id, status="succeeded"
        )
        charge["refunds"]["data"].append(made)
        charge |= {"refunded": True, "amount_refunded": amount}
        self._tell("charge.refunded", charge)
        return made

    def dispute(self, charge_id: str) -> dict[str, Any]:
        charge = self.find(charge_id, "charge")
        if not charge["paid"] or charge["disputed"]:
            raise Wrong(400, "charge_disputed", "it is disputed, or was never paid")
        booked = self._booked(-charge["amount"], charge["currency"], 1_500, "adjustment")
        made = self._add(
            "dp",
            "dispute",
            amount=charge["amount"],
            currency=charge["currency"],
            charge=charge_id,
            payment_intent=charge["payment_intent"],
            status="needs_response",
            reason="fraudulent",
            balance_transactions=[booked],
            enhanced_eligibility_types=[],
            evidence={},
            evidence_details={},
            is_charge_refundable=False,
            metadata={},
        )
        charge["disputed"] = True
        self._tell("charge.dispute.created", made)
        return made

    def win(self, dispute_id: str) -> None:
        """The bank gives us right, and the money back."""
        found = self.find(dispute_id, "dispute")
        if found["status"] == "needs_response":
            found["status"] = "won"
            found["balance_transactions"].append(self._booked(found["amount"], found["currency"], -1_500, "adjustment"))
            self._tell("charge.dispute.closed", found)

    def expire(self, session_id: str) -> None:
        session = self.find(session_id, "checkout.session")
        if session["status"] == "open":
            session["status"] = "expired"
            self._tell("checkout.session.expired", session)

    def pass_time(self, days: float) -> None:
        """Let time pass: checkouts run out, payments are renewed, retried and ended, each at its moment."""
        until = self.now + timedelta(days=days)
        while due := min(self._due(), key=lambda one: one[0], default=None):
            if due[0] > until:
                break
            self.now = max(self.now, due[0])
            due[1]()
        self.now = until

    # What is asked

    def find(self, name: str, kind: str) -> dict[str, Any]:
        found = self.things.get(name)
        if found is None or found["object"] != kind:
            raise Wrong(404, "resource_missing", f"No such {kind}")
        return found

    def listed(self, kind: str, **by: Any) -> list[dict[str, Any]]:
        """Newest first."""
        found = [one for one in self.things.values() if one["object"] == kind]
        return [one for one in reversed(found) if all(one.get(name) == value for name, value in by.items())]

    # How it goes

    def _due(self) -> list[tuple[datetime, Callable[[], None]]]:
        found: list[tuple[datetime, Callable[[], None]]] = []
        for one in self.things.values():
            if one["object"] == "checkout.session" and one["status"] == "open":
                found.append((self._time(one["expires_at"]), lambda one=one: self.expire(one["id"])))  # type: ignore[misc]
            elif one["object"] == "subscription" and one["status"] in ("active", "past_due"):
                found.append((self._time(one["next"]), lambda one=one: self._turn(one)))  # type: ignore[misc]
        return found

    def _turn(self, subscription: dict[str, Any]) -> None:
        if subscription["status"] == "active" and subscription["cancel_at_period_end"]:
            self._end(subscription)
        else:
            self._renew(subscription)

    def _subscribe(self, session: dict[str, Any], card: Card) -> bool:
        customer = session["customer"] or self._add("cus", "customer")["id"]
        session |= {"customer": customer, "customer_details": {"name": card.holder, "email": card.email}}
        charge = self._charge(card, session["amount_total"], session["currency"], customer=customer)
        if not charge["paid"]:
            return False
        self.cards[customer] = card
        end = self._moment(_later(self.now, session["interval"]))
        price = {"unit_amount": session["amount_total"], "currency": session["currency"], "object": "price"}
        price |= {"recurring": {"interval": session["interval"]}}
        made = self._add(
            "sub",
            "subscription",
            customer=customer,
            currency=session["currency"],
            status="active",
            cancel_at_period_end=False,
            cancel_at=None,
            next=end,
            tries=0,
            items={"object": "list", "data": [{"price": price, "quantity": 1, "current_period_end": end}]},
            automatic_tax={"enabled": False},
            billing_cycle_anchor=self._moment(self.now),
            billing_mode={"type": "flexible"},
            billing_schedules=[],
            collection_method="charge_automatically",
            discounts=[],
            invoice_settings={},
            metadata={},
            start_date=self._moment(self.now),
        )
        session |= {"status": "complete", "payment_status": "paid", "subscription": made["id"]}
        self._tell("checkout.session.completed", session)
        self._tell("invoice.paid", self._invoice(made))
        return True

    def _renew(self, subscription: dict[str, Any]) -> None:
        part = subscription["items"]["data"][0]
        card = self.cards[subscription["customer"]]
        charge = self._charge(
            card, part["price"]["unit_amount"], subscription["currency"], customer=subscription["customer"]
        )
        if charge["paid"]:
            end = self._moment(_later(self._time(part["current_period_end"]), part["price"]["recurring"]["interval"]))
            part["current_period_end"] = subscription["next"] = end
            subscription |= {"status": "active", "tries": 0}
            self._tell("invoice.paid", self._invoice(subscription))
        elif subscription["tries"] == len(RETRIES):
            self._end(subscription)
            return
        else:
            subscription["next"] = self._moment(self.now + timedelta(days=RETRIES[subscription["tries"]]))
            subscription |= {"status": "past_due", "tries": subscription["tries"] + 1}
            self._tell("invoice.payment_failed", self._invoice(subscription))
        self._tell("customer.subscription.updated", subscription)

    def _end(self, subscription: dict[str, Any]) -> None:
        subscription["status"] = "canceled"
        self._tell("customer.subscription.deleted", subscription)

    def _invoice(self, subscription: dict[str, Any]) -> dict[str, Any]:
        details = {"subscription": subscription["id"]}
        return self._add("in", "invoice", parent={"type": "subscription_details", "subscription_details": details})

    def _charge(self, card: Card, amount: int, currency: str, **of: str) -> dict[str, Any]:
        blocked = card.country in self.blocked
        declined = card.declines or card.good_for < 1
        card.good_for -= 1
        asked = self.asks_first or not blocked
        outcome = {"network_status": "approved_by_network", "type": "authorized"}
        if blocked:
            outcome = {"network_status": "not_sent_to_network", "type": "blocked", "reason": "rule"}
        elif declined:
            outcome = {"network_status": "declined_by_network", "type": "issuer_declined"}
        paid = not blocked and not declined
        details = {
            "country": card.country,
            "three_d_secure": {"result": "authenticated"} if asked and blocked else None,
        }
        made = self._add(
            "ch",
            "charge",
            amount=amount,
            amount_captured=amount if paid else 0,
            amount_refunded=0,
            currency=currency,
            captured=paid,
            paid=paid,
            refunded=False,
            disputed=False,
            status="succeeded" if paid else "failed",
            payment_intent=of.get("payment_intent"),
            customer=of.get("customer"),
            outcome=outcome,
            payment_method_details={"type": "card", "card": details},
            refunds={"object": "list", "data": [], "has_more": False},
            billing_details={"name": card.holder, "email": card.email},
            metadata={},
            balance_transaction=None,
        )
        if paid:
            fee = round(amount * FEE[0] / 1_000) + FEE[1]
            made["balance_transaction"] = self._booked(amount, currency, fee, "charge")
        self._tell("charge.succeeded" if paid else "charge.failed", made)
        return made

    def _booked(self, amount: int, currency: str, fee: int, kind: str) -> dict[str, Any]:
        return self._add(
            "txn",
            "balance_transaction",
            amount=amount,
            fee=fee,
            net=amount - fee,
            currency=currency,
            type=kind,
            status="available",
            available_on=self._moment(self.now + timedelta(days=7)),
            balance_type="payments",
            fee_details=[],
            reporting_category=kind,
        )

    def _add(self, prefix: str, kind: str, **parts: Any) -> dict[str, Any]:
        name = f"{prefix}_{next(self._numbers):06}"
        made = {"id": name, "object": kind, "created": self._moment(self.now), **parts}
        if kind not in NO_MODE:
            made["livemode"] = False
        self.things[name] = made
        return made

    def _tell(self, kind: str, thing: dict[str, Any]) -> None:
        name = f"evt_{next(self._numbers):06}"
        event = {"id": name, "object": "event", "type": kind, "created": self._moment(self.now), "livemode": False}
        event |= {"data": {"object": thing}, "pending_webhooks": 1}
        self.events.append(event)
        self.told(event)

    @staticmethod
    def _moment(at: datetime) -> int:
        return int(at.timestamp())

    @staticmethod
    def _time(moment: int) -> datetime:
        return datetime.fromtimestamp(moment, UTC)


def _later(at: datetime, interval: str) -> datetime:
    """A month or a year on; the last day of a shorter month."""
    year, month = divmod(at.year * 12 + at.month - 1 + (12 if interval == "year" else 1), 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
