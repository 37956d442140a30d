"""The fake Stripe is held against Stripe's own package: what we ask and what it answers have the parts they must."""

from __future__ import annotations

import importlib
import inspect
import re
import types
import typing
from typing import Any, NotRequired

import pytest
import stripe
from typing_extensions import is_typeddict

from tamizdat.demo.providers.stripe_readers import Card
from tamizdat.support.providers.stripe import Stripe
from tests.support.conftest import SECRET, House

PARAMS = {
    ("POST", "/v1/checkout/sessions"): "checkout._session_create_params:SessionCreateParams",
    ("GET", "/v1/checkout/sessions"): "checkout._session_list_params:SessionListParams",
    ("GET", "/v1/checkout/sessions/{}"): "checkout._session_retrieve_params:SessionRetrieveParams",
    ("POST", "/v1/payment_links"): "_payment_link_create_params:PaymentLinkCreateParams",
    ("GET", "/v1/charges"): "_charge_list_params:ChargeListParams",
    ("GET", "/v1/disputes"): "_dispute_list_params:DisputeListParams",
    ("GET", "/v1/events"): "_event_list_params:EventListParams",
    ("POST", "/v1/refunds"): "_refund_create_params:RefundCreateParams",
    ("POST", "/v1/subscriptions/{}"): "_subscription_update_params:SubscriptionUpdateParams",
    ("POST", "/v1/billing_portal/sessions"): "billing_portal._session_create_params:SessionCreateParams",
}
NAMED = r"/(cs_test|sub|in|ch|dp)_\w+$"
ANSWERS = {
    "checkout.session": stripe.checkout.Session,
    "charge": stripe.Charge,
    "dispute": stripe.Dispute,
    "subscription": stripe.Subscription,
    "refund": stripe.Refund,
    "balance_transaction": stripe.BalanceTransaction,
    "event": stripe.Event,
}


def params_of(method: str, path: str) -> Any:
    name = PARAMS.get((method, re.sub(NAMED, "/{}", path)))
    if name is None:
        return None
    module, _, kind = name.partition(":")
    return getattr(importlib.import_module(f"stripe.params.{module}"), kind)


def wrong_with(value: Any, kind: Any, module: Any, at: str = "") -> list[str]:
    """What Stripe's types would not take, each as a line."""
    if isinstance(kind, (str, typing.ForwardRef)):
        text = kind if isinstance(kind, str) else kind.__forward_arg__
        names = {**vars(typing), **vars(module), "NotRequired": NotRequired, "UntypedStripeObject": dict}
        kind = eval(text, names)
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin in (NotRequired, typing.Required):
        return wrong_with(value, parts[0], module, at)
    if origin in (typing.Union, types.UnionType):
        parts = tuple(part for part in parts if part is not type(None))
        # "Literal[...] | str" is a list that may grow: whoever sends another word has mistyped it.
        words = tuple(part for part in parts if typing.get_origin(part) is typing.Literal)
        tries = [wrong_with(value, part, module, at) for part in words or parts]
        return min(tries, key=len)
    if origin is typing.Literal:
        return [] if value in parts else [f"{at}: {value!r}"]
    if origin is list:
        return [line for name, one in value.items() for line in wrong_with(one, parts[0], module, f"{at}[{name}]")]
    if is_typeddict(kind):
        hints = {name: hint for base in reversed(inspect.getmro(kind)) for name, hint in _hints(base).items()}
        hints = hints or kind.__annotations__
        found = [f"{at}.{name}: unknown" for name in value if name not in hints]
        found += [f"{at}.{name}: missing" for name in kind.__required_keys__ - set(value) if name in hints]
        for name in set(value) & set(hints):
            found += wrong_with(value[name], hints[name], module, f"{at}.{name}")
        return found
    if kind is int:
        return [] if re.fullmatch(r"-?\d+", str(value)) else [f"{at}: {value!r} is no number"]
    if kind is bool:
        return [] if value in ("true", "false") else [f"{at}: {value!r} is neither true nor false"]
    if kind is str:
        return [] if isinstance(value, str) else [f"{at}: {value!r} is no text"]
    return []


def _hints(base: type) -> dict[str, Any]:
    return dict(vars(base).get("__annotations__", {}))


def checked(method: str, path: str, params: dict[str, Any]) -> list[str]:
    kind = params_of(method, path)
    return wrong_with(params, kind, importlib.import_module(kind.__module__)) if kind else []


@pytest.fixture
def busy(house: House) -> House:
    """Everything was asked for that we ever ask for."""
    once, monthly = house.opens(), house.opens("monthly")
    for pledge in (once, monthly):
        house.pays(pledge)
    house.books.dispute(house.charge(once))
    house.stripe.refund(house.charge(monthly), "once")
    house.sweeps()
    house.stripe.link(500, "USD", "monthly")
    house.stripe.manage(house.subscription(monthly), "https://herald.example/")
    house.stripe.cancel(house.subscription(monthly))
    for event in house.books.events:
        house.stripe.fetch(event["data"]["object"]["id"], house.clock())
    return house


def test_all_that_we_ask_is_as_stripes_types_say(busy: House) -> None:
    asked = [(method, path, params) for method, path, params in busy.pay.asked if params]

    assert {(method, re.sub(NAMED, "/{}", path)) for method, path, _ in asked} == set(PARAMS)
    assert [line for one in asked for line in checked(*one)] == []


def test_a_checkout_speaks_a_language_that_stripe_has(house: House, settings: Any) -> None:
    for code, _ in settings.LANGUAGES:
        house.opens(language=code)
    asked = [one for one in house.pay.asked if one[0] == "POST"]

    assert len({params["locale"] for _, _, params in asked}) > 15
    assert [line for one in asked for line in checked(*one)] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "gift"},
        {"line_items": {"0": {"quantity": "one"}}},
        {"line_items": {"0": {"price_data": {"unit_amount": "5.00", "currency": "usd"}}}},
        {"phone_number_collection": {}},
        {"locale": "xx"},
        {"colour": "red"},
        {"line_items": {"0": {"price_data": {"unit_amount": "500"}}}},
    ],
)
def test_a_wrong_request_would_be_found(busy: House, wrong: dict[str, Any]) -> None:
    right = next(params for method, path, params in busy.pay.asked if method == "POST" and path.endswith("/sessions"))

    assert checked("POST", "/v1/checkout/sessions", right) == []
    assert checked("POST", "/v1/checkout/sessions", right | wrong)


def lacking(answer: dict[str, Any]) -> list[str]:
    """Parts that Stripe's class has and this answer has not, or the other way round."""
    kind = ANSWERS[answer["object"]]
    hints = {name: str(hint) for name, hint in _hints(kind).items() if "ClassVar" not in str(hint)}
    found = [f"{name}: unknown" for name in answer if name not in hints]
    found += [
        name for name, hint in hints.items() if "Optional" not in hint and "None" not in hint and name not in answer
    ]
    for name, value in answer.items():
        if name in hints and (literal := re.search(r"Literal\[(.*?)\]", hints[name], re.S)):
            words = re.findall(r"['\"]([\w. -]+)['\"]", literal[1])
            found += [f"{name}: {value!r}"] if isinstance(value, str) and value not in words else []
    return found


def test_all_that_it_answers_has_the_parts_that_stripes_classes_have(busy: House) -> None:
    things = [*busy.books.things.values(), *busy.books.events]
    shown = [busy.pay.shown(one, ("refunds", "balance_transaction")) for one in things if one["object"] in ANSWERS]

    assert {one["object"] for one in shown} == set(ANSWERS)
    assert {(one["object"], line) for one in shown for line in lacking(one)} == set()
    without = {name: value for name, value in shown[0].items() if name != "currency"}
    assert lacking(without | {"status": "strange", "colour": 1}) or shown[0]["object"] == "event"


def test_it_refuses_what_stripe_refuses(house: House) -> None:
    for key in ("", SECRET, "sk_live_x"):
        with pytest.raises(Exception, match="does not answer as it should"):
            Stripe(key or "none", "x", address=house.pay.address, tries=0).fetch("cs_test_000001", house.clock())
    pledge = house.opens()
    house.pays(pledge)
    with pytest.raises(Exception, match="over"):
        house.books.pay(pledge.remote, Card())
