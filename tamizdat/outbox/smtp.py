"""A line to a relay: SMTP (RFC 5321) with pipelining (RFC 2920), one round trip for a message.

The envelope's commands go out together, the content when the relay has asked for it.  A reply that does not come in
time breaks the line.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

LONGEST_REPLY = 4_096  # bytes of a line
MOST_LINES = 100  # of one reply
NEAR = ("127.0.0.1", "::1", "localhost")


class Tls(StrEnum):
    FROM_THE_START = "tls"
    STARTTLS = "starttls"
    NONE = "none"  # to this machine's own relay only


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Who takes our mail on."""

    host: str
    port: int
    tls: Tls = Tls.FROM_THE_START
    user: str = ""
    secret: Path | None = None  # the file of the password
    helo: str = "localhost"
    lines: int = 4  # at once
    rate: float = 0.0  # messages a second; 0: as many as it takes
    patience: float = 60.0  # seconds for one reply
    host_rates: tuple[tuple[str, float], ...] = ()  # (host of mailboxes, messages a second it takes from this relay)

    def __post_init__(self) -> None:
        """Raises ValueError for one that would be sent readers' addresses in the clear."""
        if self.tls is Tls.NONE and self.host not in NEAR:
            raise ValueError(f"{self.host} is another machine: mail goes there by TLS only.")

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Reply:
    code: int
    text: str

    @property
    def is_good(self) -> bool:
        return 200 <= self.code < 400

    @property
    def is_final(self) -> bool:
        """It will say the same tomorrow."""
        return 500 <= self.code < 600


class Broken(Exception):
    """A line that is no more: it hung, closed, or said what is no SMTP."""

    unsure = False  # a message's content was out by then, so that nobody knows whether it was taken


class Unwelcome(Exception):
    """A relay that does not let us in, or takes nothing from us now."""


class Line:
    """One connection.  Use it from one task."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._extensions: set[str] = set()
        self._begun = False  # the next message's envelope is out

    async def open(self) -> None:
        """Raises Broken, Unwelcome."""
        relay = self.relay
        secure = ssl.create_default_context() if relay.tls is Tls.FROM_THE_START else None
        try:
            opening = asyncio.open_connection(relay.host, relay.port, ssl=secure, limit=LONGEST_REPLY)
            self._reader, self._writer = await asyncio.wait_for(opening, relay.patience)
        except (OSError, TimeoutError) as error:
            raise Broken(f"{relay.name} does not answer ({error or 'too slow'}).") from error
        self._welcome(await self._reply(), "greets us with")
        await self._greet()
        if relay.tls is Tls.STARTTLS:
            await self._start_tls()
        if relay.user:
            await self._sign_in()

    async def _greet(self) -> None:
        reply = await self._ask(f"EHLO {self.relay.helo}")
        self._welcome(reply, "answers EHLO with")
        self._extensions = {line.split(" ")[0].upper() for line in reply.text.split("\n")[1:]}

    async def _start_tls(self) -> None:
        if "STARTTLS" not in self._extensions:
            raise Unwelcome(f"{self.relay.name} offers no TLS; nothing is sent in the clear.")
        self._welcome(await self._ask("STARTTLS"), "answers STARTTLS with")
        assert self._writer is not None
        try:
            context = ssl.create_default_context()
            await asyncio.wait_for(
                self._writer.start_tls(context, server_hostname=self.relay.host), self.relay.patience
            )
        except (OSError, TimeoutError) as error:
            raise Broken(f"{self.relay.name} and we do not agree on TLS ({error}).") from error
        await self._greet()

    async def _sign_in(self) -> None:
        secret = self.relay.secret.read_text().strip() if self.relay.secret else ""
        word = base64.b64encode(f"\0{self.relay.user}\0{secret}".encode()).decode()
        self._welcome(await self._ask(f"AUTH PLAIN {word}"), "does not let us in:")

    @property
    def pipelines(self) -> bool:
        return "PIPELINING" in self._extensions

    async def send(self, sender: str, recipient: str, content: bytes, following: str = "") -> Reply:
        """The relay's last word on this message.  Raises Broken, which says whether anybody knows what became of it.

        `following` is the recipient of the message after this one: its envelope goes out behind this content, so that a
        message costs one round trip.  It is the next that is sent on this line, or the line is closed.
        """
        if self.pipelines:
            if not self._begun:
                await self._write(_envelope(sender, recipient))
            self._begun = False
            mail, rcpt, data = await self._replies(3)
        else:
            mail = await self._ask(f"MAIL FROM:<{sender}>")
            rcpt = await self._ask(f"RCPT TO:<{recipient}>") if mail.is_good else mail
            data = await self._ask("DATA") if rcpt.is_good else rcpt
        if data.code == 354:
            if mail.is_good and rcpt.is_good:
                self._begun = self.pipelines and bool(following)
                return await self._content(content + (_envelope(sender, following) if self._begun else b""))
            await self._write(b".\r\n")  # it asked all the same: an empty message to nobody
            await self._reply()
        first = next((reply for reply in (mail, rcpt, data) if not reply.is_good), data)
        await self._ask("RSET")
        return first

    async def _content(self, content: bytes) -> Reply:
        try:
            await self._write(content)
            return await self._reply()
        except Broken as error:
            error.unsure = True
            raise

    async def close(self) -> None:
        if self._begun:
            self.drop()  # a word now might be taken for a message
        if self._writer is None:
            return
        try:
            self._writer.write(b"QUIT\r\n")
            self._writer.close()
            await asyncio.wait_for(self._writer.wait_closed(), 5)
        except (OSError, TimeoutError):
            pass
        self._writer = None

    def drop(self) -> None:
        """Hang up without a word: a line that is broken, or in the middle of a message."""
        if self._writer is not None:
            self._writer.transport.abort()
            self._writer = None

    def _welcome(self, reply: Reply, says: str) -> None:
        if not reply.is_good:
            raise Unwelcome(f"{self.relay.name} {says} {reply.code} {reply.text.splitlines()[0][:200]}")

    async def _ask(self, command: str) -> Reply:
        await self._write(f"{command}\r\n".encode())
        return await self._reply()

    async def _write(self, content: bytes) -> None:
        assert self._writer is not None
        try:
            self._writer.write(content)
            if self._writer.transport.get_write_buffer_size():
                async with asyncio.timeout(self.relay.patience):
                    await self._writer.drain()
        except (OSError, TimeoutError) as error:
            raise Broken(f"{self.relay.name} takes nothing more ({error or 'too slow'}).") from error

    async def _reply(self) -> Reply:
        """Raises Broken."""
        return (await self._replies(1))[0]

    async def _replies(self, number: int) -> list[Reply]:
        """So many, within one patience.  Raises Broken."""
        try:
            async with asyncio.timeout(self.relay.patience):
                return [await self._one_reply() for _ in range(number)]
        except TimeoutError as error:
            raise Broken(f"{self.relay.name} says nothing for {self.relay.patience:g} seconds.") from error
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            raise Broken(f"{self.relay.name} closed the line.") from error

    async def _one_reply(self) -> Reply:
        assert self._reader is not None
        lines: list[str] = []
        while len(lines) < MOST_LINES:
            line = (await self._reader.readuntil(b"\r\n")).decode("ascii", "replace")
            code, more = line[:3], line[3:4]
            if not code.isdecimal() or more not in ("-", " ", "\r"):
                raise Broken(f"{self.relay.name} says what is no SMTP.")
            lines.append(line[4:].rstrip())
            if more != "-":
                return Reply(int(code), "\n".join(lines))
        raise Broken(f"{self.relay.name} does not come to an end.")


def _envelope(sender: str, recipient: str) -> bytes:
    return f"MAIL FROM:<{sender}>\r\nRCPT TO:<{recipient}>\r\nDATA\r\n".encode()
