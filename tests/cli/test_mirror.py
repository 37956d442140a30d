"""`tamizdat mirror`: what a newsroom's keeper sees of its mirrors."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import asyncssh
import pytest

from tests.cli.test_refusals import one_line, tamizdat
from tests.edition.world import HOUR
from tests.mirrors import servers
from tests.mirrors.house import House
from tests.mirrors.liars import CORS, lying


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    house.herald.now = datetime.now(UTC) - HOUR
    house.prints({"en/index.html": b"<p>Front."})
    return house


def mirror(house: House, *words: str) -> subprocess.CompletedProcess[str]:
    return tamizdat(house.home, "mirror", *words)


def test_a_mirror_is_added_pushed_to_listed_and_removed(house: House, tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    assert mirror(house, "add", "second", f"file://{tmp_path}/second").returncode == 0

    told = json.loads(mirror(house, "push", "second", "--json").stdout)["mirrors"]
    listed = json.loads(mirror(house, "list", "--json").stdout)["mirrors"]

    assert [(one["mirror"], one["edition"], one["failed"]) for one in told] == [("second", 2, "")]
    assert [(one["name"], one["edition"]) for one in listed] == [("paper", 0), ("second", 2)]
    assert (tmp_path / "second/en/index.html").read_bytes() == b"<p>Front."
    done = tamizdat(house.home, "check", str(tmp_path / "second"), "--root", str(house.home / "root.json"), "--all")
    assert done.returncode == 0, done.stderr
    assert mirror(house, "remove", "second").returncode == 0
    assert "second" not in mirror(house, "list").stdout


def test_a_dry_run_says_what_a_push_then_does_and_brings_nothing(house: House) -> None:
    foreseen = json.loads(mirror(house, "push", "--dry-run", "--json").stdout)["mirrors"][0]

    assert list(house.mirror.iterdir()) == []
    brought = json.loads(mirror(house, "push", "--json").stdout)["mirrors"][0]
    assert foreseen["brought"] == brought["brought"] > 40
    assert "0 files would be brought, 0 would be removed" in mirror(house, "push", "--dry-run").stdout


def test_all_brings_back_what_was_damaged(house: House) -> None:
    assert mirror(house, "push").returncode == 0
    (house.mirror / "en/index.html").write_bytes(b"<p>Scratched.")

    assert mirror(house, "push", "--all").returncode == 0

    assert (house.mirror / "en/index.html").read_bytes() == b"<p>Front."


def test_one_that_fails_is_named_and_the_others_are_delivered_to(house: House, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    mirror(house, "add", "disk", str(tmp_path / "disk"))
    (tmp_path / "disk").rmdir()

    done = mirror(house, "push")

    assert "disk failed: there is no folder" in one_line(done)
    assert "paper: edition 2" in done.stdout
    assert "failed since" in mirror(house, "list").stdout


def test_keys_of_the_table_on_the_machine_are_refused(house: House) -> None:
    assert mirror(house, "push").returncode == 0
    (house.home / "keys/offline").mkdir(parents=True)
    (house.home / "keys/offline/root.pem").touch()

    assert "root.pem" in one_line(mirror(house, "push"))
    assert mirror(house, "push", "--one-person").returncode == 0


def test_a_newsroom_that_was_restored_brings_everything_again(house: House) -> None:
    mirror(house, "push")
    (house.home / ".delivering").unlink()  # as in every backup

    told = json.loads(mirror(house, "push", "--json").stdout)["mirrors"][0]

    assert told["brought"] > 40
    assert json.loads(mirror(house, "push", "--json").stdout)["mirrors"][0]["brought"] == 0


def test_a_host_with_sftp_is_added_with_its_key_pinned(house: House, tmp_path: Path) -> None:
    for name in ("there", "server"):
        (tmp_path / name).mkdir()
    secret = tmp_path / "secret"
    with servers.sftp(tmp_path / "there", tmp_path / "server") as (address, keys):
        secret.write_text(keys.secret)
        shown = asyncssh.import_public_key(keys.host).get_fingerprint()
        assert "--secret FILE" in one_line(mirror(house, "add", "far", address))
        forged = mirror(house, "add", "far", address, "--secret", str(secret), "--fingerprint", "SHA256:other")
        assert "somebody may be in between" in one_line(forged)
        assert "far" not in mirror(house, "list").stdout
        assert "--address" in one_line(mirror(house, "add", "far", address, "--secret", str(secret)))
        done = mirror(house, "add", "far", address, "--secret", str(secret), "--unserved")
        assert (done.returncode, shown in done.stdout) == (0, True), done.stderr

        assert mirror(house, "push", "far").returncode == 0

    assert (tmp_path / "there/en/index.html").read_bytes() == b"<p>Front."
    assert (house.home / "keys/mirrors/far.secret").stat().st_mode & 0o777 == 0o600
    mirror(house, "remove", "far")
    assert list((house.home / "keys/mirrors").iterdir()) == []


def test_a_place_is_added_under_the_address_where_readers_find_it(house: House, tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "other").mkdir()
    with lying(tmp_path / "web") as site, lying(tmp_path / "other") as other:
        assert "is not at" in one_line(mirror(house, "add", "web", str(tmp_path / "web"), "--address", other.address))
        site.headers = b""
        closed = mirror(house, "add", "web", str(tmp_path / "web"), "--address", site.address)
        assert "does not send `Access-Control-Allow-Origin: *`" in one_line(closed)
        assert "web" not in mirror(house, "list").stdout
        assert list((tmp_path / "web").rglob("*.*")) == []
        site.headers = CORS

        added = mirror(house, "add", "web", str(tmp_path / "web"), "--address", site.address)

    assert added.returncode == 0, added.stderr
    assert json.loads(mirror(house, "list", "--json").stdout)["mirrors"][1]["address"] == site.address


def test_health_tells_what_readers_find_and_ends_with_1_when_one_is_not_fine(house: House, tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    with lying(tmp_path / "web") as site:
        mirror(house, "add", "web", str(tmp_path / "web"), "--address", site.address)
        mirror(house, "push")
        fine = mirror(house, "health")
        assert fine.returncode == 0, fine.stdout
        assert f"fine    web ({site.address}): edition 2" in fine.stdout
        (tmp_path / "web/edition/head.json").write_text("Suspended")

        told = mirror(house, "health", "web", "--json")

    found = json.loads(told.stdout)["mirrors"]
    assert (told.returncode, [(one["name"], one["found"]) for one in found]) == (1, [("web", "forged")])
    last = mirror(house, "health", "--last").stdout
    assert ["fine    paper" in last, "forged  web" in last] == [True, True]


def test_a_demo_is_pushed_to_folders_only(tmp_path: Path) -> None:
    house = House(tmp_path, demo=True, place="sftp://vera@127.0.0.1:1/srv")
    (house.home / "demo").touch()

    assert "nothing in a demo is real" in one_line(mirror(house, "push", "--demo"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["Paper!", "/srv"], "is no name"),
        (["new", "ftp://host/"], "ftp:// is no kind of place"),
        (["new", "file://host/srv"], "another machine"),
        (["new", "http://host/srv"], "for everybody to read"),
        (["new", "https://host/srv"], "--secret FILE"),
        (["new", "https://host/srv", "--secret", "{folder}/home/root.json/x"], "cannot be read"),
        (["new", "https://host/srv", "--secret", "{folder}/home/desk.sqlite3"], "holds no colon"),
        (["new", "srv"], "begins nowhere"),
        (["new", "{folder}/none"], "there is no folder"),
        (["new", "{folder}/home/edition"], "newsroom's own folder"),
        (["new", "{folder}/mirror"], "is the mirror paper already"),
        (["paper", "{folder}"], "a mirror named paper already"),
    ],
)
def test_what_cannot_be_a_mirror_is_refused_in_one_line(
    house: House, tmp_path: Path, words: list[str], says: str
) -> None:
    assert says in one_line(mirror(house, "add", *(word.format(folder=tmp_path) for word in words)))


def test_a_name_nobody_knows_and_a_newsroom_that_has_printed_nothing_are_refused(house: House) -> None:
    assert "there is no mirror named web. Known are: paper." in one_line(mirror(house, "push", "web"))
    assert "there is no mirror named web" in one_line(mirror(house, "remove", "web"))
    (house.home / "edition/edition/head.json").unlink()

    assert "nothing to deliver" in one_line(mirror(house, "push"))
