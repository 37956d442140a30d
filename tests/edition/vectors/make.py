"""Make the vectors: `python -m tests.edition.vectors.make`.  The same bytes each time, from keys made of counted seeds.

`edition.json` here holds a small edition as path -> bytes in hex, its root and a moment; and cases: what is changed in
it (a path's new bytes in hex, null: taken away), and what a reader says, for the head or for one page.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner

from tamizdat.edition import comparing, keys, layout
from tamizdat.edition.tiles import Leaf, bin_number
from tamizdat.edition.tree import walk
from tests.edition import forging
from tests.edition.world import NOW, Newsroom, PressTiles

HERE = Path(__file__).parent
SHEETS = {
    "index.html": b"<p>The ferry sails.",
    "en/2026/11/ferry.html": b"<p>Nine people were in the boat.",
    "ru/2026/11/паром.html": "<p>В лодке было девять человек.".encode(),
    "feed.xml": b"",
}


class Counted:
    """Keys one after the other from a seed, instead of random ones."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self) -> CryptoSigner:
        self.number += 1
        seed = hashlib.sha256(f"tamizdat vector {self.number}".encode()).digest()
        return CryptoSigner(Ed25519PrivateKey.from_private_bytes(seed))


def newsroom() -> Newsroom:
    before, keys.new = keys.new, Counted()  # type: ignore[assignment]
    try:
        return Newsroom()
    finally:
        keys.new = before


def case(name: str, says: str, change: dict[str, bytes | None], path: str = "") -> dict[str, Any]:
    changed = {where: None if content is None else content.hex() for where, content in change.items()}
    return {"name": name, "says": says, "change": changed, "path": path}


def cases(herald: Newsroom, files: dict[str, bytes]) -> list[dict[str, Any]]:
    page, stamp = "en/2026/11/ferry.html", "edition/head/timestamp.json"
    tile = layout.tile(walk(PressTiles(herald.place), herald.tree, bin_of(herald, page))[-1])
    head = dict(herald.head.files())

    def forged(role: str, change: Any) -> dict[str, bytes | None]:
        return dict(forging.forged(herald, role, change).files())

    def far(part: Any) -> None:
        part.expires = forging.FAR

    def leaves_out(part: Any) -> None:
        del part.meta["press.json"]

    found = [
        case("as it is", "", {}),
        case("a page as it is", "", {}, page),
        case("a page that there is not", "none", {}, "en/none.html"),
        case("an altered page", "Altered", {page: b"<p>Ten people."}, page),
        case("a page swapped for another", "Altered", {page: SHEETS["index.html"]}, page),
        case("a page kept under its old name", "", {page: None, old_of(page): SHEETS[page]}, page),
        case("a path that leads out", "BadPath", {}, "../index.html"),
        case("a path of the edition's own", "BadPath", {}, "edition/head.json"),
        case("an altered tile", "Altered", {tile: files[tile][:-1] + b"\0"}, "all"),
        case("a tile that is away", "away", {tile: None}, "all"),
        case("an altered timestamp", "Unsigned", {stamp: files[stamp].replace(b'"version":', b'"version":1', 1)}),
        case("a timestamp that is no JSON", "Malformed", {stamp: b"{"}),
        case("a member twice", "Malformed", {stamp: b'{"signed":1,"signed":1}'}),
        case("a snapshot that expires in 2099", "TooLong", forged("snapshot", far)),
        case("a timestamp that expires in 2099", "TooLong", forged("timestamp", far)),
        case("a snapshot that leaves out a role", "Mixed", forged("snapshot", leaves_out)),
        case("an altered role", "Altered", {one: head[one] + b" " for one in head if one.endswith(".press.json")}),
    ]
    return found


def bin_of(herald: Newsroom, path: str) -> int:
    return bin_number(Leaf.of(path, SHEETS[path]).index, herald.tree.bits)


def old_of(path: str) -> str:
    return layout.old(Leaf.of(path, SHEETS[path]).digest)


def made() -> str:
    herald = newsroom()
    files = dict(herald.prints(dict(SHEETS)).files)
    body = {
        "now": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "root": herald.root.hex(),
        "words": comparing.root(herald.root),
        "leaves": {path: Leaf.of(path, content).bytes.hex() for path, content in SHEETS.items()},
        "edition": {"bits": herald.tree.bits, "files": herald.tree.files, "tree": herald.tree.root.hex()},
        "files": {path: content.hex() for path, content in sorted(files.items())},
        "cases": cases(herald, files),
    }
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    (HERE / "edition.json").write_text(made())
