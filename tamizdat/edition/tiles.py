"""Tiles: the pieces of the tree, each a small file named by the SHA-256 of its bytes.

A bin holds leaves, one for each file of the edition; a node holds the names of the tiles below it.  The first bytes
say which level a tile belongs to, so none can stand in for one of another level.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import pairwise

from tamizdat.edition import paths
from tamizdat.edition.refusals import Altered, Malformed

MAGIC = b"TZ\x01"  # then one byte: the level, 0 for a bin
HEAD = len(MAGIC) + 1
LEAF = 8 + 4 + 32  # bytes: index, length, digest
NAME = 32  # bytes of a tile's name
FAN_BITS = 6
FAN = 1 << FAN_BITS  # tiles below a node
BIN_LIMIT = 16_384  # bytes
MOST_LEAVES = (BIN_LIMIT - HEAD) // LEAF
LONGEST_FILE = (1 << 32) - 1  # bytes


@dataclass(frozen=True, slots=True, order=True)
class Leaf:
    """One file of the edition, as the tree knows it."""

    index: bytes  # 8 bytes of SHA-256(path)
    digest: bytes  # SHA-256(length of path as 2 bytes, path, content)
    length: int  # bytes of the content

    @classmethod
    def of(cls, path: str, content: bytes) -> Leaf:
        """The leaf of a file.  Raises BadPath."""
        return cls(paths.index(path), digest(path, content), len(content))

    def is_of(self, path: str, content: bytes) -> bool:
        """Is this the leaf of that file, with just these bytes?"""
        return self == Leaf.of(path, content)

    @property
    def bytes(self) -> bytes:
        return self.index + self.length.to_bytes(4) + self.digest


def opening(path: str) -> bytes:
    """What is hashed before the content: the path's length in two bytes, and the path.  Raises BadPath."""
    name = paths.encoded(path)
    return len(name).to_bytes(2) + name


def digest(path: str, content: bytes) -> bytes:
    """The digest of a file under its path: two files with the same bytes have different ones."""
    return hashlib.sha256(opening(path) + content).digest()


def name(tile: bytes) -> bytes:
    return hashlib.sha256(tile).digest()


def bin_tile(leaves: list[Leaf]) -> bytes:
    """The tile of these leaves, which must be sorted."""
    return MAGIC + b"\0" + b"".join(leaf.bytes for leaf in leaves)


def node_tile(level: int, names: list[bytes]) -> bytes:
    """The tile of a node, `level` above the bins."""
    return MAGIC + bytes([level]) + b"".join(names)


def leaves_of(tile: bytes, number: int, bits: int) -> list[Leaf]:
    """The leaves of bin `number` of 2**bits.  Raises Malformed when they are unsorted or belong elsewhere."""
    body = _body(tile, 0)
    if len(tile) > BIN_LIMIT or len(body) % LEAF:
        raise Malformed(f"a bin has {len(tile)} bytes, which is no whole number of leaves up to {BIN_LIMIT} bytes.")
    leaves = [_leaf(body[at : at + LEAF]) for at in range(0, len(body), LEAF)]
    if any(one >= other for one, other in pairwise(leaves)):
        raise Malformed(f"the leaves of bin {number} are not in order.")
    if any(bin_number(leaf.index, bits) != number for leaf in leaves):
        raise Malformed(f"bin {number} holds a leaf that belongs to another bin.")
    return leaves


def names_of(tile: bytes, level: int, size: int) -> list[bytes]:
    """The `size` names that a node of this level holds.  Raises Malformed."""
    body = _body(tile, level)
    if len(body) != size * NAME:
        raise Malformed(f"a node of level {level} has {len(tile)} bytes; {HEAD + size * NAME} are right.")
    return [body[at : at + NAME] for at in range(0, len(body), NAME)]


def verified(tile: bytes, wanted: bytes) -> bytes:
    """The tile, when it is the one of that name.  Raises Altered."""
    if name(tile) != wanted:
        raise Altered(f"the tile {wanted.hex()} holds other bytes than its name says.")
    return tile


def bin_number(index: bytes, bits: int) -> int:
    """Which of 2**bits bins a leaf of this index is in: its first bits."""
    return int.from_bytes(index) >> (64 - bits)


def _leaf(part: bytes) -> Leaf:
    return Leaf(index=part[:8], length=int.from_bytes(part[8:12]), digest=part[12:])


def _body(tile: bytes, level: int) -> bytes:
    if tile[:HEAD] != MAGIC + bytes([level]):
        raise Malformed(f"a tile does not begin as one of level {level} does.")
    return tile[HEAD:]
