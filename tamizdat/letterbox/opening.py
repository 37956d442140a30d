"""Open a letterbox on this machine."""

from __future__ import annotations

import socket
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tamizdat.letterbox import standing, vendors
from tamizdat.letterbox.app import Letterbox
from tamizdat.letterbox.asking import Asks
from tamizdat.letterbox.counting import Counting
from tamizdat.letterbox.proving import Proving
from tamizdat.letterbox.serving import SECONDS, WORKERS, Workers, keep_to_itself
from tamizdat.letterbox.slots import EACH, Slots

LETTERS = "letters"  # the file of slots


class BadCollector(ValueError):
    """What is no collector's key."""


def collector(text: str) -> Ed25519PublicKey:
    """The key by which this letterbox knows who may fetch: 32 bytes in base64.  Raises BadCollector."""
    try:
        return Ed25519PublicKey.from_public_bytes(b64decode(text, validate=True))
    except ValueError as error:
        raise BadCollector(f"{text[:60]!r} is no collector's key.") from error


def run(
    folder: Path,
    key: Ed25519PublicKey,
    address: str,
    listening: socket.socket,
    *,
    workers: int = WORKERS,
    each: int = EACH,
    seconds: float = SECONDS,
    told: Callable[[str], None] = lambda line: None,
) -> None:
    """Until asked to end.  `told` hears what the system does not allow, a line each.  Raises NotSlots, OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    slots, counting, proving, asks = Slots(folder / LETTERS, each), Counting(), Proving(), Asks()
    told_before = standing.kept(folder)
    if told_before and not vendors.VENDORS.keys().isdisjoint(told_before.hints):
        vendors.load()
    for line in keep_to_itself():
        told(line)
    box = Letterbox(folder, key, address, slots, counting, proving, asks)
    Workers(listening, lambda: box.answer, workers, seconds).run()
