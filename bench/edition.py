"""What the tree costs, beside python-tuf's hashed bins on the same files in the same run.

Files of nonsense paths, in memory: building, one story's update (12 files), the bytes a reader needs for one page, a
walk over all leaves, what a mirror pulls after one story beside the story itself, and memory.  Both sign within the
clock when a story comes; hashed bins stay parsed in memory, which is in their favour.  A story's figures are medians;
building and walking are clocked once.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import random
import resource
import statistics
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Snapshot, SuccinctRoles, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer

from tamizdat.edition import head, keys, tiles, tree
from tamizdat.edition.head import Office
from tamizdat.edition.roles import ROLES
from tamizdat.edition.tiles import Leaf

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
STORY = 12  # files that one story changes: its page, fronts, shelves, feeds
COMPACT = JSONSerializer(compact=True)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench edition")
    parser.add_argument("--files", type=int, default=300_000)
    parser.add_argument("--times", type=int, default=5, help="stories published, one after the other (5)")
    parser.add_argument("--proofs", default="3000,300000,3000000", help="numbers of files to prove one page of")
    options = parser.parse_args(words)
    files = some_files(options.files)
    mine = ours(files, options.times)
    theirs = hashed_bins(files, options.times)
    print(f"{options.files:,} files, {STORY} changed by a story; medians of {options.times}; build and walk once\n")
    print(f"{'':34}{'tree':>12}{'hashed bins':>14}{'ratio':>9}")
    for name, unit in ROWS.items():
        one, other = mine.get(name), theirs.get(name)
        ratio = f"{other / one:8.1f}×" if one and other else ""
        print(f"{name:34}{shown(one, unit):>12}{shown(other, unit):>14}{ratio}")
    print("\nOne page, cold, uncompressed: tiles, and with the head (as gzip -6 sends the head)")
    for number in map(int, options.proofs.split(",")):
        proof, whole, packed = cold(number)
        print(f"{number:>12,} files {proof:>8,} B {whole:>8,} B ({proof + packed:,} B)")
    print(f"\nPeak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0


ROWS = {
    "build, seconds": "s",
    "one story, milliseconds": "ms",
    "one story, bytes of tiles": "B",
    "one story, bytes written": "B",
    "a second page, bytes": "B",
    "one page cold, bytes": "B",
    "signed anew each term, bytes": "B",
    "walk over all leaves, seconds": "s",
    "pull after a story, tiles": "",
    "pull after a story, bytes": "B",
}


def shown(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if unit in ("s", "ms") else f"{value:,.0f}"


def some_files(number: int) -> dict[str, Leaf]:
    numbers = random.Random(7)
    made = (f"en/2026/{1 + at % 12:02}/{uuid.UUID(int=numbers.getrandbits(128)).hex[:20]}.html" for at in range(number))
    return {path: Leaf.of(path, path.encode()) for path in made}


def changed(files: dict[str, Leaf], times: int) -> list[dict[str, Leaf]]:
    numbers = random.Random(8)
    paths = list(files)
    return [
        {path: Leaf.of(path, f"{path}{time_}".encode()) for path in numbers.sample(paths, STORY)}
        for time_ in range(times)
    ]


def clocked(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.process_time()
    done = work()
    return time.process_time() - begun, done


# The tree


class Memory:
    """Tiles in memory, and what was put since somebody looked."""

    def __init__(self) -> None:
        self.tiles: dict[bytes, bytes] = {}
        self.paths: dict[bytes, bytes] = {}
        self.put_since: list[int] = []
        self.lists_since: list[int] = []

    def get(self, name: bytes) -> bytes:
        return self.tiles[name]

    def put(self, tile: bytes) -> bytes:
        name = tiles.name(tile)
        if name not in self.tiles:
            self.put_since.append(len(tile))
        self.tiles[name] = tile
        return name

    def get_paths(self, name: bytes) -> bytes:
        return self.paths[name]

    def put_paths(self, name: bytes, lines: bytes) -> None:
        self.lists_since.append(len(lines))
        self.paths[name] = lines


def ours(files: dict[str, Leaf], times: int) -> dict[str, float]:
    held = Memory()
    seconds, built = clocked(lambda: tree.build(held, files))
    spent, written, before, after = [], [], built, built
    begun, signers = newsroom()
    for story in changed(files, times):
        held.put_since.clear()
        held.lists_since.clear()
        before = after
        cost, (after, over) = clocked(lambda story=story, after=after: published(held, after, story, begun, signers))
        spent.append(cost * 1000)
        written.append((sum(held.put_since), sum(held.lists_since)))
    check, _ = clocked(lambda: sum(1 for _ in tree.everything(held, after)))
    proof = proof_bytes(held, after, next(iter(files)))
    known = {name for _, name in tree.reachable(held, before)}
    pulled = [name for _, name in tree.reachable(held, after, known)]
    brought = sum(len(held.tiles[name]) + len(held.paths.get(name, b"")) for name in pulled)
    whole = len(over.in_one_file())
    return {
        "build, seconds": seconds,
        "one story, milliseconds": statistics.median(spent),
        "one story, bytes of tiles": statistics.median(size for size, _ in written),
        "one story, bytes written": statistics.median(map(sum, written)) + whole,
        "a second page, bytes": proof - len(held.tiles[after.root]),
        "one page cold, bytes": proof + whole,
        "signed anew each term, bytes": whole,
        "walk over all leaves, seconds": check,
        "pull after a story, tiles": len(pulled),
        "pull after a story, bytes": brought + whole,
    }


def proof_bytes(held: Memory, built: tree.Tree, path: str) -> int:
    number = tiles.bin_number(Leaf.of(path, b"").index, built.bits)
    return sum(len(held.tiles[name]) for name in tree.walk(held, built, number))


def newsroom() -> tuple[head.Head, dict[str, list[CryptoSigner]]]:
    """A head of a newsroom at the table: root 3 of 5, targets 2 of 5, mirrors 2 of 3."""
    numbers = {"root": (5, 3), "targets": (5, 2), "mirrors": (3, 2)}
    held = {role: [keys.new() for _ in range(numbers.get(role, (1, 1))[0])] for role in ROLES}
    offices = {
        role: Office(tuple(key.public_key for key in those), numbers.get(role, (1, 1))[1])
        for role, those in held.items()
    }
    signers = {role: those[: offices[role].threshold] for role, those in held.items()}
    return head.begin(offices, signers, NOW), signers


def signed(built: tree.Tree) -> head.Head:
    begun, signers = newsroom()
    return head.publish(begun, built, signers, NOW)


def published(
    held: Memory, before: tree.Tree, story: dict[str, Leaf], begun: head.Head, signers: dict[str, list[CryptoSigner]]
) -> tuple[tree.Tree, head.Head]:
    after = tree.update(held, before, story)
    return after, head.publish(begun, after, signers, NOW)


def cold(number: int) -> tuple[int, int, int]:
    """(bytes of tiles, with the head, of the head packed) for one page among so many files."""
    held = Memory()
    files = some_files(number)
    built = tree.build(held, files)
    whole = signed(built).in_one_file()
    proof = proof_bytes(held, built, next(iter(files)))
    return proof, proof + len(whole), len(gzip.compress(whole, 6, mtime=0))


# Hashed bins


def hashed_bins(files: dict[str, Leaf], times: int) -> dict[str, float]:
    """As TUF's own repositories do it: targets in bins by the hash of their path, a snapshot of all bins."""
    signer = CryptoSigner(Ed25519PrivateKey.generate())
    bits = max(1, (len(files) // FILES_IN_A_BIN).bit_length())
    roles = SuccinctRoles([signer.public_key.keyid], 1, bits, "bin")
    expires = NOW + timedelta(days=14)
    bins: dict[str, Targets] = {name: Targets(expires=expires) for name in roles.get_roles()}

    def add(path: str, leaf: Leaf) -> str:
        name = roles.get_role_for_target(path)
        bins[name].targets[path] = TargetFile(leaf.length, {"sha256": leaf.digest.hex()}, path)
        return name

    def sign(part: Any) -> bytes:
        whole = Metadata(part)
        whole.sign(signer)
        return whole.to_bytes(COMPACT)

    def build() -> dict[str, bytes]:
        for path, leaf in files.items():
            add(path, leaf)
        return {name: sign(part) for name, part in bins.items()}

    seconds, written = clocked(build)
    snapshot = Snapshot(expires=expires, meta={f"{name}.json": MetaFile(1) for name in bins})

    def publish(story: dict[str, Leaf]) -> int:
        touched = {add(path, leaf) for path, leaf in story.items()}
        fresh = {}
        for name in touched:
            bins[name].version += 1
            fresh[name] = written[name] = sign(bins[name])
            snapshot.meta[f"{name}.json"] = MetaFile(bins[name].version)
        snapshot.version += 1
        over = sign(snapshot)
        said = MetaFile(snapshot.version, len(over), {"sha256": hashlib.sha256(over).hexdigest()})
        stamp = sign(Timestamp(expires=expires, snapshot_meta=said))
        return sum(map(len, fresh.values())) + len(over) + len(stamp)

    rounds = [clocked(lambda story=story: publish(story)) for story in changed(files, times)]
    over = len(sign(snapshot))
    one = statistics.mean(len(content) for content in written.values())
    return {
        "build, seconds": seconds,
        "one story, milliseconds": statistics.median(cost for cost, _ in rounds) * 1000,
        "one story, bytes written": statistics.median(size for _, size in rounds),
        "a second page, bytes": one,
        "one page cold, bytes": over + one,
        "signed anew each term, bytes": sum(map(len, written.values())) + over,
        "pull after a story, bytes": statistics.median(size for _, size in rounds),
    }


FILES_IN_A_BIN = 74  # mean: 300,000 files are then in 4,096 bins

if __name__ == "__main__":
    main([])
