"""What a served press sends out and fetches by itself."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tamizdat.edition import addresses, keys, layout, proposals
from tamizdat.edition.addresses import MIRRORS, Address
from tamizdat.edition.refusals import Malformed, Unsigned
from tamizdat.mirrors.book import Book
from tamizdat.press import keys as ring
from tamizdat.works.errands import AGAIN, Errands
from tamizdat.works.signed import take_signed
from tests.edition.world import HOUR
from tests.mirrors.house import House

PHRASE = "six words that lie in a drawer"
OWN = Address("https://herald.example/", "own")
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


# Lists that editors signed


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    folder = tmp_path / "keys"
    ring.make(folder, NOW, PHRASE)
    (tmp_path / "inbox").mkdir()
    return folder


def put(kept: Path, entries: list[Address], *, sign: bool = True) -> None:
    head = ring.head_by_hand(kept)
    proposal = proposals.with_list(head, MIRRORS, entries, NOW)
    if sign:
        proposal = proposals.signed(proposal, head, keys.taken(kept / ring.AWAY / "mirrors.pem", PHRASE))
    (kept.parent / "inbox/lists.json").write_bytes(proposals.to_file(head, proposal))


def known(kept: Path) -> tuple[Address, ...]:
    return addresses.listed(ring.head_by_hand(kept).lists[MIRRORS])


def take(kept: Path) -> bool:
    return take_signed(kept, str(kept.parent / "inbox"), NOW)


def test_a_signed_list_is_taken_once(kept: Path) -> None:
    assert not take(kept)
    put(kept, [OWN])

    assert take(kept)
    assert known(kept) == (OWN,)
    assert not take(kept)


def test_a_list_that_too_few_signed_is_not_taken(kept: Path) -> None:
    put(kept, [OWN], sign=False)

    with pytest.raises(Unsigned):
        take(kept)

    assert known(kept) == ()


def test_nothing_but_lists_is_taken_whoever_signed_it(kept: Path) -> None:
    head = ring.head_by_hand(kept)
    proposal = proposals.with_floor(head, [OWN], NOW)
    proposal = proposals.signed(proposal, head, keys.taken(kept / ring.AWAY / "targets.pem", PHRASE))
    (kept.parent / "inbox/lists.json").write_bytes(proposals.to_file(head, proposal))

    with pytest.raises(Malformed, match="more than lists"):
        take(kept)

    assert proposals.adopted(head, proposal, NOW)  # by hand it would be in force


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 5_000, b'{"follows":{},"proposes":{}}', b"\xff"])
def test_what_is_no_proposal_is_refused(kept: Path, content: bytes) -> None:
    (kept.parent / "inbox/lists.json").write_bytes(content)

    with pytest.raises(Malformed):
        take(kept)


# Deliveries


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    house = House(tmp_path)
    house.herald.now = datetime.now(UTC) - HOUR
    house.prints({"index.html": b"<p>Front."})
    monkeypatch.setenv("TAMIZDAT_HOME", str(house.home))
    return house


def there(house: House) -> bool:
    head = house.mirror / layout.HEAD
    return head.exists() and head.read_bytes() == (house.home / "edition" / layout.HEAD).read_bytes()


def test_a_new_edition_is_delivered_and_looked_at(house: House) -> None:
    Errands(house.home).turn()

    assert there(house)
    book = Book(house.home)
    assert '"found": "fine"' in book.looks()["paper"]
    book.close()


def test_the_next_edition_is_delivered_at_the_next_turn(house: House) -> None:
    errands = Errands(house.home)
    errands.turn()
    house.herald.now += timedelta(minutes=1)
    house.prints({"index.html": b"<p>New."})
    assert not there(house)

    errands.turn()

    assert there(house)
    assert (house.mirror / "index.html").read_bytes() == b"<p>New."


def test_a_mirror_that_is_away_is_told_once_and_tried_again_after_a_while(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    clock = [datetime.now(UTC)]
    errands = Errands(house.home, lambda: clock[0])
    house.mirror.rename(house.mirror.with_name("gone"))
    with caplog.at_level(logging.WARNING, "tamizdat.errands"):
        errands.turn()
        house.mirror.with_name("gone").rename(house.mirror)
        errands.turn()
        assert not there(house)
        clock[0] += AGAIN
        errands.turn()

    assert there(house)
    assert sum("was not delivered to" in line for line in caplog.messages) == 1


def test_nothing_is_delivered_while_the_keys_of_the_table_lie_here_unless_somebody_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    away = house.home / "keys" / ring.AWAY
    away.mkdir(parents=True)
    (away / "root.pem").touch()
    errands = Errands(house.home)
    errands.turn()
    assert not there(house)
    assert "TAMIZDAT_ONE_PERSON" in caplog.text

    monkeypatch.setenv("TAMIZDAT_ONE_PERSON", "yes")
    errands.turn()

    assert there(house)


def test_a_demo_is_delivered_nowhere(house: House) -> None:
    (house.home / "demo").touch()

    Errands(house.home).turn()

    assert list(house.mirror.iterdir()) == []


def test_what_fails_ends_no_thread(house: House) -> None:
    (house.home / "edition" / layout.HEAD).write_text("torn")
    errands = Errands(house.home)

    errands.turn()

    assert list(house.mirror.iterdir()) == []
