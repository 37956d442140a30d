"""A reader written from the format's page alone agrees with ours, on the vectors and on editions."""

from __future__ import annotations

import ast
import json
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest

from tamizdat.edition import addresses, checking, comparing, tiles, tree
from tamizdat.edition.checking import PlaceTiles
from tamizdat.edition.reading import Absent
from tamizdat.edition.refusals import Refused
from tests.edition import second_reader
from tests.edition.second_reader import No, Reader
from tests.edition.vectors import make
from tests.edition.world import Newsroom, Place

VECTORS = Path(make.__file__).parent / "edition.json"
GIVEN: dict[str, Any] = json.loads(VECTORS.read_text())
CASES = {case["name"]: case for case in GIVEN["cases"]}


def place(case: dict[str, Any] | None = None) -> dict[str, bytes]:
    files = {path: bytes.fromhex(content) for path, content in GIVEN["files"].items()}
    for path, content in (case or {"change": {}})["change"].items():
        if content is None:
            files.pop(path, None)
        else:
            files[path] = bytes.fromhex(content)
    return files


def says(case: dict[str, Any]) -> str:
    """What the second reader says: a refusal's name, "none" for a page that there is not, else nothing."""
    files, reader = place(case), Reader(bytes.fromhex(case.get("root", GIVEN["root"])))
    now = second_reader.moment(case.get("now", GIVEN["now"]))
    try:
        if "before" in case:
            reader.read(place({"change": case["before"]}).get, now)
        edition = reader.read(files.get, now)
        if case["path"] == "all":
            list(second_reader.everything(files.get, edition))
        elif case["path"]:
            return "none" if second_reader.page(files.get, edition, case["path"]) is None else ""
    except No as no:
        return str(no)
    return ""


def we_say(case: dict[str, Any]) -> str:
    """The same of our own reader."""
    held, herald = Place(), Newsroom()
    herald.root = bytes.fromhex(case.get("root", GIVEN["root"]))
    herald.now = second_reader.moment(case.get("now", GIVEN["now"])).replace(tzinfo=UTC)
    held.files = place(case)
    held.files.pop("edition/head.json", None)
    memory = herald.checks(Place(place({"change": case["before"]}))).memory if "before" in case else None
    try:
        head = herald.checks(held, memory)
        if case["path"] == "all":
            wrong = checking.everything(held, head).wrong
            return "away" if "missing" in str(wrong) or "edition/tiles" in str(wrong) else "Altered" if wrong else ""
        if case["path"]:
            checking.page(held, head, case["path"])
    except Refused as refused:
        return type(refused).__name__
    except Absent:
        return "none"
    return ""


@pytest.mark.parametrize("name", CASES)
def test_both_readers_say_of_a_vector_what_stands_there(name: str) -> None:
    case = CASES[name]

    assert (says(case), we_say(case)) == (case["says"], case["says"])


def test_the_vectors_are_what_their_program_makes() -> None:
    assert VECTORS.read_text() == make.made()


def test_the_second_reader_imports_nothing_of_ours_and_no_tuf() -> None:
    tree = ast.parse(Path(second_reader.__file__).read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert not {name.split(".")[0] for name in names} & {"tamizdat", "tests", "tuf", "securesystemslib"}
    assert "cryptography" in {name.split(".")[0] for name in names}


def test_leaves_tree_and_words_are_those_of_the_vectors() -> None:
    contents = {path: bytes.fromhex(GIVEN["files"][path]) for path in GIVEN["leaves"]}
    files = place()
    edition = Reader(bytes.fromhex(GIVEN["root"])).read(files.get, second_reader.moment(GIVEN["now"]))

    found = sorted(leaf.hex() for leaf in second_reader.everything(files.get, edition))

    assert {path: second_reader.leaf(path, body).hex() for path, body in contents.items()} == GIVEN["leaves"]
    assert found == sorted(GIVEN["leaves"].values())
    assert (edition["tree"], edition["files"]) == (GIVEN["edition"]["tree"], GIVEN["edition"]["files"])
    assert second_reader.comparison_words(bytes.fromhex(GIVEN["root"])) == GIVEN["words"]


@pytest.mark.parametrize("given", GIVEN["trees"], ids=lambda given: given["name"])
def test_both_readers_find_the_same_leaves_in_a_tree(given: dict[str, Any]) -> None:
    files = {path: bytes.fromhex(content) for path, content in given["tiles"].items()}
    held = tree.Tree(bytes.fromhex(given["tree"]), given["bits"], given["files"], 0)

    ours, lying = [], PlaceTiles(Place(files))
    for number in range(1 << given["bits"]):
        (*_, name) = tree.walk(lying, held, number)
        ours += [leaf.bytes.hex() for leaf in tiles.leaves_of(lying.get(name), number, given["bits"])]

    assert [leaf.hex() for leaf in second_reader.everything(files.get, given)] == ours == given["leaves"]


@pytest.mark.parametrize("given", GIVEN["lists"], ids=lambda given: given["name"])
def test_both_readers_know_the_same_addresses_by_a_list(given: dict[str, Any]) -> None:
    content = given["mirrors"].encode()

    ours = [one.address for one in addresses.standing(addresses.floor(given["floor"]), content)]

    assert second_reader.known(given["floor"], content) == ours == given["knows"]


def test_it_follows_a_newsroom_through_editions_and_refuses_the_one_before() -> None:
    herald = Newsroom()
    now = herald.now.replace(tzinfo=None)
    first = herald.prints({**herald.some_sheets(500), "index.html": b"One"})
    reader = Reader(herald.root)
    one = reader.read(first.files.get, now)
    second = herald.prints({"index.html": b"Two", "en/2026/11/story-7.html": None})

    two = reader.read(second.files.get, now)

    assert (one["edition"], two["edition"]) == (1, 2)
    assert second_reader.page(second.files.get, two, "index.html") == b"Two"
    assert second_reader.page(second.files.get, one, "index.html") == b"One"  # of the day before, under its old name
    assert second_reader.page(second.files.get, two, "en/2026/11/story-7.html") is None
    assert second_reader.comparison_words(herald.root) == comparing.root(herald.root)
    with pytest.raises(No, match="Rollback"):
        reader.read(first.files.get, now)
    with pytest.raises(No, match="Expired"):
        reader.read(second.files.get, now + timedelta(days=4))


def test_a_demo_is_refused_unless_a_demo_will_do() -> None:
    herald = Newsroom(demo=True)
    files = herald.prints({"index.html": b"One"}).files
    now = herald.now.replace(tzinfo=None)

    with pytest.raises(No, match="Demo"):
        Reader(herald.root).read(files.get, now)

    assert Reader(herald.root).read(files.get, now, demo=True)["edition"] == 1
