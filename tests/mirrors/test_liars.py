"""Places on real sockets that hang, drip, break off, never end or lie: the reader is done with each in bounded time and
bytes, says why, and keeps what it had."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tamizdat.edition import checking, layout
from tamizdat.edition.places import WebPlace, write
from tamizdat.edition.reading import Absent, Checked, read
from tamizdat.edition.refusals import Altered, Malformed, Refused, TooLarge
from tamizdat.mirrors.pulling import Pull
from tests.edition.world import Newsroom
from tests.mirrors import liars
from tests.mirrors.liars import Manner, lying
from tests.press.folders import snapshot

PATIENCE = 0.5  # seconds that a place may take for one file
TIMESTAMP = layout.metadata("timestamp", 0)
STORY = "en/2026/11/story-7.html"


@pytest.fixture(scope="module")
def herald() -> Newsroom:
    room = Newsroom()
    room.prints(room.some_sheets(12))
    return room


@pytest.fixture
def source(herald: Newsroom, tmp_path: Path) -> Path:
    for path, content in herald.place.files.items():
        write(tmp_path / "source" / path, content)
    return tmp_path / "source"


def web(address: str) -> WebPlace:
    return WebPlace(address, patience=PATIENCE)


def head(herald: Newsroom, place: WebPlace) -> Checked:
    return read(place, herald.reader(), herald.now, strict=True)


TIMESTAMPS: dict[str, tuple[Manner, type[Exception], str]] = {
    "is endless": (liars.endless, TooLarge, "more than 8192 bytes"),
    "is endless in chunks": (liars.endless_in_chunks, TooLarge, "more than 8192 bytes"),
    "has endless headers": (liars.endless_headers, OSError, "broke off"),
    "drips": (liars.dripping, OSError, "too slow"),
    "says nothing": (liars.silent, OSError, "timed out"),
    "is truncated": (liars.truncated, OSError, "broke off"),
    "freezes after 16 KB": (liars.frozen_after_16_kb, TooLarge, "more than 8192"),
    "answers 503": (liars.unavailable, OSError, "answers 503"),
    "leads elsewhere": (liars.elsewhere, OSError, "answers 302"),
    "is an error page that answers 200": (liars.error_page, Malformed, "timestamp|not JSON"),
}


@pytest.mark.parametrize("how", TIMESTAMPS)
def test_a_head_that(herald: Newsroom, source: Path, how: str) -> None:
    manner, refusal, says = TIMESTAMPS[how]
    with lying(source) as liar:
        assert head(herald, web(liar.address)).edition == 1

        liar.manners[TIMESTAMP] = manner
        with pytest.raises(refusal, match=says):
            head(herald, web(liar.address))


PAGES: dict[str, Manner] = {
    "endless": liars.endless,
    "truncated": liars.truncated,
    "an error page": liars.error_page,
}


@pytest.mark.parametrize("how", PAGES)
def test_a_page_that_is(herald: Newsroom, source: Path, how: str) -> None:
    with lying(source) as liar:
        checked = head(herald, web(liar.address))
        assert checking.page(web(liar.address), checked, STORY) == b"<p>Story 7."

        liar.manners[STORY] = PAGES[how]
        with pytest.raises((Altered, OSError), match=r"holds other bytes|broke off"):
            checking.page(web(liar.address), checked, STORY)


def test_a_lying_404_of_a_page_proves_nothing_and_is_named(herald: Newsroom, source: Path) -> None:
    with lying(source) as liar:
        checked = head(herald, web(liar.address))
        with pytest.raises(Absent, match=r"this edition has no file en/none\.html"):
            checking.page(web(liar.address), checked, "en/none.html")  # a checked bin shows that it is not there

        liar.manners[STORY] = liars.not_found
        with pytest.raises(Altered, match="missing or holds other bytes"):
            checking.page(web(liar.address), checked, STORY)


def test_a_lying_404_of_the_head_is_a_place_that_is_away(herald: Newsroom, source: Path) -> None:
    with lying(source) as liar:
        liar.manners["*"] = liars.not_found

        with pytest.raises(Absent):
            head(herald, web(liar.address))


@pytest.mark.parametrize(
    "manner", [liars.endless, liars.truncated, liars.dripping, liars.error_page, liars.unavailable]
)
def test_a_pull_from_a_liar_leaves_the_folder_as_it_was(
    herald: Newsroom, source: Path, tmp_path: Path, manner: Manner
) -> None:
    folder = tmp_path / "folder"
    with lying(source) as liar:
        Pull(folder, herald.root).run(lambda: web(liar.address), herald.now)
        before = snapshot(folder)
        liar.manners["*"] = manner

        with pytest.raises((Refused, OSError)):
            Pull(folder, herald.root).run(lambda: web(liar.address), herald.now)

    assert snapshot(folder) == before


def test_nothing_about_the_reader_is_sent(herald: Newsroom, source: Path) -> None:
    with lying(source) as liar:
        head(herald, web(liar.address))

    for request in liar.requests:
        names = {line.split(b":")[0].lower() for line in request.split(b"\r\n")[1:] if line}
        assert names == {b"host", b"accept-encoding", b"user-agent"}
        assert b"?" not in request.split(b"\r\n")[0]
    assert threading.active_count() < 50
