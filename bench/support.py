"""What it takes to know what became of readers' gifts: hints, sweeps, and schedules that try to mislead.

Hints go over a socket into a letterbox, each on the disk before it is answered, and from there into the ledger.  The
sweep asks a fake Stripe on loopback, once as fast as it goes and once under a provider's limit.  The schedules are the
tests': readers, banks and a calendar on one side, a network that loses, doubles and delays on the other; beside our
ledger stand two straw men that believe what they are told.  Their sums are not counted, only their states.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import random
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SECONDS_OF_A_LIMIT = 8  # that the sweep under a limit is let run


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench support")
    parser.add_argument("--hints", type=int, default=2_000, help="(2000)")
    parser.add_argument("--pledges", type=int, default=10_000, help="live ones, for the sweep (10000)")
    parser.add_argument("--schedules", type=int, default=1_000, help="(1000)")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"TAMIZDAT_HOME": folder, "DJANGO_SETTINGS_MODULE": "tamizdat.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", "support", database="ledger", verbosity=0, interactive=False)
        hints(options.hints, Path(folder))
        sweep(options.pledges)
        return schedules(options.schedules, Path(folder))


def hints(number: int, folder: Path) -> None:
    """Over HTTP into the letterbox, then out of it into the ledger."""
    from tamizdat.letterbox.letters import Hint
    from tamizdat.support import learning
    from tests.letterbox.post import opened, running, standing
    from tests.letterbox.test_hinting import SECRETS, stripes

    with running(folder / "box", workers=8, each=max(number, 64)) as box:
        now = datetime.now(UTC) + timedelta(seconds=2)
        box.collect(told=standing(now, hints=SECRETS))
        named = [{"id": f"evt_{one}", "data": {"object": {"id": f"cs_{one}"}}} for one in range(number)]
        bodies = [json.dumps(one).encode() for one in named]
        begun = time.perf_counter()
        for body in bodies:
            line = http.client.HTTPConnection("127.0.0.1", box.port, timeout=20)
            line.request("POST", "/-/hint/stripe", body, {"Stripe-Signature": stripes(body, int(time.time()))})
            assert line.getresponse().status == 200
            line.close()
        sent = time.perf_counter() - begun
        begun, noted, received = time.perf_counter(), 0, []
        while lying := box.collect(*received, told=standing(now, hints=SECRETS)):
            for one in lying:
                letter = opened(one.sealed)
                assert isinstance(letter, Hint)
                noted += learning.note(letter.provider, letter.event, letter.object, now)
            received = [one.name for one in lying]
        took = time.perf_counter() - begun
    print(f"{number:,} hints, one at a time: {number / sent:,.0f} a second on the letterbox's disk,")
    print(f"{noted / took:,.0f} a second from there into the ledger; {number - noted} lost\n")


def sweep(number: int) -> None:
    from tamizdat.support import learning
    from tamizdat.support.models import Pledge
    from tests.support.conftest import NOW, House

    with _company() as (house, _):
        assert isinstance(house, House)
        for count in range(number):
            session = house.books.open(_asked("monthly" if count % 2 else "once"))
            if count % 2:
                house.books.pay(session["id"], _card())
            Pledge(
                provider="stripe",
                remote=session["id"],
                rhythm="monthly" if count % 2 else "once",
                amount=500,
                currency="USD",
                opened=NOW.date(),
            ).save()
        house.books.events.clear()  # so that all that is measured is what is asked of live pledges
        begun = time.perf_counter()
        done = house.sweeps()
        took = time.perf_counter() - begun
        requests = len(house.pay.asked)
        print(f"a sweep of {number:,} live pledges: {took:.0f} s unbounded, {done.asked / took:,.0f} pledges and")
        print(f"{requests / took:,.0f} requests a second; {done.changed:,} changed, {len(done.troubles)} troubles")
        house.pay.asked.clear()
        begun = time.perf_counter()
        limit = begun + SECONDS_OF_A_LIMIT

        def told(provider: str, at: int, of: int) -> None:
            if time.perf_counter() > limit:
                raise TimeoutError

        Pledge.objects.update(asked=None)
        with suppress(TimeoutError):
            learning.sweep({"stripe": house.stripe}, house.clock, told)
        took = time.perf_counter() - begun
        rate = len(house.pay.asked) / took
        print(f"under a limit of {learning.A_SECOND} requests a second: {rate:.1f} a second;", end=" ")
        print(f"{number * house.stripe.can.questions / learning.A_SECOND / 60:.0f} minutes for all, with progress\n")


def schedules(number: int, folder: Path) -> int:
    from tests.letterbox.post import Box, standing
    from tests.support.conftest import NOW, SECRET, ours, truth
    from tests.support.schedules import Schedule

    wrong = dict.fromkeys(("our ledger", "hooks as they come", "hooks, each once"), 0)
    with _company() as (house, fresh):
        box = Box(folder / "schedules", each=64)
        box.collect(told=standing(NOW, hints={"stripe": SECRET}))
        begun = time.perf_counter()
        for seed in range(number):
            fresh()
            Schedule(house, box, random.Random(seed)).run()
            house.sweeps()
            wrong["our ledger"] += ours() != truth(house.books)
        took = time.perf_counter() - begun
        for name, once in (("hooks as they come", False), ("hooks, each once", True)):
            for seed in range(number):
                fresh()
                straw = _straw(house, box, random.Random(seed), once)
                pledge = straw.run()
                straw.the_rest_arrives()
                wrong[name] += straw.state != truth(house.books)[pledge.remote][0]
    print(f"{number:,} schedules, {number / took:,.0f} a second; wrong ends:")
    for name, count in wrong.items():
        print(f"  {name:22}{count / number:7.1%}")
    return int(wrong["our ledger"] > 0)


def _straw(house: Any, box: Any, chance: random.Random, once: bool) -> Any:
    """A ledger that takes what an event says for the truth."""
    from tests.support.schedules import Schedule

    standing = {"active": "active", "past_due": "past_due", "canceled": "ended"}

    @dataclass
    class Straw(Schedule):
        state: str = "opened"
        seen: set[str] = field(default_factory=set)

        def _sent(self, content: bytes) -> None:
            event = json.loads(content)
            if once and event["id"] in self.seen:
                return
            self.seen.add(event["id"])
            self._believe(event["type"], event["data"]["object"])

        def _believe(self, kind: str, thing: dict[str, Any]) -> None:
            if kind == "checkout.session.completed":
                paid = thing["payment_status"] == "paid"
                self.state = "active" if thing["subscription"] else "paid" if paid else "pending"
            elif kind == "charge.failed" and thing["payment_intent"] is not None:
                self.state = "refused" if thing["outcome"]["type"] == "blocked" else "failed"
            elif kind == "customer.subscription.updated":
                ending = thing["status"] == "active" and thing["cancel_at_period_end"]
                self.state = "ending" if ending else standing[thing["status"]]
            else:
                self.state = {
                    "checkout.session.expired": "abandoned",
                    "checkout.session.async_payment_succeeded": "paid",
                    "checkout.session.async_payment_failed": "failed",
                    "invoice.paid": "active",
                    "invoice.payment_failed": "past_due",
                    "customer.subscription.deleted": "ended",
                }.get(kind, self.state)

        def _works(self) -> None:
            """There is nothing to ask."""

        def the_rest_arrives(self) -> None:
            """As a provider's retries bring it, in the end."""
            self.chance.shuffle(self.on_its_way)
            for content in self.on_its_way:
                self._sent(content)

    return Straw(house, box, chance)


class _company:
    """A fake Stripe and a ledger at it; gives both, and what makes them fresh."""

    def __enter__(self) -> tuple[Any, Any]:
        from tamizdat.demo.providers.stripe_books import Books
        from tamizdat.demo.providers.stripe_interface import KEY, Interface
        from tamizdat.support import models
        from tamizdat.support.providers.stripe import Stripe
        from tests.support.conftest import AT_RISK, NOW, SECRET, House

        self._pay = Interface(Books(NOW, blocked=frozenset(AT_RISK))).start()
        house = House(self._pay, Stripe(KEY, "Reader support", AT_RISK, SECRET, self._pay.address, tries=0))

        def fresh() -> None:
            for kept in (house.books.things, house.books.events, house.books.cards, house.pay.asked):
                kept.clear()
            house.books.now, house.books._numbers = NOW, itertools.count(1)
            kinds = (
                models.Entry,
                models.Pledge,
                models.Hint,
                models.Orphan,
                models.Alarm,
                models.Switch,
                models.Cursor,
            )
            for kind in kinds:
                kind.objects.all()._raw_delete("ledger")

        fresh()
        return house, fresh

    def __exit__(self, *error: object) -> None:
        self._pay.stop()


def _asked(rhythm: str) -> dict[str, Any]:
    price: dict[str, Any] = {"currency": "usd", "unit_amount": "500", "product_data": {"name": "Reader support"}}
    if rhythm == "monthly":
        price["recurring"] = {"interval": "month"}
    mode = "subscription" if rhythm == "monthly" else "payment"
    metadata = {"rhythm": rhythm, "language": "en", "variant": ""}
    items = {"0": {"price_data": price, "quantity": "1"}}
    return {"mode": mode, "line_items": items, "success_url": "https://a.example/", "metadata": metadata}


def _card() -> Any:
    from tamizdat.demo.providers.stripe_readers import Card

    return Card()
