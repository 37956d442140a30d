"""Open a checkout for a reader who waits, and say where it is.

The question came from a machine that strangers can reach, so all of it is looked at again here: whether the way is on
for this language, whether the sum is one that we take.  How many are opened in a minute is bounded: who tries cards by
the hundred gets the plain page, as does everybody for that minute.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tamizdat.letterbox.giving import BadGiving, Question
from tamizdat.support import ways
from tamizdat.support.models import Pledge
from tamizdat.support.providers.port import Provider, Trouble, Wanted
from tamizdat.support.terms import Terms

A_MINUTE = 30  # checkouts
log = logging.getLogger("tamizdat.support")


@dataclass
class Opening:
    """Answers asks for a checkout; `at_hand` gives the terms and the providers as they are now."""

    at_hand: Callable[[], tuple[Terms, dict[str, Provider]] | None]
    site: Callable[[], str]  # "https://herald.example"
    clock: Callable[[], datetime]
    _minute: tuple[int, int] = (0, 0)  # (which, how many)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, given: dict[str, Any]) -> dict[str, Any]:
        """{"go": address}, {"say": lines}, or nothing.  The pledge is written down before the reader goes."""
        try:
            question = Question.of(given)
        except BadGiving:
            return {}
        found = self.at_hand()
        now = self.clock()
        if found is None or not self._may(now):
            return {}
        provider = self._allowed(question, *found, now)
        if provider is None:
            return {}
        try:
            opened = provider.open(self._wanted(question))
        except Trouble as error:
            log.warning("a checkout was not opened: %s", error)
            return {}
        Pledge.objects.create(
            provider=provider.slug,
            remote=opened.remote,
            rhythm=question.rhythm,
            amount=question.amount,
            currency=question.currency,
            language=question.language[:35],
            variant=question.variant[:60],
            opened=now.date(),
        )
        return {"go": opened.go} if opened.go else {"say": list(opened.lines)}

    def _allowed(self, question: Question, terms: Terms, known: dict[str, Provider], now: datetime) -> Provider | None:
        offers = terms.offered_in(question.language)
        offer = next((one for one in offers if one.currency == question.currency), None)
        if offer is None or not offer.least <= question.amount <= offer.most:
            return None
        for one in ways.offered(terms, known, question.language, now.date()):
            if one.slug == question.way and question.rhythm in one.can.rhythms:
                return one
        return None

    def _wanted(self, question: Question) -> Wanted:
        page = f"{self.site()}/{question.language}/support"
        return Wanted(
            amount=question.amount,
            currency=question.currency,
            rhythm=question.rhythm,
            language=question.language,
            variant=question.variant,
            back=f"{page}/thanks.html",
            away=f"{page}.html",
            key=secrets.token_hex(16),
        )

    def _may(self, now: datetime) -> bool:
        with self._lock:
            minute = int(now.timestamp()) // 60
            count = self._minute[1] + 1 if self._minute[0] == minute else 1
            self._minute = (minute, count)
            return count <= A_MINUTE
