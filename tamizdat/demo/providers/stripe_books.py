"""A small world that keeps books as Stripe does: checkouts, subscriptions, charges, refunds, disputes, and a clock.

What it knows is what a reader did, so the books are the truth against which a ledger is compared.  Its answers have the
parts that Stripe's have and the ledger may read; `tests/support/test_fake_stripe.py` holds them against the types of
Stripe's own package.
"""

from __future__ import annotations

import itertools
import json
import secrets
from calendar import monthrange
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tamizdat.demo.providers.stripe_readers import Card, Mail, price_of, sum_of

VALID = timedelta(hours=24)  # of a checkout
RETRIES = (3, 5, 7)  # days between the tries of a renewal that was refused
NO_MODE = ("refund", "balance_transaction")  # do not say whether they are in earnest
FEE = (29, 30)  # per mille and minor units, as Stripe takes of a card
NOTICE = timedelta(days=7)  # before a yearly payment
GOOD_FOR = timedelta(hours=1)  # a link by which a gift is changed, when it was asked for
LASTS = timedelta(days=14)  # one that stands in a letter


class Wrong(Exception):
    """A request that Stripe would refuse: (status, code, message)."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


@dataclass
class Books:
    """One account at Stripe."""

    now: datetime
    blocked: frozenset[str] = frozenset()  # countries, by the account's rule
    asks_first: bool = False  # the bank is asked for 3-D Secure before the rule is looked at
    things: dict[str, dict[str, Any]] = field(default_factory=dict)  # all objects, by id
    events: list[dict[str, Any]] = field(default_factory=list)
    cards: dict[str, Card] = field(default_factory=dict)  # by customer or checkout
    links: dict[str, tuple[str, str]] = field(default_factory=dict)  # token: whose mailbox, until when
    told: Callable[[dict[str, Any]], None] = lambda event: None  # hears each event, as a webhook does
    posted: Callable[[Mail], None] = lambda mail: None  # carries what readers are written
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    # What lasts

    def as_json(self) -> str:
        cards = {name: asdict(card) for name, card in self.cards.items()}
        kept = {"now": self.now.isoformat(), "things": self.things, "events": self.events, "cards": cards}
        return json.dumps(kept | {"links": self.links, "next": next(self._numbers)})

    @classmethod
    def from_json(cls, text: str, blocked: frozenset[str] = frozenset()) -> Books:
        kept = json.loads(text)
        cards = {name: Card(**card) for name, card in kept["cards"].items()}
        books = cls(datetime.fromisoformat(kept["now"]), blocked, False, kept["things"], kept["events"], cards)
        books.links = {token: (email, until) for token, (email, until) in kept.get("links", {}).items()}
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
            expires_at=self._seconds(self.now + VALID),
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

    def keep(self, subscription_id: str) -> None:
        """A reader who had ended it goes on after all."""
        found = self.find(subscription_id, "subscription")
        if found["status"] == "canceled" or not found["cancel_at_period_end"]:
            raise Wrong(400, "resource_missing", "there is nothing to take back")
        found["cancel_at_period_end"] = False
        self._tell("customer.subscription.updated", found)

    def ask_link(self, email: str) -> None:
        """A reader wants to change what they give.  Whoever gives nothing is written nothing, and nobody is told."""
        if self._given_by(email):
            said = "Whoever has this link can do so, for an hour."
            self.posted(Mail(email, "Your gift: change it or end it", said, self.link_for(email)))

    def link_for(self, email: str, good_for: timedelta = GOOD_FOR) -> str:
        """A token that opens the page of what this mailbox gives."""
        self.links = {one: kept for one, kept in self.links.items() if self._is_good(kept)}
        token = secrets.token_urlsafe(24)
        self.links[token] = (email, (self.now + good_for).isoformat())
        return token

    def behind(self, token: str) -> list[dict[str, Any]]:
        """What repeats and is changed with this link, newest first.  Raises Wrong when it is over."""
        kept = self.links.get(token)
        if kept is None or not self._is_good(kept):
            raise Wrong(404, "link_over", "This link is over. Ask for another one.")
        return self._given_by(kept[0])

    def _is_good(self, link: tuple[str, str]) -> bool:
        return datetime.fromisoformat(link[1]) >= self.now

    def _given_by(self, email: str) -> list[dict[str, Any]]:
        found = self.listed("subscription")
        return [one for one in found if self.cards[one["customer"]].email.casefold() == email.casefold()]

    def new_card(self, subscription_id: str, card: Card) -> None:
        found = self.find(subscription_id, "subscription")
        card.email = self.cards[found["customer"]].email
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
        self._write(charge["billing_details"]["email"], f"Given back: {sum_of(charge)}", "Your bank needs some days.")
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
                found.append((self.moment(one["expires_at"]), lambda one=one: self.expire(one["id"])))  # type: ignore[misc]
            elif one["object"] == "subscription" and one["status"] in ("active", "past_due"):
                if (soon := self._notice(one)) is not None:
                    found.append((soon, lambda one=one: self._announce(one)))  # type: ignore[misc]
                found.append((self.moment(one["next"]), lambda one=one: self._turn(one)))  # type: ignore[misc]
        return found

    def _notice(self, subscription: dict[str, Any]) -> datetime | None:
        """When its reader is told that a year is over, unless it was said."""
        yearly = subscription["items"]["data"][0]["price"]["recurring"]["interval"] == "year"
        is_said = subscription["noticed"] == subscription["next"]
        goes_on = subscription["status"] == "active" and not subscription["cancel_at_period_end"]
        return self.moment(subscription["next"]) - NOTICE if yearly and goes_on and not is_said else None

    def _announce(self, subscription: dict[str, Any]) -> None:
        subscription["noticed"] = subscription["next"]
        day, sum_ = f"{self.moment(subscription['next']):%Y-%m-%d}", price_of(subscription)
        said = f"On {day} your card is charged {sum_} for another year. To change or end it before that:"
        self._write(self.cards[subscription["customer"]].email, f"A year is over: {sum_} on {day}", said, link=True)

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
        end = self._seconds(_later(self.now, session["interval"]))
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
            noticed=0,
            items={"object": "list", "data": [{"price": price, "quantity": 1, "current_period_end": end}]},
            automatic_tax={"enabled": False},
            billing_cycle_anchor=self._seconds(self.now),
            billing_mode={"type": "flexible"},
            billing_schedules=[],
            collection_method="charge_automatically",
            discounts=[],
            invoice_settings={},
            metadata={},
            start_date=self._seconds(self.now),
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
            end = self._seconds(_later(self.moment(part["current_period_end"]), part["price"]["recurring"]["interval"]))
            part["current_period_end"] = subscription["next"] = end
            subscription |= {"status": "active", "tries": 0}
            self._tell("invoice.paid", self._invoice(subscription))
        elif subscription["tries"] == len(RETRIES):
            self._end(subscription)
            return
        else:
            subscription["next"] = self._seconds(self.now + timedelta(days=RETRIES[subscription["tries"]]))
            subscription |= {"status": "past_due", "tries": subscription["tries"] + 1}
            self._tell("invoice.payment_failed", self._invoice(subscription))
            said = "Your bank turned your card down. It is tried again in some days, and no more after the third time."
            self._write(card.email, f"Not paid: {price_of(subscription)}", said, link=True)
        self._tell("customer.subscription.updated", subscription)

    def _end(self, subscription: dict[str, Any]) -> None:
        subscription["status"] = "canceled"
        email, sum_ = self.cards[subscription["customer"]].email, price_of(subscription)
        self._write(email, f"Ended: {sum_}", "Nothing more is taken. Thank you for what you gave.")
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
            available_on=self._seconds(self.now + timedelta(days=7)),
            balance_type="payments",
            fee_details=[],
            reporting_category=kind,
        )

    def _add(self, prefix: str, kind: str, **parts: Any) -> dict[str, Any]:
        name = f"{prefix}_{next(self._numbers):06}"
        made = {"id": name, "object": kind, "created": self._seconds(self.now), **parts}
        if kind not in NO_MODE:
            made["livemode"] = False
        self.things[name] = made
        return made

    def _write(self, to: str, subject: str, text: str, *, link: bool = False) -> None:
        self.posted(Mail(to, subject, text, self.link_for(to, LASTS) if link else ""))

    def _tell(self, kind: str, thing: dict[str, Any]) -> None:
        name = f"evt_{next(self._numbers):06}"
        event = {"id": name, "object": "event", "type": kind, "created": self._seconds(self.now), "livemode": False}
        event |= {"data": {"object": thing}, "pending_webhooks": 1}
        self.events.append(event)
        self.told(event)

    @staticmethod
    def _seconds(at: datetime) -> int:
        return int(at.timestamp())

    @staticmethod
    def moment(moment: int) -> datetime:
        return datetime.fromtimestamp(moment, UTC)


def _later(at: datetime, interval: str) -> datetime:
    """A month or a year on; the last day of a shorter month."""
    year, month = divmod(at.year * 12 + at.month - 1 + (12 if interval == "year" else 1), 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
