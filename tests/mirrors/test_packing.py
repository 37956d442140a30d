"""Packed twins: a mirror's server sends what was packed once, and never what a page no longer says."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import brotli
import pytest

from tamizdat.mirrors import packing
from tamizdat.mirrors.book import Book, Mirror
from tamizdat.mirrors.packing import FEW, Packed
from tamizdat.mirrors.places import opened
from tamizdat.mirrors.places.keyring import Keyring
from tamizdat.mirrors.pulling import Pull
from tests.mirrors.house import House, without_own
from tests.mirrors.servers import free_port, nginx
from tests.mirrors.test_delivering import Stopped, deliver
from tests.mirrors.test_nginx import READER, settings
from tests.press.folders import snapshot

PAGE = "en/2026/11/a-long-one.html"
PICTURE = "photos/ab.jpg"


def text(word: str) -> bytes:
    return f"<p>{word} ".encode() * 100


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House(tmp_path)
    book = Book(made.home)
    book.forget("paper")
    book.add(Mirror("paper", str(made.mirror), packed=True))
    book.close()
    made.prints({PAGE: text("one"), PICTURE: b"\xff" * 900, "en/short.html": b"<p>Short."})
    return made


def wrong(folder: Path) -> list[str]:
    """Twins that stand for other bytes than the file beside them, or for none."""
    files = without_own(snapshot(folder))
    return [
        path
        for path, content in files.items()
        if path.endswith(packing.ENDINGS) and packing.unpacked(path[-3:], content) != files.get(path[:-3])
    ]


def twins(folder: Path) -> set[str]:
    return {path for path in snapshot(folder) if path.endswith(packing.ENDINGS)}


def test_texts_have_twins_and_pictures_have_none(house: House) -> None:
    house.push()

    assert twins(house.mirror) == {f"{PAGE}.gz", f"{PAGE}.br"}
    assert wrong(house.mirror) == []
    assert house.wrong() == []


def test_a_changed_page_has_other_twins_and_a_withdrawn_one_has_none(house: House) -> None:
    house.push()
    house.prints({PAGE: text("two")})
    house.push()
    assert gzip.decompress((house.mirror / f"{PAGE}.gz").read_bytes()) == text("two")
    assert brotli.decompress((house.mirror / f"{PAGE}.br").read_bytes()) == text("two")

    house.prints({PAGE: None})
    house.push()

    assert twins(house.mirror) == set()
    assert house.wrong() == []


def test_a_page_that_became_short_keeps_no_twin_of_what_it_was(house: House) -> None:
    house.push()
    house.prints({PAGE: b"<p>Short."})
    house.push()

    assert twins(house.mirror) == set()


def test_what_did_not_change_is_not_packed_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.push()
    before = {path: (house.mirror / path).stat().st_mtime_ns for path in twins(house.mirror)}
    house.prints({"en/new.html": text("new")})
    house.push()

    assert {path: (house.mirror / path).stat().st_mtime_ns for path in before} == before
    assert twins(house.mirror) == {*before, "en/new.html.gz", "en/new.html.br"}


def test_wherever_a_delivery_is_stopped_no_twin_stands_for_other_bytes(house: House) -> None:
    house.push()
    for number in range(6):
        house.prints({PAGE: text(f"number {number}"), f"en/{number}.html": text(f"new {number}")})
        for last in range(1, 200):
            try:
                # The twins go through what stops it as well: `deliver` watches the place that it is given.
                place = deliver(house, there=Packed(Fragile(opened(str(house.mirror), Keyring()), last)))
            except Stopped:
                assert wrong(house.mirror) == []
                continue
            assert place
            break
        assert wrong(house.mirror) == []
        assert {f"{PAGE}.gz", f"en/{number}.html.br"} <= twins(house.mirror)
        assert house.wrong() == []


class Fragile:
    """A place at which everything ends before one of these touches, or after it."""

    def __init__(self, place: object, last: int) -> None:
        self.place, self.last, self.moments = place, last, 0

    def put(self, path: str, content: bytes) -> None:
        self._moment()
        self.place.put(path, content)  # type: ignore[attr-defined]
        self._moment()

    def remove(self, path: str) -> None:
        self._moment()
        self.place.remove(path)  # type: ignore[attr-defined]
        self._moment()

    def close(self) -> None:
        pass

    def _moment(self) -> None:
        self.moments += 1
        if self.moments == self.last:
            raise Stopped


def test_a_pull_packs_too_and_a_tampered_twin_is_mended(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "pulled"

    def pull(**how: bool) -> None:
        Pull(folder, house.herald.root, **how).run(lambda: house.herald.place, house.herald.now)

    pull(packed=True)
    assert {f"{PAGE}.gz", f"{PAGE}.br"} == twins(folder)
    assert wrong(folder) == []
    house.prints({PAGE: text("two")})
    pull(packed=True)
    assert wrong(folder) == []
    (folder / f"{PAGE}.gz").write_bytes(gzip.compress(b"forged"))
    pull(packed=True, thorough=True)
    assert wrong(folder) == []

    pull(thorough=True)

    assert twins(folder) == set()
    assert without_own(snapshot(folder)) == house.printed()


def test_a_whole_archive_is_packed_quickly_and_what_is_edited_well() -> None:
    class Heap:
        sizes: list[int] = []

        def put(self, path: str, content: bytes) -> None:
            if path.endswith(".br"):
                self.sizes.append(len(content))

        def remove(self, path: str) -> None:
            pass

        def close(self) -> None:
            pass

    draw = random.Random(7)
    words = [f"{draw.choice(('boat', 'quay', 'night'))}{draw.randrange(97)}" for _ in range(3_000)]
    page, heap = " ".join(words).encode(), Heap()
    place = Packed(heap)
    for number in range(FEW + 2):
        place.put(f"en/{number}.html", page)

    assert len(set(heap.sizes[:FEW])) == len(set(heap.sizes[FEW:])) == 1
    assert heap.sizes[0] < heap.sizes[-1]


def test_nginx_sends_the_twin_as_the_handbook_sets_it(house: House, tmp_path: Path) -> None:
    import http.client

    house.push()
    (tmp_path / "served").mkdir()
    (house.mirror).rename(tmp_path / "served" / "edition")
    folder, port = tmp_path / "served", free_port()
    (folder / "edition" / PAGE).write_bytes(b"not this one")  # so that it can be told which one was sent
    with nginx(folder, port, settings(folder, port)):
        line = http.client.HTTPConnection(READER, port, timeout=10)
        line.request("GET", f"/{PAGE}", headers={"Accept-Encoding": "gzip"})
        answer = line.getresponse()

        assert answer.getheader("Content-Encoding") == "gzip"
        assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
        assert answer.getheader("Access-Control-Allow-Origin") == "*"
        assert gzip.decompress(answer.read()) == text("one")
