"""What became of each envelope of a shard, durable before anything follows from it.

A record is twelve bytes with a checksum.  Many are made durable by one fsync, when the loop has gone round once: so a
process that is killed has, for each line to a relay, at most one message out that is not in here.
"""

from __future__ import annotations

import asyncio
import errno
import os
import zlib
from enum import IntEnum
from pathlib import Path
from typing import Any

RECORD = 12  # bytes: number (4), reply code (2), outcome (1), nothing (1), checksum (4)


class Outcome(IntEnum):
    SENT = 1  # a relay took it
    REFUSED = 2  # for good: 5xx
    SKIPPED = 3  # who left since the freeze


class Journal:
    """The journal of one shard, open for the process that leases it."""

    def __init__(self, path: Path) -> None:
        self._settled = self.read(path)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        self._size = len(self._settled) * RECORD
        self._back_to_whole()  # a torn record at the end is written over
        self._pending: list[tuple[bytes, asyncio.Future[None]]] = []

    @staticmethod
    def read(path: Path) -> dict[int, Outcome]:
        """Number of an envelope -> what became of it, up to the first record that is not whole."""
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return {}
        found = {}
        for at in range(0, len(content) - RECORD + 1, RECORD):
            record = content[at : at + RECORD]
            if zlib.crc32(record[:8]) != int.from_bytes(record[8:]):
                break
            found[int.from_bytes(record[:4])] = Outcome(record[6])
        return found

    def is_settled(self, number: int) -> bool:
        return number in self._settled

    async def settle(self, number: int, outcome: Outcome, code: int = 0) -> None:
        """Returns when this is on disk.  An envelope is settled once: a second time changes nothing."""
        if number in self._settled:
            return
        self._settled[number] = outcome
        record = number.to_bytes(4) + code.to_bytes(2) + bytes((outcome, 0))
        loop = asyncio.get_running_loop()
        durable: asyncio.Future[Any] = loop.create_future()
        if not self._pending:
            loop.call_soon(self._commit)
        self._pending.append((record + zlib.crc32(record).to_bytes(4), durable))
        await durable

    def _commit(self) -> None:
        pending, self._pending = self._pending, []
        content = b"".join(record for record, _ in pending)
        failed: OSError | None = None
        try:
            if os.write(self._file, content) != len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fdatasync(self._file)
            self._size += len(content)
        except OSError as error:
            failed = error
            self._back_to_whole()
        for _, durable in pending:
            if durable.done():
                continue
            if failed:
                durable.set_exception(failed)
            else:
                durable.set_result(None)

    def _back_to_whole(self) -> None:
        os.ftruncate(self._file, self._size)
        os.lseek(self._file, self._size, os.SEEK_SET)

    def close(self) -> None:
        os.close(self._file)
