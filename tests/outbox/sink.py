"""A relay that takes mail and keeps it, or does anything else that relays do, on a real socket."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PIPELINED = b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
# What it does about a recipient, by the part before the @; else it takes the mail.
REPLIES = {
    "later": b"450 4.2.0 try again\r\n",
    "never": b"550 5.1.1 no such mailbox\r\n",
}


@dataclass
class Sink:
    """What it was given: (recipient, message) as they came."""

    port: int = 0
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    greeting: bytes = b"220 sink\r\n"
    ehlo: bytes = PIPELINED
    at_data: Callable[[int], str] = lambda number: ""  # "", "hang", "die", "421", "550" by the number of the message
    slow: float = 0.0  # seconds before each message is taken
    lines: int = 0  # opened
    ahead: int = 0  # messages whose sender had said by then to whom the next one goes
    most_at_once: int = 0
    _open: int = 0
    _count: int = 0

    @property
    def recipients(self) -> Counter[str]:
        return Counter(recipient for recipient, _ in self.taken)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines += 1
        self._open += 1
        self.most_at_once = max(self.most_at_once, self._open)
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open -= 1
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self.greeting)
        recipient, good = "", False
        while True:
            line = (await reader.readuntil(b"\r\n")).decode()
            word = line[:4].upper()
            if word == "EHLO":
                writer.write(self.ehlo)
            elif word == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
                reply = REPLIES.get(recipient.partition("@")[0].rstrip("0123456789"), b"250 ok\r\n")
                good = reply.startswith(b"250")
                writer.write(reply)
            elif word == "DATA" and not good:
                writer.write(b"503 no recipient\r\n")
            elif word == "DATA":
                self._count += 1
                if not await self._data(reader, writer, recipient, self.at_data(self._count)):
                    return
            elif word == "QUIT":
                writer.write(b"221 bye\r\n")
                return
            else:
                writer.write(b"250 ok\r\n")

    async def _data(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, recipient: str, how: str) -> bool:
        """Goes on?"""
        if how == "421":
            writer.write(b"421 closing\r\n")
            return False
        writer.write(b"354 go on\r\n")
        content = await reader.readuntil(b"\r\n.\r\n")
        await asyncio.sleep(0)
        self.ahead += bytes(reader._buffer).startswith(b"MAIL")  # type: ignore[attr-defined]
        if how == "hang":
            await asyncio.sleep(60)
        await asyncio.sleep(self.slow)
        if how == "550":
            writer.write(b"550 5.7.1 not this\r\n")
            return True
        if how != "lose":
            self.taken.append((recipient, content))
        if how in ("die", "lose"):
            return False
        writer.write(b"250 taken\r\n")
        return True


@contextmanager
def sinking(**how: object) -> Iterator[Sink]:
    """A sink in a thread of this process, so that it outlives whoever posts to it."""
    sink = Sink(**how)  # type: ignore[arg-type]
    loop, ready = asyncio.new_event_loop(), threading.Event()
    ended: list[Callable[[], object]] = []

    async def serve() -> None:
        server = await asyncio.start_server(sink.answer, "127.0.0.1", 0, limit=1 << 20)
        sink.port = server.sockets[0].getsockname()[1]
        ready.set()
        await server.serve_forever()

    def run() -> None:
        asyncio.set_event_loop(loop)
        serving = loop.create_task(serve())
        ended.append(serving.cancel)
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(serving)
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield sink
    finally:
        loop.call_soon_threadsafe(ended[0])
        thread.join(10)
