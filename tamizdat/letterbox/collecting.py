"""How letters are fetched: the private side calls, signs what it asks, and says which letters it has put away safely.

One request does three things: it tells the letterbox how to go on, names the letters that may be forgotten, and asks
for more.  Whoever copies a request can only make it again, to the same letterbox, for ten minutes.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tamizdat.letterbox.slots import FIRST_DAY, ID, SEALED, Lying
from tamizdat.letterbox.standing import BadStanding, Standing

MOST = 500  # letters of one answer
LARGEST = 200_000  # bytes of a request
SLACK = timedelta(minutes=10)  # between the clocks of both
HEADER = "tamizdat-signature"
PURPOSE = b"tamizdat collect 1\n"


class NotTheCollector(Exception):
    """A request that its key has not signed, or one for another letterbox or another time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the private side asks."""

    letterbox: str  # its address, so that no other letterbox takes the request for its own
    at: datetime
    standing: Standing
    received: Sequence[bytes]  # names of letters that are put away
    most: int = MOST

    def as_bytes(self) -> bytes:
        return json.dumps(
            {
                "letterbox": self.letterbox,
                "at": self.at.astimezone(UTC).isoformat(timespec="seconds"),
                "standing": self.standing.as_json(),
                "received": [name.hex() for name in self.received],
                "most": self.most,
            }
        ).encode()

    @classmethod
    def of(cls, body: bytes) -> Wanted:
        """Raises NotTheCollector."""
        try:
            given: dict[str, Any] = json.loads(body)
            received = [bytes.fromhex(name) for name in given["received"]]
            at = datetime.fromisoformat(given["at"])
            return cls(str(given["letterbox"]), at, Standing.from_json(given["standing"]), received, int(given["most"]))
        except (ValueError, KeyError, TypeError, BadStanding) as error:
            raise NotTheCollector("it is not in the form we know.") from error


def signed(wanted: Wanted, key: Ed25519PrivateKey) -> tuple[bytes, str]:
    """(body, value of the header that signs it)."""
    body = wanted.as_bytes()
    return body, signature(PURPOSE + body, key)


def checked(body: bytes, signature: str, key: Ed25519PublicKey, letterbox: str, now: datetime) -> Wanted:
    """Raises NotTheCollector."""
    verify(PURPOSE + body, signature, key)
    wanted = Wanted.of(body)
    refuse_others(wanted.letterbox, wanted.at, letterbox, now)
    return wanted


def signature(said: bytes, key: Ed25519PrivateKey) -> str:
    """`said` begins with what it is for, so that no signature serves for something else."""
    return b64encode(key.sign(said)).decode()


def verify(said: bytes, signature: str, key: Ed25519PublicKey) -> None:
    """Raises NotTheCollector."""
    try:
        key.verify(b64decode(signature, validate=True), said)
    except (InvalidSignature, ValueError) as error:
        raise NotTheCollector("the collector's key has not signed it.") from error


def refuse_others(named: str, at: datetime, letterbox: str, now: datetime) -> None:
    """What is signed for another letterbox or another time.  Raises NotTheCollector."""
    if named != letterbox:
        raise NotTheCollector("it is for another letterbox.")
    if abs(at - now) > SLACK:
        raise NotTheCollector("it is of another time; look at both clocks.")


def packed(letters: Sequence[Lying]) -> bytes:
    return b"".join(one.name + (one.day - FIRST_DAY).days.to_bytes(2) + one.sealed for one in letters)


def unpacked(body: bytes) -> list[Lying]:
    """Raises ValueError."""
    size = ID + 2 + SEALED
    if len(body) % size or len(body) > MOST * size:
        raise ValueError(f"{len(body)} bytes are no letters")
    return [_unpacked(body[at : at + size]) for at in range(0, len(body), size)]


def _unpacked(part: bytes) -> Lying:
    days = int.from_bytes(part[ID : ID + 2])
    return Lying(part[:ID], FIRST_DAY + timedelta(days), part[ID + 2 :])
