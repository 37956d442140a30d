"""Messages to one reader each: sealed on disk until a relay has taken them.

What waits is sealed for the intake's key, so that it can be read here for two weeks at most.  Whoever is killed between
a relay's yes and the file's removal sends that one message again, under the same id.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tamizdat.edition.places import write
from tamizdat.outbox.dkim import Domain
from tamizdat.outbox.envelopes import Envelope, Freezing, Post
from tamizdat.outbox.message import BadMessage, Message, compose
from tamizdat.outbox.smtp import Broken, Line, Relay, Reply, Unwelcome
from tamizdat.vault import records
from tamizdat.vault.keys import OpeningKey, SealingKey

PURPOSE = "mail"
TRIED_FOR = timedelta(days=2)
AGAIN = timedelta(minutes=10)
NO_RELAY = "there is no relay to send over."


@dataclass
class Sent:
    """What one run did."""

    sent: int = 0
    refused: int = 0
    waiting: int = 0
    why: str = ""  # something waits, or was refused


@dataclass(frozen=True)
class Writing:
    """How a record becomes a message, as whom, and by which keys it opens."""

    keys: Sequence[OpeningKey]
    composed: Callable[[dict[str, Any]], tuple[str, Message]]  # record -> (address, message)
    domain: Domain
    sender: str  # where mail goes back to that cannot be delivered


class Spool:
    """A folder of sealed messages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, record: dict[str, Any], key: SealingKey, now: datetime) -> None:
        """On disk when this returns.  The same name is the same message: it is there once."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write(self.folder / name, records.seal(record | {"at": int(now.timestamp())}, key, PURPOSE))
        os.utime(self.folder / name, (0, 0))  # a file's time says when it was tried last

    def paths(self) -> list[Path]:
        """Of all that waits."""
        return [path for path in sorted(self.folder.glob("*")) if not path.name.startswith(".")]

    def send(self, writing: Writing, relays: Sequence[Relay], now: datetime) -> Sent:
        """Send what is due, over the first relay that lets us in."""
        done = Sent()
        due = [path for path in self.paths() if now.timestamp() - path.stat().st_mtime >= AGAIN.total_seconds()]
        if due:
            asyncio.run(self._all(due, writing, relays, now, done))
        done.waiting = len(self.paths())
        return done

    async def _all(self, due: list[Path], writing: Writing, relays: Sequence[Relay], now: datetime, done: Sent) -> None:
        line, done.why = await first_line(relays)
        if line is None:
            return
        try:
            for path in due:
                await self._one(line, path, writing, now, done)
        except Broken as error:
            done.why = str(error)
        finally:
            await line.close()

    async def _one(self, line: Line, path: Path, writing: Writing, now: datetime, done: Sent) -> None:
        try:
            record = records.open_(path.read_bytes(), writing.keys, PURPOSE)
            address, message = writing.composed(record)
            freezing = Freezing(compose(message), writing.domain, path.name.encode(), now, sender=writing.sender)
            envelope = freezing.envelope(address)
        except (records.Unopened, BadMessage):
            path.unlink()  # it will never be one
            done.refused += 1
            done.why = "a message could not be written: its key is destroyed, or its address is none."
            return
        os.utime(path, (now.timestamp(), now.timestamp()))
        reply = await line.send(freezing.post.sender, envelope.address, freezing.post.content(envelope))
        if reply.is_good:
            path.unlink()
            done.sent += 1
        elif reply.is_final or now.timestamp() - record["at"] > TRIED_FOR.total_seconds():
            path.unlink()
            done.refused += 1
        else:
            done.why = f"{line.relay.name} puts a message off ({reply.code})."


def send_now(post: Post, envelope: Envelope, relays: Sequence[Relay]) -> str:
    """Send one message at once.  Returns why it could not be; empty when a relay has taken it."""

    async def send() -> str:
        line, why = await first_line(relays)
        if line is None:
            return why
        try:
            return _refusal(line, await line.send(post.sender, envelope.address, post.content(envelope)))
        except Broken as error:
            return str(error)
        finally:
            await line.close()

    return asyncio.run(send())


def _refusal(line: Line, reply: Reply) -> str:
    return "" if reply.is_good else f"{line.relay.name} answers {reply.code} {reply.text.splitlines()[0][:200]}"


async def first_line(relays: Sequence[Relay]) -> tuple[Line | None, str]:
    """(a line to the first relay that lets us in, or none and why the last of them did not)."""
    why = NO_RELAY
    for relay in relays:
        line = Line(relay)
        try:
            await line.open()
            return line, ""
        except (Broken, Unwelcome) as error:
            why = str(error)
            await line.close()
    return None, why
