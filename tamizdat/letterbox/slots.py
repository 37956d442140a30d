"""Where letters lie: a file of slots, all made beforehand, all of one size.

A letter goes into a free slot picked at random, so the file says neither how letters followed each other nor when one
came, but for its day; and a flood finds the slots taken and fills nothing else.  There are three rooms, so that what
carries no token cannot take the room of what does.  Nothing is ever read here but by who fetches all of it.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import secrets
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tamizdat.letterbox.letters import SIZE
from tamizdat.vault.records import MORE

SEALED = SIZE + MORE  # bytes
ROOMS = ("join", "ask", "kept")  # the last is for letters that carry a token of ours
EACH = 8_192  # slots of a room
SLOT = 2_048  # bytes on disk
ID = 16  # bytes of a letter's name
FREE, TAKEN = b"\0", b"\1"
MAGIC = b"tamizdat letters 1\n"
HEAD = 4_096  # bytes before the states
_BODY = struct.Struct(f">{ID}sH{SEALED}s8s")  # name, day, letter, digest of these
FIRST_DAY = date(2020, 1, 1)


class Full(Exception):
    """Every slot of this room is taken."""


class NotSlots(Exception):
    """The file is another's."""


@dataclass(frozen=True, slots=True)
class Lying:
    """A letter as it lies."""

    name: bytes  # 16 random bytes
    day: date
    sealed: bytes


class Slots:
    """The file of slots; many processes may use it at once."""

    def __init__(self, path: Path, each: int = EACH) -> None:
        """Opens the file, or makes it.  `each`: slots of a room, for a new file.  Raises NotSlots, OSError."""
        if not path.exists():
            _make(path, each)
        self._file = os.open(path, os.O_RDWR)
        self.each = _each(self._file, path)
        self._first = HEAD + -(-len(ROOMS) * self.each // SLOT) * SLOT
        self._states = mmap.mmap(self._file, HEAD + len(ROOMS) * self.each)

    def close(self) -> None:
        self._states.close()
        os.close(self._file)

    def put(self, room: str, sealed: bytes, day: date) -> None:
        """On disk when this returns.  Raises Full, OSError."""
        if len(sealed) != SEALED:
            raise ValueError(f"a letter has {SEALED} bytes, not {len(sealed)}")
        name = secrets.token_bytes(ID)
        number = self._claimed(ROOMS.index(room))
        try:
            days = (day - FIRST_DAY).days
            body = _BODY.pack(name, days, sealed, _digest(name, days, sealed))
            os.pwrite(self._file, body, self._first + number * SLOT)
            os.pwrite(self._file, TAKEN, HEAD + number)
            os.fdatasync(self._file)
        finally:
            self._release(number)

    def waiting(self) -> dict[str, int]:
        """How many letters lie in each room."""
        return {
            room: self._states[HEAD + at * self.each : HEAD + (at + 1) * self.each].count(TAKEN)
            for at, room in enumerate(ROOMS)
        }

    def lying(self, most: int) -> list[Lying]:
        """At most this many letters, those with tokens first."""
        found: list[Lying] = []
        for at in reversed(range(len(ROOMS))):
            for _, letter in self._taken(at):
                found.append(letter)
                if len(found) == most:
                    return found
        return found

    def remove(self, names: Iterable[bytes]) -> int:
        """Make the slots of these letters free, and write over what lay there.  Returns how many lay here."""
        wanted = set(names)
        removed = 0
        for at in range(len(ROOMS)) if wanted else ():
            for number, letter in list(self._taken(at)):
                if letter.name in wanted:
                    self._clear(number)
                    removed += 1
        os.fdatasync(self._file)
        return removed

    def forget_before(self, day: date) -> int:
        """Remove letters that are older: the key that would open them is destroyed by now."""
        old = [letter.name for at in range(len(ROOMS)) for _, letter in self._taken(at) if letter.day < day]
        return self.remove(old)

    def _claimed(self, at: int) -> int:
        """A free slot, locked."""
        for attempt in range(64):
            number = self._free(at, scan=attempt >= 32)
            if number is None:
                continue
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
            except OSError:
                continue  # another worker is writing there
            if self._states[HEAD + number : HEAD + number + 1] == FREE:
                return number
            self._release(number)
        raise Full("too many write at once")

    def _free(self, at: int, *, scan: bool) -> int | None:
        """A slot of this room that looks free: picked blindly, or the next one from there.  Raises Full."""
        start = HEAD + at * self.each
        here = start + secrets.randbelow(self.each)
        if not scan:
            return here - HEAD if self._states[here : here + 1] == FREE else None
        found = self._states.find(FREE, here, start + self.each)
        if found < 0:
            found = self._states.find(FREE, start, here)
        if found < 0:
            raise Full("every slot is taken")
        return found - HEAD

    def _release(self, number: int) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number)

    def _taken(self, at: int) -> Iterator[tuple[int, Lying]]:
        for number in range(at * self.each, (at + 1) * self.each):
            if self._states[HEAD + number : HEAD + number + 1] != TAKEN:
                continue
            body = os.pread(self._file, _BODY.size, self._first + number * SLOT)
            name, days, sealed, digest = _BODY.unpack(body)
            if digest != _digest(name, days, sealed):
                self._clear(number)  # cut off while it was written, so nobody was told that it lies here
                continue
            yield number, Lying(name, date.fromordinal(FIRST_DAY.toordinal() + days), sealed)

    def _clear(self, number: int) -> None:
        os.pwrite(self._file, bytes(_BODY.size), self._first + number * SLOT)
        os.pwrite(self._file, FREE, HEAD + number)


def _digest(name: bytes, days: int, sealed: bytes) -> bytes:
    return hashlib.sha256(name + days.to_bytes(2) + sealed).digest()[:8]


def _make(path: Path, each: int) -> None:
    """Every byte is there before the first letter comes: a disk that fills up later takes none of them."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    arriving = path.with_suffix(".arriving")
    with open(os.open(arriving, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(MAGIC + each.to_bytes(4))
        states = -(-len(ROOMS) * each // SLOT) * SLOT
        os.posix_fallocate(file.fileno(), 0, HEAD + states + len(ROOMS) * each * SLOT)
        file.flush()
        os.fsync(file.fileno())
    arriving.replace(path)


def _each(file: int, path: Path) -> int:
    head = os.pread(file, len(MAGIC) + 4, 0)
    each = int.from_bytes(head[len(MAGIC) :])
    states = -(-len(ROOMS) * each // SLOT) * SLOT
    if not head.startswith(MAGIC) or os.fstat(file).st_size != HEAD + states + len(ROOMS) * each * SLOT or not each:
        raise NotSlots(f"{path} holds no letters of ours. Move it away, and a new one is made.")
    return each
