"""Messages to one reader each: sealed on disk until a relay has taken them.

What waits is sealed for the intake's key, so that it can be read here for two weeks at most.  Whoever is killed between
a relay's yes and the file's removal sends that one message again, under the same id.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tamizdat.edition.places import write
from tamizdat.outbox.dkim import Domain
from tamizdat.outbox.envelopes import Envelope, Freezing, Post
from tamizdat.outbox.message import BadMessage, Message, compose
from tamizdat.outbox.smtp import Broken, Line, Relay, Unwelcome
from tamizdat.vault import records
from tamizdat.vault.keys import OpeningKey, SealingKey

PURPOSE = "mail"
TRIED_FOR = timedelta(days=2)
AGAIN = timedelta(minutes=10)
Composed = Callable[[dict[str, Any]], tuple[str, Message]]  # record -> (address, message)


@dataclass
class Sent:
    """What one run did."""

    sent: int = 0
    refused: int = 0
    waiting: int = 0
    why: str = ""  # something waits, or was refused


class Spool:
    """A folder of sealed messages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, record: dict[str, Any], key: SealingKey, now: datetime) -> None:
        """On disk when this returns.  The same name is the same message: it is there once."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write(self.folder / name, records.seal(record | {"at": int(now.timestamp())}, key, PURPOSE))
        os.utime(self.folder / name, (0, 0))  # a file's time says when it was tried last

    def __len__(self) -> int:
        return len(list(self._paths()))

    def send(
        self,
        keys: Sequence[OpeningKey],
        composed: Composed,
        domain: Domain,
        sender: str,
        relays: Sequence[Relay],
        now: datetime,
    ) -> Sent:
        """Send what is due, over the first relay that lets us in."""
        done = Sent()
        due = [path for path in self._paths() if self._is_due(path, now)]
        if due:
            asyncio.run(self._all(due, keys, composed, domain, sender, relays, now, done))
        done.waiting = len(self)
        return done

    def _paths(self) -> Iterator[Path]:
        with suppress(FileNotFoundError):
            yield from (path for path in sorted(self.folder.iterdir()) if not path.name.startswith("."))

    def _is_due(self, path: Path, now: datetime) -> bool:
        return now.timestamp() - path.stat().st_mtime >= AGAIN.total_seconds()

    async def _all(
        self,
        due: list[Path],
        keys: Sequence[OpeningKey],
        composed: Composed,
        domain: Domain,
        sender: str,
        relays: Sequence[Relay],
        now: datetime,
        done: Sent,
    ) -> None:
        line = await self._opened(relays, done)
        if line is None:
            return
        try:
            for path in due:
                await self._one(line, path, keys, composed, domain, sender, now, done)
        except Broken as error:
            done.why = str(error)
        finally:
            await line.close()

    async def _opened(self, relays: Sequence[Relay], done: Sent) -> Line | None:
        for relay in relays:
            line = Line(relay)
            try:
                await line.open()
                return line
            except (Broken, Unwelcome) as error:
                done.why = str(error)
                await line.close()
        return None

    async def _one(
        self,
        line: Line,
        path: Path,
        keys: Sequence[OpeningKey],
        composed: Composed,
        domain: Domain,
        sender: str,
        now: datetime,
        done: Sent,
    ) -> None:
        try:
            record = records.open_(path.read_bytes(), keys, PURPOSE)
            address, message = composed(record)
            freezing = Freezing(compose(message), domain, path.name.encode(), now, sender=sender)
            envelope = freezing.envelope(address)
        except (records.Unopened, BadMessage) as error:
            path.unlink()
            done.refused += 1
            done.why = f"a message could not be written: {error}" if isinstance(error, records.Unopened) else ""
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
        why = "there is no relay to send over."
        for relay in relays:
            line = Line(relay)
            try:
                await line.open()
                reply = await line.send(post.sender, envelope.address, post.content(envelope))
                if reply.is_good:
                    return ""
                why = f"{relay.name} answers {reply.code} {reply.text.splitlines()[0][:200]}"
            except (Broken, Unwelcome) as error:
                why = str(error)
            finally:
                await line.close()
        return why

    return asyncio.run(send())
