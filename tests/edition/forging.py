"""Forge parts of a head as a thief of keys would: signed by keys that count, saying what they should not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata

from tamizdat.edition import head as heads
from tamizdat.edition import layout
from tamizdat.edition.head import Head
from tests.edition.world import Newsroom, Place

ONLINE = ("press", "mirrors", "targets", "snapshot", "timestamp")
FAR = datetime(2099, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def content(head: Head, role: str) -> bytes:
    """The metadata of a role as it is published."""
    return head.roots[-1] if role == "root" else bytes(getattr(head, role))


def part(head: Head, role: str) -> Any:
    """What a role's metadata says."""
    return Metadata[Any].from_bytes(content(head, role)).signed


def forged(
    herald: Newsroom, role: str, change: Callable[[Any], object], by: Sequence[CryptoSigner] | None = None
) -> Head:
    """The head with one role changed and signed `by` these keys (or those that count), and signed over as it must be.

    A root becomes one more root.
    """
    said = part(herald.head, role)
    said.version += role == "root"
    change(said)
    return with_part(herald, role, heads.sign(said, herald.signers()[role] if by is None else by))


def with_part(herald: Newsroom, role: str, content: bytes) -> Head:
    """The head with these bytes for a role, and snapshot and timestamp signed over them."""
    if role == "root":
        return replace(herald.head, roots=(*herald.head.roots, content))
    after: Head = replace(herald.head, **{role: content})  # type: ignore[arg-type]
    if role == "timestamp":
        return after
    if role == "snapshot":
        return replace(after, timestamp=stamped(herald, content))
    return heads.confirm(after, herald.signers(), herald.now)


def stamped(herald: Newsroom, snapshot: bytes) -> bytes:
    """A newer timestamp over this snapshot."""
    version = heads.press_version(herald.head.version("timestamp"), herald.now)
    return heads.stamp(snapshot, herald.signers()["timestamp"], version, herald.now)


def placed(herald: Newsroom, head: Head) -> Place:
    """A place with the newsroom's sheets under this head."""
    place = herald.place.copy()
    place.files.update(head.files())
    return place


def with_bytes(place: Place, path: str, content: bytes) -> Place:
    other = place.copy()
    other.files[path] = content
    return other


def path_of(head: Head, role: str) -> str:
    return layout.metadata(role, head.version(role))
