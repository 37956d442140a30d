"""The tree: the same files give the same root, whichever way they came; a leaf out of place is refused."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat.edition import tiles, tree
from tamizdat.edition.refusals import Altered, BadPath, BinFull, Malformed
from tamizdat.edition.tiles import Leaf
from tests.counts import count
from tests.edition.world import Place, PressTiles

FILES = {f"en/{number}.html": Leaf.of(f"en/{number}.html", b"%d" % number) for number in range(500)}
HISTORIES_OF_A_TREE = count(40, 400)


def memory() -> PressTiles:
    return PressTiles(Place())


def test_a_file_is_found_by_its_path_and_bytes_alone() -> None:
    tiles_ = memory()
    built = tree.build(tiles_, FILES)

    (leaf,) = tree.find(tiles_, built, "en/7.html")

    assert leaf.is_of("en/7.html", b"7")
    assert not leaf.is_of("en/7.html", b"8")
    assert not leaf.is_of("en/8.html", b"7")
    assert tree.find(tiles_, built, "en/none.html") == []


_paths = st.sampled_from([f"en/{number}.html" for number in range(60)])
_steps = st.lists(st.dictionaries(_paths, st.one_of(st.none(), st.binary(max_size=8)), max_size=12), max_size=12)


@settings(max_examples=HISTORIES_OF_A_TREE, deadline=None)
@given(_steps)
def test_a_tree_that_was_changed_equals_one_built_anew(history: list[dict[str, bytes | None]]) -> None:
    tiles_ = memory()
    changed, files = tree.build(tiles_, {}), {}
    for step in history:
        leaves = {path: None if content is None else Leaf.of(path, content) for path, content in step.items()}
        changed = tree.update(tiles_, changed, leaves)
        files = {path: leaf for path, leaf in {**files, **leaves}.items() if leaf is not None}

    assert changed == tree.build(memory(), files)
    assert dict(tree.everything(tiles_, changed)) == files


def test_bins_are_doubled_when_they_are_full_on_average_and_never_halved() -> None:
    many = {f"a/{number}": Leaf.of(f"a/{number}", b"") for number in range(64 * tree.FULL_MEAN)}
    tiles_ = memory()
    at_the_brim = tree.build(tiles_, many)

    over = tree.update(tiles_, at_the_brim, {"b": Leaf.of("b", b"")})
    back = tree.update(tiles_, over, {"b": None})

    assert (at_the_brim.bits, over.bits, back.bits) == (6, 7, 7)
    assert over == tree.build(memory(), {**many, "b": Leaf.of("b", b"")})
    assert back == tree.build(memory(), many, bits=7)


def test_one_story_touches_its_bins_and_the_nodes_above_and_no_other_tile() -> None:
    tiles_ = memory()
    built = tree.build(tiles_, FILES)
    before = {name for _, name in tree.reachable(tiles_, built)}

    after = tree.update(tiles_, built, {"en/7.html": Leaf.of("en/7.html", b"new")})

    fresh = {name for _, name in tree.reachable(tiles_, after)} - before
    assert len(fresh) == after.levels + 1


def leaves_with_one_index(number: int) -> dict[str, Leaf]:
    """Files whose leaves all have the same index, as grinding for days would find them for a shorter one."""
    return {f"g/{count}": Leaf(bytes(8), hashlib.sha256(b"%d" % count).digest(), 1) for count in range(number)}


def test_equal_indexes_are_told_apart_by_their_digests() -> None:
    one, other = Leaf(bytes(8), tiles.digest("a", b"1"), 1), Leaf(bytes(8), tiles.digest("b", b"2"), 1)
    tile = tiles.bin_tile(sorted([one, other]))

    found = tiles.leaves_of(tile, 0, 6)

    assert {leaf.digest for leaf in found} == {tiles.digest("a", b"1"), tiles.digest("b", b"2")}


def test_a_full_bin_refuses_the_new_file_and_names_it() -> None:
    most = leaves_with_one_index(tiles.MOST_LEAVES)
    assert tree.build(memory(), most).files == tiles.MOST_LEAVES

    with pytest.raises(BinFull, match="finds no room") as refusal:
        tree.build(memory(), {**most, "zzz": Leaf(bytes(8), bytes(32), 1)})
    assert refusal.value.path in {*most, "zzz"}


def good_leaves() -> list[Leaf]:
    return sorted(leaf for leaf in FILES.values() if tiles.bin_number(leaf.index, 6) == 3)


def test_leaves_out_of_order_are_refused() -> None:
    leaves = good_leaves()
    assert tiles.leaves_of(tiles.bin_tile(leaves), 3, 6) == leaves

    with pytest.raises(Malformed, match="not in order"):
        tiles.leaves_of(tiles.bin_tile(leaves[::-1]), 3, 6)
    with pytest.raises(Malformed, match="not in order"):
        tiles.leaves_of(tiles.bin_tile([leaves[0], leaves[0]]), 3, 6)


def test_a_leaf_in_the_wrong_bin_is_refused() -> None:
    tile = tiles.bin_tile(good_leaves())
    assert tiles.leaves_of(tile, 3, 6)

    with pytest.raises(Malformed, match="belongs to another bin"):
        tiles.leaves_of(tile, 4, 6)


@pytest.mark.parametrize("cut", [1, 43, 44 * 400])
def test_a_tile_of_a_wrong_size_is_refused(cut: int) -> None:
    tile = tiles.bin_tile(good_leaves())
    assert tiles.leaves_of(tile, 3, 6)

    wrong = tile[:-cut] if cut < 44 else tile + tile[4:48] * 400

    with pytest.raises(Malformed):
        tiles.leaves_of(wrong, 3, 6)


def test_a_node_cannot_stand_in_for_one_of_another_level() -> None:
    names = [bytes([number]) * 32 for number in range(64)]
    assert tiles.names_of(tiles.node_tile(1, names), 1, 64) == names

    with pytest.raises(Malformed, match="level 2"):
        tiles.names_of(tiles.node_tile(1, names), 2, 64)
    with pytest.raises(Malformed, match="2052 are right"):
        tiles.names_of(tiles.node_tile(1, names[:-1]), 1, 64)


def test_an_altered_tile_is_refused_by_its_name() -> None:
    place = Place()
    built = tree.build(PressTiles(place), FILES)
    number = tiles.bin_number(FILES["en/7.html"].index, built.bits)
    name = tree.walk(PressTiles(place), built, number)[-1]
    path = next(path for path, content in place.files.items() if tiles.name(content) == name)
    assert tree.find(PressTiles(place), built, "en/7.html")

    place.files[path] = place.files[path][:-1] + b"!"

    with pytest.raises(Altered):
        tree.find(PressTiles(place), built, "en/7.html")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "a//b",
        "a/./b",
        "../a",
        "a/..",
        "a\0b",
        "a\nb",
        "a\\b",
        "cafe\u0301.html",
        "edition/head.json",
        "Edition/tiles",
        "a" * 256,
        "a/" * 513,
        "\ud800",
    ],
)
def test_a_path_that_could_mean_two_things_is_in_no_tree(path: str) -> None:
    assert Leaf.of("café.html", b"")

    with pytest.raises(BadPath):
        Leaf.of(path, b"")
