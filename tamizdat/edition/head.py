"""The head: signed metadata that says which tree is the edition, and how fresh that is.

Standard TUF 1.0, written with python-tuf.  A press signs a new head with each edition; it cannot change who may sign,
since the keys for that are elsewhere.  Versions only grow.  Press and clock sign timestamps and never ask each other:
both count by the minute, the press in even numbers and the clock in odd ones.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from securesystemslib.signer import Key, Signer
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.metadata import Role as TufRole
from tuf.api.serialization.json import JSONSerializer

from tamizdat.edition import layout
from tamizdat.edition.roles import DELEGATED, FORMAT, ROLES, SPEC, TOP
from tamizdat.edition.tree import Tree

Signers = Mapping[str, Sequence[Signer]]  # role -> the keys at hand that sign for it
_COMPACT = JSONSerializer(compact=True)
_FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # from which timestamps are counted
_SIGNED_PARTS = ("targets", "mirrors", "press", "snapshot", "timestamp")
T = TypeVar("T", Root, Targets, Snapshot, Timestamp)


@dataclass(frozen=True)
class Office:
    """Who holds a role: all its keys, and how many of them must sign."""

    keys: tuple[Key, ...]
    threshold: int = 1


@dataclass(frozen=True)
class Head:
    """A whole head as it is published: bytes, nothing parsed.  Before the first edition three roles are empty."""

    roots: tuple[bytes, ...]  # versions 1, 2, …
    targets: bytes
    mirrors: bytes
    press: bytes = b""
    snapshot: bytes = b""
    timestamp: bytes = b""
    lists: Mapping[str, bytes] = field(default_factory=dict)  # "edition.json" -> its bytes

    def as_json(self) -> str:
        """The head for whoever signs the next one: all of it, the first root too."""
        body = {role: getattr(self, role).decode() for role in _SIGNED_PARTS}
        lists = {name: content.decode() for name, content in self.lists.items()}
        return json.dumps({"roots": [root.decode() for root in self.roots], "lists": lists, **body}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Head:
        body = json.loads(text)
        return cls(
            roots=tuple(root.encode() for root in body["roots"]),
            lists={name: content.encode() for name, content in body["lists"].items()},
            **{role: body[role].encode() for role in _SIGNED_PARTS},
        )

    def version(self, role: str) -> int:
        """The role's version; 0 when it has not signed yet."""
        content = self.roots[-1] if role == "root" else getattr(self, role)
        return int(json.loads(content)["signed"]["version"]) if content else 0

    def files(self) -> Iterator[tuple[str, bytes]]:
        """(path, bytes) of every file of the head, in the order in which they must be placed."""
        for version, root in enumerate(self.roots, 1):
            yield layout.metadata("root", version), root
        for name, content in self.lists.items():
            yield layout.signed(name, hashlib.sha256(content).hexdigest()), content
        for role in ("targets", *DELEGATED, "snapshot", "timestamp"):
            if content := getattr(self, role):
                yield layout.metadata(role, self.version(role)), content
        yield layout.HEAD, self.in_one_file()

    def in_one_file(self) -> bytes:
        """The same in one file: it adds no trust, and spares a reader a dozen requests."""
        parts = {layout.metadata("root", number): root for number, root in enumerate(self.roots, 1) if number > 1}
        for role in ("timestamp", "snapshot", "targets", *DELEGATED):
            if content := getattr(self, role):
                parts[layout.metadata(role, self.version(role))] = content
        for name, content in self.lists.items():
            parts[layout.signed(name, hashlib.sha256(content).hexdigest())] = content
        texts = {path: content.decode() for path, content in parts.items()}
        return json.dumps({"format": FORMAT, "files": texts}, ensure_ascii=False, separators=(",", ":")).encode()


def begin(offices: Mapping[str, Office], signers: Signers, now: datetime, *, demo: bool = False) -> Head:
    """The head of a newsroom that has printed nothing yet: root, targets and empty lists of addresses.

    `offices` names every role.  A demo's root says so for ever.
    """
    held = {role: TufRole([key.keyid for key in offices[role].keys], offices[role].threshold) for role in TOP}
    known = {key.keyid: key for role in TOP for key in offices[role].keys}
    more: dict[str, Any] = {"demo": True} if demo else {}
    root = Root(1, SPEC, expiry("root", now), known, held, True, more)
    targets = Targets(1, SPEC, expiry("targets", now), {}, _delegations(offices))
    lists = {name: plain({"format": FORMAT, name.removesuffix(".json"): []}) for name in ROLES["mirrors"].lists}
    mirrors = Targets(1, SPEC, expiry("mirrors", now), _listed(lists))
    return Head(
        roots=(sign(root, signers["root"]),),
        targets=sign(targets, signers["targets"]),
        mirrors=sign(mirrors, signers["mirrors"]),
        lists=lists,
    )


def publish(head: Head, tree: Tree, signers: Signers, now: datetime, above: int = 0, stamped: int = 0) -> Head:
    """The head after this one, for a new edition.

    `above` is the highest number of an edition or snapshot seen anywhere, `stamped` that of a timestamp.
    """
    edition = plain(
        {"bits": tree.bits, "files": tree.files, "format": FORMAT, "size": tree.size, "tree": tree.root.hex()}
    )
    version = max(head.version("press"), above) + 1
    press = Targets(version, SPEC, expiry("press", now), _listed({"edition.json": edition}))
    lists = {"edition.json": edition, **{name: body for name, body in head.lists.items() if name != "edition.json"}}
    return confirm(replace(head, press=sign(press, signers["press"]), lists=lists), signers, now, above, stamped)


def confirm(head: Head, signers: Signers, now: datetime, above: int = 0, stamped: int = 0) -> Head:
    """The same edition with a new snapshot and timestamp, by the press."""
    version = max(head.version("snapshot"), above) + 1
    meta = {f"{role}.json": _meta(getattr(head, role)) for role in ("targets", *DELEGATED)}
    snapshot = sign(Snapshot(version, SPEC, expiry("snapshot", now), meta), signers["snapshot"])
    number = press_version(max(head.version("timestamp"), stamped), now)
    return replace(head, snapshot=snapshot, timestamp=stamp(snapshot, signers["timestamp"], number, now))


def stamp(snapshot: bytes, signers: Sequence[Signer], version: int, now: datetime) -> bytes:
    """A timestamp over this snapshot, which says when the newsroom confirmed it."""
    timestamp = Timestamp(version, SPEC, expiry("timestamp", now), _meta(snapshot), {"confirmed": moment(now)})
    return sign(timestamp, signers)


def press_version(seen: int, now: datetime) -> int:
    """The version of a press's next timestamp: even, and above what any clock can have signed until now."""
    return max(seen + 2 - seen % 2, _minutes(now) * 2 + 2)


def clock_version(seen: int, now: datetime) -> int:
    """The version of a clock's next timestamp, after it has seen this one: odd, and below the press's next."""
    return max(seen + 1 + seen % 2, _minutes(now) * 2 + 1)


def _minutes(now: datetime) -> int:
    return max(0, int((now - _FIRST_DAY).total_seconds()) // 60)


def sign(signed: T, signers: Sequence[Signer]) -> bytes:
    """The metadata's bytes, signed by each of these keys."""
    metadata = Metadata(signed)
    for signer in signers:
        metadata.sign(signer, append=True)
    return metadata.to_bytes(_COMPACT)


def plain(value: Mapping[str, Any]) -> bytes:
    """A list's bytes: JSON, sorted, no spaces, and a line's end."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def expiry(role: str, now: datetime) -> datetime:
    return (now.astimezone(UTC) + ROLES[role].life).replace(microsecond=0)


def _delegations(offices: Mapping[str, Office]) -> Delegations:
    roles = {
        name: DelegatedRole(
            name,
            [key.keyid for key in offices[name].keys],
            offices[name].threshold,
            terminating=True,
            paths=list(ROLES[name].lists),
        )
        for name in DELEGATED
    }
    return Delegations({key.keyid: key for name in DELEGATED for key in offices[name].keys}, roles)


def _listed(lists: Mapping[str, bytes]) -> dict[str, TargetFile]:
    return {name: TargetFile.from_data(name, content, ["sha256"]) for name, content in lists.items()}


def _meta(content: bytes) -> MetaFile:
    version = json.loads(content)["signed"]["version"]
    return MetaFile(version, len(content), {"sha256": hashlib.sha256(content).hexdigest()})
