"""Random schedules: readers, banks and the calendar on one side, a network that loses and doubles on the other.

What a provider tells goes through the letterbox's real endpoint, sealed, collected, opened, noted, followed and swept.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from tamizdat.demo.providers.stripe_books import Wrong
from tamizdat.demo.providers.stripe_interface import signature
from tamizdat.demo.providers.stripe_readers import Card
from tamizdat.letterbox.forms import Request
from tamizdat.letterbox.letters import Hint as HintLetter
from tamizdat.support import learning
from tamizdat.support.models import Pledge
from tests.letterbox.post import Box, opened, standing
from tests.support.conftest import SECRET, House, body

CARDS: tuple[Callable[[], Card], ...] = (
    Card,
    Card,
    Card,
    lambda: Card(declines=True),
    lambda: Card(slow=True),
    lambda: Card(slow=True, declines=True),
    lambda: Card(good_for=1),
    lambda: Card(country="RU"),
)


@dataclass
class Schedule:
    """One pledge's life, and what the network makes of the news of it."""

    house: House
    box: Box
    chance: random.Random
    on_its_way: list[bytes] = field(default_factory=list)
    pledge: Pledge | None = None

    def run(self, steps: int = 12) -> Pledge:
        self.house.books.told = lambda event: self.on_its_way.append(body(event))
        self.pledge = self.house.opens(self.chance.choice(("once", "monthly", "yearly")))
        for _ in range(steps):
            self.chance.choice((self._pays, self._pays, self._waits, self._bank, self._reader, self._network))()
            self.chance.choice((self._network, self._works, self._nothing))()
        self.house.books.told = lambda event: None
        return self.pledge

    def _pays(self) -> None:
        with suppress(Wrong):
            self.house.books.pay(self.pledge.remote, self.chance.choice(CARDS)())

    def _waits(self) -> None:
        self.house.books.pass_time(self.chance.choice((0.01, 0.6, 2, 9, 31, 200)))

    def _bank(self) -> None:
        """A debit settles; money is given back; a payment is disputed, and won."""
        with suppress(Wrong, IndexError):
            self.house.books.settle(self.pledge.remote)
            charge = self.house.charge(self.pledge)
            act = self.chance.choice((self.house.books.refund, self.house.books.dispute))
            if self.chance.random() < 0.3:
                made = act(charge)
                if made["object"] == "dispute" and self.chance.random() < 0.5:
                    self.house.books.win(made["id"])

    def _reader(self) -> None:
        """Ends it, changes the sum or the card."""
        found = self.house.subscription(self.pledge)
        if not found:
            return
        with suppress(Wrong):
            self.chance.choice(
                (
                    lambda: self.house.books.end(found),
                    lambda: self.house.books.end(found, at_once=True),
                    lambda: self.house.books.keep(found),
                    lambda: self.house.books.change(found, self.chance.choice((200, 900))),
                    lambda: self.house.books.new_card(found, Card()),
                )
            )()

    def _network(self) -> None:
        """Some of what is on its way arrives, twice, or never, in any order."""
        self.chance.shuffle(self.on_its_way)
        for _ in range(self.chance.randrange(4)):
            if not self.on_its_way:
                return
            content = self.on_its_way.pop()
            for _ in range(self.chance.choice((0, 1, 1, 2))):  # lost, arrived, doubled
                self._sent(content)

    def _sent(self, content: bytes) -> None:
        signed = signature(content, SECRET, int(self.box.now.timestamp()))
        assert (
            self.box.app.answer(Request("POST", "/-/hint/stripe", content, headers={"stripe-signature": signed})).status
            == 200
        )

    def _works(self) -> None:
        """The private side fetches what came, and asks."""
        lying = self.box.collect(told=standing(self.box.now, hints={"stripe": SECRET}))
        for one in lying:
            letter = opened(one.sealed)
            assert isinstance(letter, HintLetter)
            learning.note(letter.provider, letter.event, letter.object, self.box.now)
        self.box.collect(*[one.name for one in lying], told=standing(self.box.now, hints={"stripe": SECRET}))
        self.house.follows()

    def _nothing(self) -> None:
        pass
