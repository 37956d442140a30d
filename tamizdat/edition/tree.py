"""The tree of hashes over all files of an edition: build it, change it, prove a file by it.

The root's name depends on nothing but the files and the number of bins.  One story touches a dozen bins and the nodes
above them, however many files there are.  Beside each bin lies the list of its paths, which proves nothing (a path must
hash to its leaf), but lets a mirror know what to fetch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from tamizdat.edition import paths
from tamizdat.edition.refusals import BinFull, Malformed
from tamizdat.edition.tiles import (
    FAN_BITS,
    MOST_LEAVES,
    Leaf,
    bin_number,
    bin_tile,
    leaves_of,
    names_of,
    node_tile,
    verified,
)

FEWEST_BITS = 6
MOST_BITS = 30
# Bins are doubled beyond this mean: at 300,000 files the tiles of a cold proof are then under 6 KB, its head aside, and
# those of one story under 50 KB (`./run bench edition`).
FULL_MEAN = 64  # leaves


class Tiles(Protocol):
    """Where tiles lie.  What is got is checked by whoever asked."""

    def get(self, name: bytes) -> bytes:
        """The bytes kept under the name of a tile.  Raises KeyError."""

    def put(self, tile: bytes) -> bytes:
        """Keep a tile; returns its name."""

    def get_paths(self, name: bytes) -> bytes:
        """The paths of the bin of that name, a line each.  Raises KeyError."""

    def put_paths(self, name: bytes, lines: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole tree: its root and what is needed to walk it."""

    root: bytes  # name of the top node
    bits: int  # there are 2**bits bins
    files: int
    size: int  # bytes of all files

    @property
    def levels(self) -> int:
        """Levels of nodes above the bins."""
        return -(-self.bits // FAN_BITS)

    def width(self, level: int) -> int:
        """How many tiles there are at a level; bins are level 0."""
        return 1 << max(0, self.bits - FAN_BITS * level)

    def fan(self, level: int) -> int:
        """How many tiles stand below a node of this level."""
        return self.width(level - 1) // self.width(level)


def bits_for(files: int, at_least: int = FEWEST_BITS) -> int:
    """Bits for so many files.  They are raised, never lowered: like an address, once given they stay."""
    bits = at_least
    while files > FULL_MEAN << bits:
        bits += 1
    return bits


def build(tiles: Tiles, files: Mapping[str, Leaf], bits: int = 0) -> Tree:
    """The tree of these files, every tile put where tiles lie.

    `bits` as an earlier tree had it, or 0.  Raises BadPath and BinFull.
    """
    bits = bits_for(len(files), bits or FEWEST_BITS)
    bins: dict[int, list[tuple[Leaf, str]]] = defaultdict(list)
    for path, leaf in files.items():
        bins[bin_number(leaf.index, bits)].append((leaf, path))
    names = [_put_bin(tiles, bins.get(number, [])) for number in range(1 << bits)]
    tree = Tree(b"", bits, len(files), sum(leaf.length for leaf in files.values()))
    for level in range(1, tree.levels + 1):
        fan = tree.fan(level)
        names = [tiles.put(node_tile(level, names[at : at + fan])) for at in range(0, len(names), fan)]
    return Tree(names[0], bits, tree.files, tree.size)


def update(tiles: Tiles, tree: Tree, changes: Mapping[str, Leaf | None]) -> Tree:
    """The tree after these files have changed, come or (None) gone.  Tiles of the tree before stay where they are."""
    grown = tree.files + sum(leaf is not None for leaf in changes.values())
    if bits_for(grown, tree.bits) != tree.bits and bits_for(_count(tiles, tree, changes), tree.bits) != tree.bits:
        return _rebuilt(tiles, tree, changes)
    fresh: dict[int, bytes] = {}
    files, size = tree.files, tree.size
    for number, rows in _by_bin(changes, tree.bits).items():
        before = dict(entries(tiles, tree, number))
        after = {path: leaf for path, leaf in {**before, **rows}.items() if leaf is not None}
        _refuse_too_many(after, before)
        files += len(after) - len(before)
        size += sum(leaf.length for leaf in after.values()) - sum(leaf.length for leaf in before.values())
        fresh[number] = _put_bin(tiles, [(leaf, path) for path, leaf in after.items()])
    return Tree(_climb(tiles, tree, fresh), tree.bits, files, size)


def entries(tiles: Tiles, tree: Tree, number: int) -> Iterator[tuple[str, Leaf]]:
    """(path, leaf) of everything in one bin, the paths checked against their leaves.  Raises Refused, KeyError."""
    tile_name = walk(tiles, tree, number)[-1]
    leaves = leaves_of(verified(tiles.get(tile_name), tile_name), number, tree.bits)
    yield from zip(paths_of(tiles.get_paths(tile_name), leaves), leaves, strict=True)


def paths_of(lines: bytes, leaves: list[Leaf]) -> list[str]:
    """The paths of a bin's leaves, in their order.  Raises Malformed, BadPath."""
    try:
        found = lines.decode().split("\n")[:-1] if lines else []
    except UnicodeDecodeError as error:
        raise Malformed("a list of paths is not UTF-8.") from error
    if [paths.index(path) for path in found] != [leaf.index for leaf in leaves]:
        raise Malformed("a list of paths does not fit its bin.")
    return found


def everything(tiles: Tiles, tree: Tree) -> Iterator[tuple[str, Leaf]]:
    """(path, leaf) of every file, bin by bin.  Raises Refused, KeyError."""
    for number in range(1 << tree.bits):
        yield from entries(tiles, tree, number)


def walk(tiles: Tiles, tree: Tree, number: int) -> list[bytes]:
    """Names of the tiles from the root down to bin `number`, each node checked.  Raises Refused, KeyError."""
    names = [tree.root]
    for level in range(tree.levels, 0, -1):
        below = names_of(verified(tiles.get(names[-1]), names[-1]), level, tree.fan(level))
        names.append(below[(number >> FAN_BITS * (level - 1)) % tree.fan(level)])
    return names


def find(tiles: Tiles, tree: Tree, path: str) -> list[Leaf]:
    """The leaves that may be this path's: usually one; none when the edition holds no such file.

    Raises Refused, KeyError.
    """
    index = paths.index(path)
    number = bin_number(index, tree.bits)
    name_ = walk(tiles, tree, number)[-1]
    leaves = leaves_of(verified(tiles.get(name_), name_), number, tree.bits)
    return [leaf for leaf in leaves if leaf.index == index]


def differing(tiles: Tiles, one: Tree, other: Tree) -> list[int]:
    """Numbers of the bins in which two trees with the same number of bins differ; equal stretches are not walked.

    Raises Refused, KeyError.
    """
    numbers = [0] if one.root != other.root else []
    names = {0: (one.root, other.root)}
    for level in range(one.levels, 0, -1):
        fan = one.fan(level)
        nodes = {
            number: [names_of(verified(tiles.get(name_), name_), level, fan) for name_ in names[number]]
            for number in numbers
        }
        pairs = {
            number * fan + slot: (here[slot], there[slot])
            for number, (here, there) in nodes.items()
            for slot in range(fan)
        }
        names = {number: pair for number, pair in pairs.items() if pair[0] != pair[1]}
        numbers = sorted(names)
    return numbers


def reachable(tiles: Tiles, tree: Tree, known: Collection[bytes] = ()) -> Iterator[tuple[int, bytes]]:
    """(level, name) of every tile of the tree, each once, from the top; what is below `known` tiles is left out.

    Raises Refused, KeyError.
    """
    names = {tree.root}
    for level in range(tree.levels, 0, -1):
        names = {one for one in names if one not in known}
        yield from ((level, one) for one in sorted(names))
        nodes = (names_of(verified(tiles.get(one), one), level, tree.fan(level)) for one in names)
        names = {below for node in nodes for below in node}
    yield from ((0, one) for one in sorted(names) if one not in known)


def _put_bin(tiles: Tiles, rows: list[tuple[Leaf, str]]) -> bytes:
    rows.sort()
    _refuse_too_many({path: leaf for leaf, path in rows}, {})
    name_ = tiles.put(bin_tile([leaf for leaf, _ in rows]))
    tiles.put_paths(name_, "".join(f"{path}\n" for _, path in rows).encode())
    return name_


def _refuse_too_many(after: Mapping[str, Leaf], before: Mapping[str, Leaf]) -> None:
    if len(after) > MOST_LEAVES:
        raise BinFull(max(path for path in after if path not in before))


def _climb(tiles: Tiles, tree: Tree, fresh: dict[int, bytes]) -> bytes:
    """Put the nodes above changed tiles, level by level; returns the new root's name."""
    root = tree.root
    nodes = _nodes_above(tiles, tree, fresh)
    for level in range(1, tree.levels + 1):
        above: dict[int, bytes] = {}
        for number, names in nodes[level].items():
            fan = tree.fan(level)
            changed = [fresh.get(number * fan + slot, kept) for slot, kept in enumerate(names)]
            above[number] = tiles.put(node_tile(level, changed))
        fresh = above
    return fresh.get(0, root)


def _nodes_above(tiles: Tiles, tree: Tree, bins: Collection[int]) -> dict[int, dict[int, list[bytes]]]:
    """For each level, the nodes above these bins by their number, read from the top down."""
    found: dict[int, dict[int, list[bytes]]] = {}
    names = {0: tree.root} if bins else {}
    for level in range(tree.levels, 0, -1):
        fan = tree.fan(level)
        found[level] = {number: names_of(verified(tiles.get(one), one), level, fan) for number, one in names.items()}
        wanted = {number >> FAN_BITS * (level - 1) for number in bins}
        names = {number: found[level][number // fan][number % fan] for number in wanted}
    return found or {level: {} for level in range(1, tree.levels + 1)}


def _by_bin(changes: Mapping[str, Leaf | None], bits: int) -> dict[int, dict[str, Leaf | None]]:
    found: dict[int, dict[str, Leaf | None]] = defaultdict(dict)
    for path, leaf in changes.items():
        found[bin_number(paths.index(path), bits)][path] = leaf
    return found


def _count(tiles: Tiles, tree: Tree, changes: Mapping[str, Leaf | None]) -> int:
    """Files there will be."""
    files = tree.files
    for number, rows in _by_bin(changes, tree.bits).items():
        before = {path for path, _ in entries(tiles, tree, number)}
        files += sum(leaf is not None and path not in before for path, leaf in rows.items())
        files -= sum(leaf is None and path in before for path, leaf in rows.items())
    return files


def _rebuilt(tiles: Tiles, tree: Tree, changes: Mapping[str, Leaf | None]) -> Tree:
    files: dict[str, Leaf | None] = {**dict(everything(tiles, tree)), **changes}
    return build(tiles, {path: leaf for path, leaf in files.items() if leaf is not None}, tree.bits)
