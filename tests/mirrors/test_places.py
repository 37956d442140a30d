"""Every kind of place, each a real server: a delivery over a line is as whole as one into a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tamizdat.mirrors.places import BadPlace, checked, opened
from tamizdat.mirrors.places.folder import ARRIVING, Folder
from tamizdat.mirrors.places.keyring import Keyring
from tamizdat.mirrors.places.s3 import region_of
from tests.mirrors import servers
from tests.mirrors.house import House
from tests.mirrors.test_delivering import STORY, Stopped, changes, deliver

PLACES = ["sftp", "webdav", "s3"]


@pytest.fixture(params=PLACES)
def house(request: Any, tmp_path: Path) -> Iterator[House]:
    for name in ("mirror", "server"):
        (tmp_path / name).mkdir()
    with getattr(servers, request.param)(tmp_path / "mirror", tmp_path / "server") as (address, keys):
        house = House(tmp_path, place=address, keys=keys)
        if request.param == "s3":
            house.fetch = lambda: servers.fetch(address, keys, house.mirror)
        yield house


def place_of(house: House) -> str:
    return house.mirrors()[0].place


def keys_of(house: House) -> Keyring:
    return Keyring.of(house.home, "paper")


def test_a_mirror_follows_the_newsroom(house: House) -> None:
    assert house.push().failed == ""
    assert house.carried() == house.printed()
    assert house.wrong() == []
    house.prints({STORY: b"<p>Story 7, corrected.", "en/new.html": b"<p>New.", "en/ново.html": b"<p>."})
    assert house.push().failed == ""
    house.prints({"en/new.html": None})

    assert house.push().failed == ""

    assert house.carried() == house.printed()
    assert house.wrong() == []
    assert b"<p>New." not in house.there().values()
    assert house.push().brought == 0


def test_a_delivery_stopped_at_any_moment_leaves_every_page_readable(house: House) -> None:
    house.push()
    number, stopped = 0, True
    while stopped:
        number += 7  # each moment in turn is tried on a folder, where it costs less
        before = house.checked()
        house.prints(next(changes(number)))
        with_place = opened(place_of(house), keys_of(house))
        try:
            deliver(house, number, with_place)
            stopped = False
        except Stopped:
            pass
        with_place.close()
        assert house.wrong(house.checked(before.memory)) == []
        assert house.wrong(before) == []
        assert house.push().failed == ""
        assert house.carried() == house.printed()

    assert number > 25


def test_a_file_that_is_not_there_is_removed_without_a_word_and_empty_folders_go(house: House) -> None:
    place = opened(place_of(house), keys_of(house))
    place.put("a/b/c.html", b"C")
    place.put("a/d.html", b"D")

    place.remove("a/b/c.html")
    place.remove("a/b/c.html")

    assert house.there() == {"a/d.html": b"D"}
    if place_of(house).startswith("sftp"):  # by WebDAV an empty folder cannot be told from a full one
        assert not (house.mirror / "a/b").exists()
    place.close()


def test_whoever_has_another_key_is_not_let_in_and_the_key_is_in_no_word(house: House) -> None:
    assert house.push().failed == ""
    house.prints({STORY: b"<p>Again."})
    replace(keys_of(house), secret="wrong:horse").keep(house.home, "paper")

    failed = house.push().failed

    assert "does not let us in" in failed
    assert "horse" not in failed
    assert house.mirrors()[0].failed == failed


@pytest.mark.parametrize("kind", PLACES)
def test_a_host_that_is_gone_is_a_result(tmp_path: Path, kind: str) -> None:
    (tmp_path / "server").mkdir()
    (tmp_path / "mirror").mkdir()
    with getattr(servers, kind)(tmp_path / "mirror", tmp_path / "server") as (address, keys):
        house = House(tmp_path, place=address, keys=keys)
        assert house.push().failed == ""
    house.prints({STORY: b"<p>Again."})

    assert house.push().failed


def test_an_sftp_host_with_another_key_is_brought_nothing(tmp_path: Path) -> None:
    for name in ("mirror", "server", "other"):
        (tmp_path / name).mkdir()
    with servers.sftp(tmp_path / "mirror", tmp_path / "server") as (address, keys):
        assert House(tmp_path, place=address, keys=keys).push().failed == ""
        with servers.sftp(tmp_path / "other", tmp_path / "other") as (other, theirs):
            (tmp_path / "second").mkdir()
            house = House(tmp_path / "second", place=other, keys=replace(theirs, host=keys.host))

            assert "another key" in house.push().failed

    assert not (tmp_path / "other/index.html").exists()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("sftp://lev:horse@host/srv", "holds no password"),
        ("sftp://lev@host/srv?key=horse", "holds no password"),
        ("sftp://host/srv", "no whole address"),
        ("sftp://lev@host", "no whole address"),
        ("https://lev@host/srv", "no whole address"),
        ("https://lev:horse@host/srv", "holds no password"),
        ("s3+http://host.example/bucket", "for everybody to read"),
        ("http://host.example/srv", "for everybody to read"),
        ("sftp://lev@host:port/srv", "cannot be read"),
        ("ftp://lev@host/srv", "no kind of place"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused_and_shows_nothing_secret(address: str, says: str) -> None:
    with pytest.raises(BadPlace, match=says) as refused:
        checked(address)

    assert "horse" not in str(refused.value)


def test_a_web_server_may_read_what_a_careful_newsroom_brings(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        Folder(tmp_path).put("en/2026/story.html", b"<p>Story.")
    finally:
        os.umask(before)

    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    assert modes == {"en": 0o755, "2026": 0o755, "story.html": 0o644}


def test_what_a_killed_delivery_left_is_gone_with_the_next_file(tmp_path: Path) -> None:
    (tmp_path / ARRIVING).write_bytes(b"<p>Withdrawn.")

    Folder(tmp_path).put("en/story.html", b"<p>Story.")

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["story.html"]


def test_a_folder_that_is_not_there_is_not_made(house: House) -> None:
    address = place_of(house).replace("/herald/paper", "/none")  # in a bucket there are no folders, only buckets
    with pytest.raises(OSError, match="folder"):
        opened(address if address.endswith("none") else f"{address}/none", keys_of(house)).put("index.html", b"Top")

    assert not (house.mirror / "none").exists()


def test_two_ways_to_write_one_address_are_one() -> None:
    assert checked("sftp://lev@Host:22/srv/herald/") == checked("sftp://lev@host/srv//x/../herald")


def test_a_bucket_is_told_what_each_file_is(tmp_path: Path) -> None:
    with servers.s3(tmp_path, tmp_path) as (address, keys):
        place = opened(address, keys)
        place.put("en/feed.xml", b"<rss/>")
        place.put("en/a.html", b"<p>A.")

        kinds = servers.kinds(address, keys)

    assert kinds == {"en/feed.xml": "application/rss+xml; charset=utf-8", "en/a.html": "text/html; charset=utf-8"}


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("s3.eu-central-1.amazonaws.com", "eu-central-1"),
        ("s3.fr-par.scw.cloud", "fr-par"),
        ("fra1.digitaloceanspaces.com", "us-east-1"),
        ("s3.amazonaws.com", "us-east-1"),
    ],
)
def test_the_region_is_taken_from_the_name_of_the_host(host: str, region: str) -> None:
    assert region_of(host) == region
