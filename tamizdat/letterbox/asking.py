"""Asks: questions that name nobody, and that the private side answers at once over a call it holds open.

They lie for seconds in memory that the letterbox's workers share, and nowhere else.  Who asks is told at once when
nobody listens, so that a page can offer what needs no answer.
"""

from __future__ import annotations

import fcntl
import json
import mmap
import os
import secrets
import struct
import time
from base64 import b64decode, b64encode
from collections.abc import Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tamizdat.letterbox import collecting

AT_ONCE = 6  # asks that wait, each with the worker that took it
QUESTION, ANSWER = 512, 2_048  # bytes at most
PATIENCE = 10.0  # seconds that a reader waits
HEARD = 30.0  # seconds after the last call for which the private side counts as listening
HELD = 15.0  # seconds that a call is held at most
STEP = 0.05  # seconds between looks
NAME = 12  # bytes
PURPOSE = b"tamizdat asks 1\n"
_FREE, _ASKED, _TAKEN, _ANSWERED = range(4)
_HEAD = struct.Struct(">d")  # when the private side was last heard, on a clock that all processes share
_SLOT = struct.Struct(f">B{NAME}sH{QUESTION}sH{ANSWER}s")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits for its answer."""

    name: bytes
    question: bytes


class Asks:
    """The asks of one letterbox.  Made before its workers, who share it."""

    def __init__(self) -> None:
        self._file = os.memfd_create("asks")
        os.ftruncate(self._file, _HEAD.size + AT_ONCE * _SLOT.size)
        self._shared = mmap.mmap(self._file, 0)

    def ask(self, question: bytes, patience: float = PATIENCE) -> bytes | None:
        """The answer; None when nobody listens, too many ask at once, or it took too long."""
        if not self.are_heard() or len(question) > QUESTION:
            return None
        for at in range(AT_ONCE):
            with suppress(OSError), self._mine(at):  # another worker waits there
                return self._answer_to(question, at, patience)
        return None

    def are_heard(self) -> bool:
        """Does the private side listen?"""
        return 0 < time.monotonic() - _HEAD.unpack_from(self._shared)[0] < HEARD

    def listen(self, seconds: float) -> list[Asked]:
        """What is asked now, or the first thing asked within this time."""
        until = time.monotonic() + min(seconds, HELD)
        while True:
            _HEAD.pack_into(self._shared, 0, time.monotonic())
            if found := [one for at in range(AT_ONCE) if (one := self._take(at))]:
                return found
            if time.monotonic() >= until:
                return []
            time.sleep(STEP)

    def answer(self, name: bytes, answer: bytes) -> None:
        """To whoever still waits for it."""
        for at in range(AT_ONCE):
            state, here, *_ = self._slot(at)
            if state == _TAKEN and here == name and len(answer) <= ANSWER:
                self._put(at, _ANSWERED, name, b"", answer)

    def _answer_to(self, question: bytes, at: int, patience: float) -> bytes | None:
        name, until = secrets.token_bytes(NAME), time.monotonic() + patience
        self._put(at, _ASKED, name, question, b"")
        try:
            while time.monotonic() < until:
                state, _, _, _, length, answer = self._slot(at)
                if state == _ANSWERED:
                    return answer[:length]
                time.sleep(STEP)
        finally:
            self._put(at, _FREE, bytes(NAME), b"", b"")
        return None

    def _take(self, at: int) -> Asked | None:
        """The question that waits here, if nobody has been given it, and its asker still lives."""
        state, name, length, question, *_ = self._slot(at)
        if state != _ASKED:
            return None
        with suppress(OSError), self._mine(at):
            self._put(at, _FREE, bytes(NAME), b"", b"")  # its worker is gone
            return None
        self._shared[_HEAD.size + at * _SLOT.size] = _TAKEN
        return Asked(name, question[:length])

    @contextmanager
    def _mine(self, at: int) -> Any:
        """Holds a place; a lock of this kind ends with its process.  Raises OSError when another has it."""
        fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, at)
        try:
            yield
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, at)

    def _slot(self, at: int) -> tuple[int, bytes, int, bytes, int, bytes]:
        return _SLOT.unpack_from(self._shared, _HEAD.size + at * _SLOT.size)

    def _put(self, at: int, state: int, name: bytes, question: bytes, answer: bytes) -> None:
        place = _HEAD.size + at * _SLOT.size
        content = _SLOT.pack(state, name, len(question), question, len(answer), answer)
        self._shared[place + 1 : place + _SLOT.size] = content[1:]  # the state last: whoever sees it finds the rest
        self._shared[place] = state


@dataclass(frozen=True, slots=True)
class Call:
    """The private side's call: what it answers, and for how long it listens."""

    letterbox: str  # its address, so that no other takes the call for its own
    at: datetime
    answers: Sequence[tuple[bytes, bytes]] = ()  # (name of what was asked, answer)
    seconds: float = HELD

    def signed(self, key: Ed25519PrivateKey) -> tuple[bytes, str]:
        """(body, value of the header that signs it)."""
        body = json.dumps(
            {
                "letterbox": self.letterbox,
                "at": self.at.astimezone(UTC).isoformat(timespec="seconds"),
                "answers": [[name.hex(), b64encode(answer).decode()] for name, answer in self.answers],
                "seconds": self.seconds,
            }
        ).encode()
        return body, collecting.signature(PURPOSE + body, key)

    @classmethod
    def checked(cls, body: bytes, signature: str, key: Ed25519PublicKey, letterbox: str, now: datetime) -> Call:
        """Raises NotTheCollector."""
        collecting.verify(PURPOSE + body, signature, key)
        try:
            given: dict[str, Any] = json.loads(body)
            answers = [(bytes.fromhex(name), b64decode(answer)) for name, answer in given["answers"]]
            at = datetime.fromisoformat(given["at"])
            call = cls(str(given["letterbox"]), at, answers, float(given["seconds"]))
        except (ValueError, KeyError, TypeError) as error:
            raise collecting.NotTheCollector("it is not in the form we know.") from error
        collecting.refuse_others(call.letterbox, call.at, letterbox, now)
        return call


def packed(asked: Sequence[Asked]) -> bytes:
    return json.dumps([[one.name.hex(), b64encode(one.question).decode()] for one in asked]).encode()


def unpacked(body: bytes) -> list[Asked]:
    """Raises ValueError."""
    try:
        return [Asked(bytes.fromhex(name), b64decode(question)) for name, question in json.loads(body)]
    except TypeError as error:
        raise ValueError("these are no asks") from error
