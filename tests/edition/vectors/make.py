"""Make the vectors: `python -m tests.edition.vectors.make`.  The same bytes each time, from keys made of counted seeds.

`edition.json` here holds a small edition as path -> bytes in hex, its root and a moment; and cases: what is changed in
it (a path's new bytes in hex, null: taken away), and what a reader says, for the head or for one page.  A case may have
a moment, a root, and a change that the reader met before.  Then trees of no, one and many files and of equal indexes,
each with its tiles and the leaves in it; and lists of addresses with those that a reader knows by them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner

from tamizdat.edition import comparing, keys, layout, tree
from tamizdat.edition import head as heads
from tamizdat.edition.head import moment
from tamizdat.edition.tiles import Leaf, bin_number
from tamizdat.edition.tree import walk
from tests.edition import forging
from tests.edition.world import NOW, Newsroom, Place, PressTiles

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


def newsroom(*, demo: bool = False) -> Newsroom:
    before, keys.new = keys.new, Counted()  # type: ignore[assignment]
    try:
        return Newsroom(demo=demo)
    finally:
        keys.new = before


def case(name: str, says: str, change: dict[str, bytes | None], path: str = "", **more: Any) -> dict[str, Any]:
    return {"name": name, "says": says, "change": in_hex(change), "path": path, **more}


def in_hex(change: Mapping[str, bytes | None]) -> dict[str, str | None]:
    return {where: None if content is None else content.hex() for where, content in change.items()}


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

    def a_second_less(part: Any) -> None:
        part.expires -= timedelta(seconds=1)

    demo = newsroom(demo=True)
    demo.prints(dict(SHEETS))
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
        case("a timestamp that is too long", "TooLarge", {stamp: files[stamp] + b" " * 8192}),
        case("four days later", "Expired", {}, now=moment(NOW + 4 * forging.DAY)),
        case("the edition before the one that was seen", "Rollback", {}, before=in_hex(_next(herald))),
        case("two timestamps of one version", "Forked", {}, before=in_hex(forged("timestamp", a_second_less))),
        case("a demo", "Demo", dict(demo.head.files()), root=demo.root.hex()),
        case("an altered role", "Altered", {one: head[one] + b" " for one in head if one.endswith(".press.json")}),
    ]
    return found


def _next(herald: Newsroom) -> dict[str, bytes | None]:
    later = heads.publish(herald.head, herald.tree, herald.signers(), NOW + timedelta(hours=1))
    return dict(later.files())


def trees() -> Iterator[dict[str, Any]]:
    """A tree, its tiles, and its leaves in the order of the bins."""
    one_index = {f"g/{number}": Leaf(bytes(8), bytes([number]) * 32, number) for number in range(3)}
    many = {f"en/{number}.html": Leaf.of(f"en/{number}.html", b"%d" % number) for number in range(300)}
    one = {"index.html": Leaf.of("index.html", b"One.")}
    for name, files in (("no file", {}), ("one file", one), ("equal indexes", one_index), ("300 files", many)):
        place = Place()
        built = tree.build(PressTiles(place), files)
        tiles = {path: content.hex() for path, content in sorted(place.files.items()) if "/tiles/" in path}
        leaves = sorted((leaf.bytes for leaf in files.values()), key=lambda leaf: (leaf[:8], leaf[12:], leaf[8:12]))
        said = {"bits": built.bits, "files": built.files, "tree": built.root.hex()}
        yield {"name": name, **said, "tiles": tiles, "leaves": [leaf.hex() for leaf in leaves]}


def lists() -> Iterator[dict[str, Any]]:
    """A floor, a mirrors.json and the addresses that a reader knows by them, in its order."""
    own = {"address": "https://herald.example/", "kind": "own", "weight": 20, "withdrawn": False}
    onion = {"address": f"http://{'a2' * 28}.onion/", "kind": "own"}
    carrier = {"address": "https://bucket.example:8443/herald/", "kind": "carrier", "weight": 100}
    other = {"address": "https://sky.example/", "kind": "satellite"}
    gone = {**own, "withdrawn": True}
    many = [{"address": f"https://m{number}.example/", "kind": "carrier"} for number in range(65)]
    bad = ("http://herald.example/", "https://203.0.113.7/", "https://a@herald.example/", "https://herald.example/?x=1")
    for name, floor, mirrors, knows in (
        ("nothing", [], [], []),
        ("own before carriers, the heavier first", [], [carrier, onion, own], [own, onion, carrier]),
        ("a kind that nobody knows", [], [other, own], [own]),
        ("withdrawn", [], [gone, carrier], [carrier]),
        ("withdrawn, and in the floor", [own], [gone], [own]),
        ("64 of them", [], many[:64], sorted(many[:64], key=lambda one: str(one["address"]))),
        ("65 of them", [own], many, [own]),
        ("one twice", [own], [carrier, carrier], [own]),
        ("a path for an own one", [own], [{**own, "address": "https://bucket.example/herald/"}], [own]),
        *((one, [own], [carrier, {"address": one, "kind": "carrier"}], [own]) for one in bad),
    ):
        text = json.dumps({"format": 1, "mirrors": mirrors})
        yield {"name": name, "floor": floor, "mirrors": text, "knows": [one["address"] for one in knows]}


def bin_of(herald: Newsroom, path: str) -> int:
    return bin_number(Leaf.of(path, SHEETS[path]).index, herald.tree.bits)


def old_of(path: str) -> str:
    return layout.old(Leaf.of(path, SHEETS[path]).digest)


def made() -> str:
    herald = newsroom()
    files = dict(herald.prints(dict(SHEETS)).files)
    body = {
        "now": moment(NOW),
        "root": herald.root.hex(),
        "words": comparing.root(herald.root),
        "leaves": {path: Leaf.of(path, content).bytes.hex() for path, content in SHEETS.items()},
        "edition": {"bits": herald.tree.bits, "files": herald.tree.files, "tree": herald.tree.root.hex()},
        "files": {path: content.hex() for path, content in sorted(files.items())},
        "cases": cases(herald, files),
        "trees": list(trees()),
        "lists": list(lists()),
    }
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    (HERE / "edition.json").write_text(made())
