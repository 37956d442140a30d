"""Read a head as a reader must: in one order, trusting nothing that came before its turn.

Root chain, timestamp, snapshot, targets, delegated roles, edition.json.  Each is checked for its limit, hash, signature
and version before it is read further, and what is remembered changes in one step at the end.  A strict reader (a
mirror, `tamizdat check`) refuses what has expired; others take it, keep serving what they have, and say so.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from tuf.api.metadata import Root, Snapshot, Targets, Timestamp
from tuf.api.serialization.json import CanonicalJSONSerializer

from tamizdat.edition import layout
from tamizdat.edition.metadata import (
    LARGEST,
    confirmed,
    fits,
    key_values,
    parsed,
    refuse_expired,
    refuse_too_long,
    strict_json,
    verify,
)
from tamizdat.edition.refusals import Demo, Expired, Forked, Malformed, Mixed, Refused, Rollback, TooLong
from tamizdat.edition.roles import DELEGATED, FLOOR, FORMAT, HEAD_LIMIT, LISTS_LIMIT, MOST_ROOTS, ROLES
from tamizdat.edition.tree import FEWEST_BITS, MOST_BITS, Tree

AHEAD = timedelta(days=1)  # how far clocks may differ before a confirmation is one from the future


class Absent(Exception):
    """There is no such file here.  It says nothing about the edition: the place may lie."""


class Source(Protocol):
    """A place that may hold an edition, and may lie."""

    def get(self, path: str, limit: int) -> bytes:
        """The file's bytes.  Raises Absent, TooLarge beyond `limit` bytes, or OSError when the place is away."""


class Container:
    """A head in one file, read as if it were a place."""

    def __init__(self, content: bytes) -> None:
        body = strict_json(content, layout.HEAD)
        files = body.get("files") if isinstance(body, dict) and body.get("format") == FORMAT else None
        if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
            raise Malformed(f"{layout.HEAD} is not a head of format {FORMAT}.")
        self._files: dict[str, str] = files

    def paths(self) -> list[str]:
        return list(self._files)

    def get(self, path: str, limit: int) -> bytes:
        if path not in self._files:
            raise Absent(path)
        return self._files[path].encode()


@dataclass(frozen=True)
class Memory:
    """What a reader keeps between visits.  It begins with a root that came by a way it trusts."""

    root: bytes
    timestamp: int = 0  # versions; 0: none seen
    timestamp_digest: str = ""  # SHA-256 of what that timestamp says
    snapshot: int = 0
    roles: Mapping[str, int] = field(default_factory=dict)
    confirmed: str = ""  # the latest moment a newsroom confirmed anything

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "root": self.root.decode(), "roles": dict(self.roles)}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Memory:
        return cls(**{**body, "root": str(body["root"]).encode()})


@dataclass(frozen=True)
class Checked:
    """A head that is genuine, and what it says."""

    edition: int
    tree: Tree
    confirmed: datetime
    memory: Memory  # to be kept
    addresses: bytes  # mirrors.json, to be read by whoever needs it
    ways: bytes
    floor: object = field(default_factory=list)  # what targets say of addresses that stay known, nothing of it checked
    expired: tuple[str, ...] = ()  # one line each; empty for a strict reader
    demo: bool = False


def read(source: Source, memory: Memory, now: datetime, *, strict: bool, demo: bool = False) -> Checked:
    """Check the head that a place holds.  Raises Refused, Absent, OSError.

    `now` is this machine's clock in UTC; `demo` allows a demo newsroom's keys.
    """
    return _Reading(source, memory, now, strict).read(demo)


def whole(source: Source) -> Container:
    """The head in one file from this place.  Raises Refused, Absent, OSError."""
    return Container(source.get(layout.HEAD, HEAD_LIMIT))


class _Reading:
    """One visit to one place."""

    def __init__(self, source: Source, memory: Memory, now: datetime, strict: bool) -> None:
        self.source, self.now, self.strict = source, now, strict
        self.memory = memory
        self.expired: list[str] = []
        self.versions: dict[str, int] = {}

    def read(self, demo: bool) -> Checked:
        root, root_bytes = self._root()
        is_demo = root.unrecognized_fields.get("demo") is True
        if is_demo and not demo:
            raise Demo("this edition is signed by a demo newsroom's keys: nothing in it is real.")
        self._forget_replaced(root)
        timestamp, at, digest = self._timestamp(root)
        self._expiry("root", root.expires, at)
        snapshot = self._snapshot(root, timestamp, at)
        targets = self._targets(root, "targets", snapshot, at)
        roles = {role: self._targets(targets, role, snapshot, at) for role in DELEGATED}
        lists = {name: self._list(roles[role], name) for role in DELEGATED for name in ROLES[role].lists}
        tree = tree_of(lists["edition.json"])
        kept = Memory(
            root_bytes, timestamp.version, digest, snapshot.version, self.versions, f"{at:%Y-%m-%dT%H:%M:%SZ}"
        )
        return Checked(
            edition=roles["press"].version,
            tree=tree,
            confirmed=at,
            memory=kept,
            addresses=lists["mirrors.json"],
            ways=lists["ways.json"],
            floor=targets.unrecognized_fields.get(FLOOR, []),
            expired=tuple(self.expired),
            demo=is_demo,
        )

    # One role after the other

    def _root(self) -> tuple[Root, bytes]:
        """The newest root: each signed by the keys of the one before it and by its own."""
        content = self.memory.root
        root, metadata = parsed(content, "root", Root)
        verify(root, "root", metadata)
        for version in range(root.version + 1, root.version + 1 + MOST_ROOTS):
            try:
                content_next = self.source.get(layout.metadata("root", version), ROLES["root"].limit)
            except Absent:
                break
            fresh, metadata = parsed(content_next, "root", Root)
            verify(root, "root", metadata)
            verify(fresh, "root", metadata)
            if fresh.version != version:
                raise Rollback(f"root {version} calls itself version {fresh.version}.")
            root, content = fresh, content_next
        return root, content

    def _forget_replaced(self, root: Root) -> None:
        """Recover from a thief who counted far ahead: forget numbers when both online roles have new keys alone."""
        before, _ = parsed(self.memory.root, "root", Root)
        replaced = all(
            key_values(before, role).isdisjoint(key_values(root, role)) for role in ("timestamp", "snapshot")
        )
        if replaced:
            self.memory = Memory(self.memory.root)

    def _timestamp(self, root: Root) -> tuple[Timestamp, datetime, str]:
        content = self.source.get(layout.metadata("timestamp", 0), ROLES["timestamp"].limit)
        timestamp, metadata = parsed(content, "timestamp", Timestamp)
        verify(root, "timestamp", metadata)
        digest = hashlib.sha256(CanonicalJSONSerializer().serialize(timestamp)).hexdigest()
        if timestamp.version < self.memory.timestamp:
            raise Rollback(
                f"timestamp {timestamp.version} is older than {self.memory.timestamp}, which was seen before."
            )
        if timestamp.version == self.memory.timestamp and digest != self.memory.timestamp_digest:
            raise Forked(f"there are two different timestamps {timestamp.version}, both signed.")
        if timestamp.snapshot_meta.version < self.memory.snapshot:
            raise Rollback(f"timestamp names snapshot {timestamp.snapshot_meta.version}, older than what was seen.")
        at = confirmed(timestamp)
        if at > self.now + AHEAD:
            self._soft(TooLong(f"it was confirmed {at:%Y-%m-%d %H:%M} UTC, in this machine's future. Set its clock."))
        self._expiry("timestamp", timestamp.expires, at)
        return timestamp, at, digest

    def _snapshot(self, root: Root, timestamp: Timestamp, at: datetime) -> Snapshot:
        said = timestamp.snapshot_meta
        content = self.source.get(layout.metadata("snapshot", said.version), ROLES["snapshot"].limit)
        fits("snapshot", content, said)
        snapshot, metadata = parsed(content, "snapshot", Snapshot)
        verify(root, "snapshot", metadata)
        _same_version("snapshot", snapshot.version, said.version)
        for role in ("targets", *DELEGATED):
            if f"{role}.json" not in snapshot.meta:
                raise Mixed(f"snapshot leaves out {role}.")
            version = snapshot.meta[f"{role}.json"].version
            if version < self.memory.roles.get(role, 0):
                raise Rollback(f"snapshot names {role} {version}, older than {self.memory.roles[role]}.")
            self.versions[role] = version
        self._expiry("snapshot", snapshot.expires, at)
        return snapshot

    def _targets(self, delegator: Root | Targets, role: str, snapshot: Snapshot, at: datetime) -> Targets:
        said = snapshot.meta[f"{role}.json"]
        content = self.source.get(layout.metadata(role, said.version), ROLES[role].limit)
        fits(role, content, said)
        targets, metadata = parsed(content, role, Targets)
        try:
            verify(delegator, role, metadata)
        except ValueError as error:
            raise Mixed(f"targets name no role {role}.") from error
        _same_version(role, targets.version, said.version)
        self._expiry(role, targets.expires, at)
        return targets

    def _list(self, role: Targets, name: str) -> bytes:
        said = role.targets.get(name)
        if said is None:
            raise Mixed(f"{name} is left out.")
        if said.length > LISTS_LIMIT[name]:
            raise Malformed(f"{name} is listed with {said.length} bytes; {LISTS_LIMIT[name]} are allowed.")
        content = self.source.get(layout.signed(name, said.hashes.get("sha256", "")), LISTS_LIMIT[name])
        fits(name, content, said)
        return content

    # Time

    def _expiry(self, role: str, expires: datetime, at: datetime) -> None:
        refuse_too_long(role, expires, at)
        # A clock set back must not make old things fresh again: the newsroom's own word is a floor.
        latest = max(self.now, _moment(self.memory.confirmed))
        try:
            refuse_expired(role, expires, latest)
        except Expired as error:
            self._soft(error)

    def _soft(self, refusal: Refused) -> None:
        if self.strict:
            raise refusal
        self.expired.append(str(refusal))


def _same_version(role: str, version: int, said: int) -> None:
    if version != said:
        raise Mixed(f"{role} calls itself version {version}; {said} was signed for.")


def _moment(text: str) -> datetime:
    return datetime.strptime(text or "1970-01-01T00:00:00Z", "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def tree_of(content: bytes) -> Tree:
    """The tree that an edition.json names.  Raises Malformed."""
    body = strict_json(content, "edition.json")
    wanted = {"bits", "files", "format", "size", "tree"}
    if not isinstance(body, dict) or not wanted <= set(body) or body["format"] != FORMAT:
        raise Malformed(f"edition.json is not of format {FORMAT}.")
    numbers = [body[name] for name in ("bits", "files", "size")]
    if not all(type(number) is int and 0 <= number <= LARGEST for number in numbers):
        raise Malformed("edition.json holds something else than a number.")
    if not FEWEST_BITS <= body["bits"] <= MOST_BITS or not re.fullmatch("[0-9a-f]{64}", str(body["tree"])):
        raise Malformed("edition.json names no tree.")
    return Tree(bytes.fromhex(body["tree"]), body["bits"], body["files"], body["size"])
