"""A second opinion: python-tuf's own client takes our head, and refuses what ours refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tuf.api.exceptions import BadVersionNumberError, DownloadHTTPError, RepositoryError, UnsignedMetadataError
from tuf.ngclient import Updater
from tuf.ngclient.fetcher import FetcherInterface

from tests.edition.world import Newsroom, Place

HOST = "https://herald.example/"


class FromPlace(FetcherInterface):
    """Fetches from a place instead of the network."""

    def __init__(self, place: Place) -> None:
        self.files = place.files

    def _fetch(self, url: str) -> Iterator[bytes]:
        content = self.files.get(url.removeprefix(HOST))
        if content is None:
            raise DownloadHTTPError("not there", 404)
        yield content


def client(place: Place, memory: Path, root: bytes) -> Updater:
    (memory / "lists").mkdir(exist_ok=True)
    return Updater(
        metadata_dir=str(memory),
        metadata_base_url=f"{HOST}edition/head/",
        target_dir=str(memory / "lists"),
        target_base_url=f"{HOST}edition/signed/",
        fetcher=FromPlace(place),
        bootstrap=root,
    )


@pytest.fixture
def herald() -> Newsroom:
    return Newsroom(now=datetime.now(UTC))  # the client asks the clock


def taken(updater: Updater, name: str) -> bytes:
    updater.refresh()
    info = updater.get_targetinfo(name)
    assert info is not None
    return Path(updater.download_target(info)).read_bytes()


@pytest.mark.parametrize("name", ["edition.json", "mirrors.json", "ways.json"])
def test_it_finds_every_list_by_way_of_the_roles_that_sign_them(herald: Newsroom, tmp_path: Path, name: str) -> None:
    place = herald.prints({"index.html": b"One"})

    assert taken(client(place, tmp_path, herald.root), name) == herald.head.lists[name]


def test_it_goes_on_to_the_next_edition_and_not_back(herald: Newsroom, tmp_path: Path) -> None:
    first = herald.prints({"index.html": b"One"})
    second = herald.prints({"index.html": b"Two"})
    assert taken(client(first, tmp_path, herald.root), "edition.json") != herald.head.lists["edition.json"]

    assert taken(client(second, tmp_path, herald.root), "edition.json") == herald.head.lists["edition.json"]

    kept = (tmp_path / "timestamp.json").read_bytes()
    with pytest.raises(BadVersionNumberError):
        client(first, tmp_path, herald.root).refresh()
    assert (tmp_path / "timestamp.json").read_bytes() == kept


def test_it_refuses_a_head_that_somebody_else_signed(herald: Newsroom, tmp_path: Path) -> None:
    place = herald.prints({"index.html": b"One"})
    assert taken(client(place, tmp_path, herald.root), "edition.json")
    stranger = Newsroom(now=herald.now)
    other = stranger.prints({"index.html": b"Forged"})
    (tmp_path / "fresh").mkdir()

    with pytest.raises((UnsignedMetadataError, RepositoryError)):
        taken(client(other, tmp_path / "fresh", herald.root), "edition.json")
