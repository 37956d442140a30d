"""Readers' asks, answered at once: one call held open to each letterbox, in a thread of its own.

What is asked names nobody.  A question of a kind that no part of this newsroom answers gets no answer, and its page
offers what needs none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, close_old_connections, connections

from tamizdat.letterbox import asking
from tamizdat.letterbox.asking import ANSWER, AT_ONCE, HELD, Asked, Call
from tamizdat.newsletter.at_hand import NoNewsletter, keys_at_hand
from tamizdat.newsletter.calling import Away, call, not_a_letterbox
from tamizdat.newsletter.models import Letterbox
from tamizdat.vault.keys import BadKey
from tamizdat.works.thread import Worker

TOLD_AFTER = 3  # calls in a row
AGAIN = 5.0  # seconds after a letterbox did not answer
Answers = Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]]  # by the question's kind


class Calls(Worker):
    """Calls one letterbox, answers what is asked there, and calls again."""

    def __init__(self, address: str, key: Ed25519PrivateKey, answers: Answers, held: float = HELD) -> None:
        super().__init__("asks")
        self.address, self._key, self._answers, self._held = address, key, answers, held

    def _work(self) -> None:
        given: list[tuple[bytes, bytes]] = []
        away = 0
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while not self._stop.is_set():
                try:
                    asked = self._heard(given)
                except Away as error:
                    away += 1
                    if away == TOLD_AFTER:  # one that is just being started is no news
                        self._tell(str(error))
                    given = []
                    self._stop.wait(AGAIN)
                    continue
                away = 0
                given = list(pool.map(self._answered, asked))

    def _heard(self, given: list[tuple[bytes, bytes]]) -> list[Asked]:
        """Raises Away."""
        body, signature = Call(self.address, datetime.now(UTC), given, self._held).signed(self._key)
        try:
            return asking.unpacked(call(self.address, "/-/asks", body, signature))
        except ValueError as error:
            raise not_a_letterbox(self.address) from error

    def _answered(self, asked: Asked) -> tuple[bytes, bytes]:
        """(name, answer); `{}` for what nobody here answers, so that the reader is told at once."""
        try:
            question = json.loads(asked.question)
            answer = self._answers.get(str(question["kind"]))
            content = json.dumps(answer(question), ensure_ascii=False).encode() if answer else b"{}"
        except (ValueError, KeyError, TypeError):
            return asked.name, b"{}"  # no letterbox of ours asks so
        except DatabaseError as error:
            self._tell(f"a reader's question had no answer: {error}")
            return asked.name, b"{}"
        finally:
            connections.close_all()
        return asked.name, content if len(content) <= ANSWER else b"{}"


class AskRounds(Worker):
    """Sees to it that there is a call to every letterbox."""

    def __init__(self, answers: Answers, every: float = 5.0) -> None:
        super().__init__("asks")
        self._answers, self._every = answers, every
        self._key: Ed25519PrivateKey | None = None
        self.calls: dict[str, Calls] = {}

    def _work(self) -> None:
        while not self._stop.is_set():
            self.turn()
            close_old_connections()
            self._stop.wait(self._every)
        for one in self.calls.values():
            one.end()

    def turn(self) -> None:
        try:
            wanted = set(Letterbox.objects.values_list("address", flat=True))
            self._key = self._key or (keys_at_hand()[0].collector if wanted else None)
        except (NoNewsletter, BadKey, DatabaseError):
            return  # the round of letters tells it
        for address in wanted - set(self.calls):
            assert self._key
            self.calls[address] = Calls(address, self._key, self._answers)
            self.calls[address].start()
        for address in set(self.calls) - wanted:
            self.calls.pop(address).end()
