"""Post what is frozen: every envelope to a relay, once, whatever is killed in between.

The rule: on each line the next message's content goes out only when the one before is settled on disk.  A relay that
hangs, closes or refuses is rested, and the others go on; when too many of its first messages are refused it is paused,
and a first wave is waited for before all others go.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tamizdat.outbox import returned
from tamizdat.outbox.envelopes import Envelope, Post
from tamizdat.outbox.journal import Outcome
from tamizdat.outbox.shards import Books, Lease, Shards, Taken
from tamizdat.outbox.smtp import Broken, Line, Relay, Reply, Unwelcome

CANARIES = 20  # messages of the first wave
WATCHED = 200  # of a relay's first messages
TOO_MANY = 0.05  # of them refused: the relay is paused
TRIES = 3  # to open a line, before a relay is given up for this run
LONGEST_PAUSE = 1.0  # seconds that a line waits for a host of mailboxes before it looks again
CLOSING = 421  # the relay ends the line, and has not taken the message
STOP = "stop"  # a file in the message's folder: nothing more is posted
Told = Callable[[int, int], None]  # hears (settled, of how many)


@dataclass
class Report:
    """What one run of posting did."""

    sent: int = 0
    refused: int = 0
    later: int = 0  # put off by a relay: they wait for the next run
    skipped: int = 0
    paused: list[str] = field(default_factory=list)  # relays, one line each
    stopped: str = ""  # why it ended before all was tried
    doubt: str = ""  # too much was refused: somebody looks before anything more goes out


@dataclass
class _Standing:
    """How a relay did in this run."""

    answered: int = 0
    refused: int = 0
    paused: bool = False

    def note(self, reply: Reply) -> None:
        self.answered += 1
        self.refused += reply.is_final
        if self.answered <= WATCHED and self.refused > TOO_MANY * WATCHED:
            self.paused = True


class Posting:
    """Posts one message from one host."""

    def __init__(
        self,
        folder: Path,
        post: Post,
        relays: Sequence[Relay],
        *,
        gone: Callable[[Envelope], bool] = lambda envelope: False,
        dead: Callable[[Envelope], None] = lambda envelope: None,
        more: Callable[[], None] = lambda: None,
        told: Told = lambda settled, total: None,
    ) -> None:
        """`gone` says whether somebody has left since the freeze; it is asked before each shard.  `dead` hears, after
        each shard, whose mailbox is no more.

        `more` is called before each shard, and may release keys of others.
        """
        self.folder, self.post, self.relays = folder, post, relays
        self.shards = Shards(folder)
        self._gone, self._heard_dead, self._more, self._told = gone, dead, more, told
        self._dead: list[Envelope] = []
        self._host_due: dict[tuple[str, str], float] = {}  # (relay, host of mailboxes) -> when it takes the next
        self._standing = {relay.name: _Standing() for relay in relays}
        self.report = Report()

    def run(self) -> Report:
        """Post all that waits, and come back.  Raises OSError when what was taken cannot be written down."""
        self._total = sum(self.shards.size(number) for number in self.shards.numbers())
        self._done = self._total - self.books.waiting
        tried: set[int] = set()
        while not self._is_over():
            self._more()
            number = next((one for one in self.shards.open_numbers() if one not in tried), None)
            if number is None:
                break
            tried.add(number)
            try:
                with self.shards.lease(number) as lease:
                    left = [one for one in lease.waiting if self._has_left(lease, one)]
                    asyncio.run(self._shard(lease, left))
                    self._tell_the_dead()
            except Taken:
                continue  # another process posts it, and settles it in its own journal
        return self.report

    def _tell_the_dead(self) -> None:
        for envelope in self._dead:
            self._heard_dead(envelope)
        self._dead.clear()

    def _has_left(self, lease: Lease, number: int) -> bool:
        envelope = lease.envelopes[number]
        return envelope is not None and self._gone(envelope)

    @property
    def books(self) -> Books:
        return self.shards.books()

    async def _shard(self, lease: Lease, left: Sequence[int]) -> None:
        for number in left:
            await self._settle(lease, number, Outcome.SKIPPED, 0)
        waiting = deque(lease.waiting)
        tried = self.report.sent + self.report.refused + self.report.later
        if tried < CANARIES:
            first = deque(waiting.popleft() for _ in range(min(CANARIES - tried, len(waiting))))
            await self._wave(lease, first)
            self._judge_the_canaries()
        if not self._is_over():
            await self._wave(lease, waiting)

    def _judge_the_canaries(self) -> None:
        """When more of the first wave were refused than taken, something is wrong with the message, or with us."""
        if self.report.refused > max(self.report.sent, 1):
            self.report.stopped = f"{self.report.refused} of the first {CANARIES} messages were refused."
            self.report.doubt = self.report.stopped

    async def _wave(self, lease: Lease, waiting: deque[int]) -> None:
        lines = [self._work(relay, lease, waiting) for relay in self.relays for _ in range(relay.lines)]
        done = await asyncio.gather(*lines, return_exceptions=True)
        for error in done:
            if isinstance(error, BaseException):
                raise error

    async def _work(self, relay: Relay, lease: Lease, waiting: deque[int]) -> None:
        """One line's work: take what waits, until nothing does or the relay is rested."""
        tries, line = 0, None
        mine: int | None = None  # whose envelope is out on this line
        try:
            while (mine is not None or waiting) and tries < TRIES and not self._rests(relay):
                if line is None:
                    line = await self._opened(relay)
                    if line is None:
                        tries += 1
                        await asyncio.sleep(min(relay.patience, 0.1 * 2**tries))
                        continue
                    if not waiting:
                        return
                number, pause = (mine, 0.0) if mine is not None else self._due(relay, lease, waiting)
                if number is None:
                    await asyncio.sleep(pause)
                    continue
                is_paced = relay.rate or relay.host_rates
                mine = waiting.popleft() if waiting and line.pipelines and not is_paced else None
                try:
                    await self._one(line, lease, number, mine)
                    tries = 0
                except Broken as error:
                    for one in (mine, None if error.unsure else number):
                        if one is not None:
                            waiting.appendleft(one)  # for whichever line is free first
                    if error.unsure:
                        self.report.later += 1  # it may have been taken: the next run posts it again, under the same id
                    self._pause_line(relay, str(error))
                    line.drop()
                    line, mine, tries = None, None, tries + 1
        finally:
            if mine is not None:
                waiting.appendleft(mine)
            if line is not None:
                await line.close()

    def _due(self, relay: Relay, lease: Lease, waiting: deque[int]) -> tuple[int | None, float]:
        """(the next whose mailbox's host takes one now, or none and how many seconds until one does)."""
        if not relay.host_rates:
            return waiting.popleft(), 0.0
        rates, now, soonest = dict(relay.host_rates), asyncio.get_running_loop().time(), LONGEST_PAUSE
        for _ in range(len(waiting)):
            number = waiting.popleft()
            envelope = lease.envelopes[number]
            host = envelope.address.rpartition("@")[2].lower() if envelope else ""
            due = self._host_due.get((relay.name, host), now)
            if due <= now:
                if host in rates:
                    self._host_due[relay.name, host] = now + 1 / rates[host]
                return number, 0.0
            waiting.append(number)
            soonest = min(soonest, due - now)
        return None, soonest

    async def _opened(self, relay: Relay) -> Line | None:
        line = Line(relay)
        try:
            await line.open()
        except (Broken, Unwelcome) as error:
            self._pause_line(relay, str(error))
            await line.close()
            return None
        return line

    async def _one(self, line: Line, lease: Lease, number: int, following: int | None) -> None:
        started = asyncio.get_running_loop().time()
        envelope = lease.envelopes[number]
        assert envelope is not None  # it waits
        after = lease.envelopes[following] if following is not None else None
        content, then = self.post.content(envelope), after.address if after else ""
        reply = await line.send(self.post.sender, envelope.address, content, then)
        self._standing[line.relay.name].note(reply)
        if reply.is_good:
            await self._settle(lease, number, Outcome.SENT, reply.code)
        elif reply.is_final:
            await self._settle(lease, number, Outcome.REFUSED, reply.code)
            if returned.is_dead(reply.code, reply.text):
                self._dead.append(envelope)
        elif reply.code == CLOSING:
            raise Broken(f"{line.relay.name} closes: {reply.text.splitlines()[0][:200]}")
        else:
            self.report.later += 1
        if self._standing[line.relay.name].paused:
            self.report.doubt = f"{line.relay.name} refused too many of its first messages."
            self._pause_line(line.relay, self.report.doubt)
        if line.relay.rate:
            spent = asyncio.get_running_loop().time() - started
            await asyncio.sleep(max(0.0, line.relay.lines / line.relay.rate - spent))

    async def _settle(self, lease: Lease, number: int, outcome: Outcome, code: int) -> None:
        try:
            await lease.journal.settle(number, outcome, code)
        except OSError as error:
            self.report.stopped = f"what was sent could not be written down ({error.strerror})."
            raise
        name = {Outcome.SENT: "sent", Outcome.REFUSED: "refused", Outcome.SKIPPED: "skipped"}[outcome]
        setattr(self.report, name, getattr(self.report, name) + 1)
        self._done += 1
        self._told(self._done, self._total)

    def _pause_line(self, relay: Relay, why: str) -> None:
        if why not in self.report.paused:
            self.report.paused.append(why)

    def _rests(self, relay: Relay) -> bool:
        return self._standing[relay.name].paused or self._is_over()

    def _is_over(self) -> bool:
        if not self.report.stopped and (self.folder / STOP).exists():
            self.report.stopped = "somebody stopped it."
        return bool(self.report.stopped)
