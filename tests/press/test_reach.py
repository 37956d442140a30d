"""How to reach us: one sheet for each language holds the addresses, and beside it only programs do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tamizdat.edition import comparing, keys, proposals
from tamizdat.edition.addresses import MIRRORS, Address
from tamizdat.press import filing
from tamizdat.press.keys import AWAY, Ring, make, take
from tamizdat.press.run import Press
from tests.press.folders import snapshot
from tests.press.rows import NOW, story

PHRASE = "a phrase on paper"
OWN = Address("https://second.example/", "own", 20)
ONION = Address(f"http://{'a2' * 28}.onion/", "own")
CARRIER = Address("https://bucket.example/herald/", "carrier", 100)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    folder = tmp_path / "keys"
    make(folder, NOW, PHRASE)
    return folder


def lists(kept: Path, *entries: Address) -> None:
    """Whoever holds the key of the lists signs this one, and the newsroom takes it."""
    begun = opened(kept).begun
    signer = keys.taken(kept / AWAY / "mirrors.pem", PHRASE)
    proposal = proposals.signed(proposals.with_list(begun, MIRRORS, entries, NOW), begun, signer)
    take(kept, proposals.adopted(begun, proposal, NOW))


def opened(kept: Path) -> Ring:
    ring = Ring.of(kept)
    assert ring
    return ring


def printed(press: Press) -> dict[str, bytes]:
    return {path: content for path, content in snapshot(press.folder.folder).items() if not path.startswith("edition/")}


def test_it_names_own_addresses_and_the_words_of_the_root_and_no_carrier(press: Press, kept: Path) -> None:
    lists(kept, CARRIER, ONION, OWN)
    filing.file([story(1)])

    Press(ring=opened(kept)).run(NOW)

    sheets = printed(press)
    for language, title in (("en", "How to reach us"), ("ru", "Как нас найти")):
        page = sheets[f"{language}/reach/index.html"].decode()
        assert title in page
        assert [place for place in ("https://herald.example/", OWN.address, ONION.address) if place not in page] == []
        assert comparing.root(opened(kept).begun.roots[-1]) in page
    assert {path for path, content in sheets.items() if b"bucket.example" in content} == {"sw.js", "reader.html"}
    assert {path for path, content in sheets.items() if b"second.example" in content} == {
        "sw.js",
        "en/reach/index.html",
        "reader.html",
        "ru/reach/index.html",
    }


def test_every_page_leads_there(press: Press, kept: Path) -> None:
    filing.file([story(1)])

    Press(ring=opened(kept)).run(NOW)

    sheets = printed(press)
    assert b'href="../../reach/index.html"' in sheets[story(1).address]
    assert b'href="reach/index.html"' in sheets["en/index.html"]


def test_a_changed_address_prints_four_sheets_anew(press: Press, kept: Path) -> None:
    filing.file([story(number) for number in range(1, 40)])
    Press(ring=opened(kept)).run(NOW)
    counted = []

    for entries in ([OWN], [OWN, ONION], [replace(OWN, withdrawn=True), ONION], [ONION, CARRIER]):
        before = printed(press)
        lists(kept, *entries)
        report = Press(ring=opened(kept)).run(NOW)
        after = printed(press)
        counted.append((report.rendered, {path for path in after if after[path] != before.get(path)}))

    four = {
        "en/reach/index.html",
        "ru/reach/index.html",
        "sw.js",
        "reader.html",
    }
    assert counted == [(4, four)] * 4


def test_a_press_without_keys_prints_none(press: Press) -> None:
    filing.file([story(1)])

    press.run(NOW)

    sheets = printed(press)
    assert [path for path in sheets if "reach" in path] == []
    assert b"reach/index.html" not in sheets["en/index.html"]


def test_incremental_is_as_a_clean_reprint(press: Press, kept: Path) -> None:
    filing.file([story(1), story(2)])
    Press(ring=opened(kept)).run(NOW)
    lists(kept, OWN)
    Press(ring=opened(kept)).run(NOW)
    before = printed(press)

    Press(ring=opened(kept)).run(NOW, reprint=True)

    assert printed(press) == before
