"""`tamizdat keys` as people use it: at the newsroom, and on a laptop that holds one key."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tamizdat.edition.head import Head, publish
from tamizdat.edition.places import FolderTiles, write
from tamizdat.edition.proposals import holders
from tamizdat.edition.tree import build
from tamizdat.press import keys as ring

PHRASE = "six words that lie in a drawer"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A newsroom's keys, and an edition signed by them."""
    folder = tmp_path / "home"
    ring.make(folder / "keys", datetime.now(UTC), PHRASE)
    (tmp_path / "phrase").write_text(PHRASE + "\n")
    signs(folder)
    return folder


def signs(home: Path) -> None:
    held = ring.Ring.of(home / "keys")
    assert held
    head = publish(held.begun, build(FolderTiles(home / "edition"), {}), held.signers, datetime.now(UTC))
    for path, content in head.files():
        write(home / "edition" / path, content)


def keys(home: Path, *words: str | Path, phrase: bool = True) -> subprocess.CompletedProcess[str]:
    more = ["--passphrase-file", home.parent / "phrase"] if phrase else []
    return subprocess.run(
        [sys.executable, "-m", "tamizdat", "keys", *map(str, [*words, *more])],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "TAMIZDAT_HOME": str(home)},
    )


def check(home: Path, root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tamizdat", "check", str(home / "edition"), "--root", str(root)],
        capture_output=True,
        text=True,
    )


def by_hand(home: Path) -> Head:
    return ring.head_by_hand(home / "keys")


def test_status_says_who_must_act_and_by_when(home: Path) -> None:
    told = keys(home, "status", phrase=False)

    assert told.returncode == 0, told.stderr
    lines = [line for line in told.stdout.splitlines() if "until" in line]
    assert [line.split()[:2] for line in lines] == [
        ["fine", role] for role in ("root", "targets", "press", "mirrors", "snapshot", "timestamp")
    ]
    assert "keys renew root, by those with its keys" in told.stdout


def test_status_for_a_machine_names_every_role(home: Path) -> None:
    told = json.loads(keys(home, "status", "--json", phrase=False).stdout)

    assert {one["role"]: one["state"] for one in told["roles"]} == dict.fromkeys(
        ("root", "targets", "press", "mirrors", "snapshot", "timestamp"), "fine"
    )
    assert len(told["root"].split()) == 8


def test_one_person_replaces_a_stolen_press_key_in_one_step(home: Path, tmp_path: Path) -> None:
    root = tmp_path / "handed-out.json"
    root.write_bytes((home / "root.json").read_bytes())
    stolen = holders(by_hand(home), "press")[0][0].keyid

    done = keys(home, "rotate", "press")
    signs(home)

    assert done.returncode == 0, done.stderr
    assert holders(by_hand(home), "press")[0][0].keyid != stolen
    assert check(home, root).returncode == 0, check(home, root).stderr
    assert not list((home / "keys" / "next").iterdir())


def test_a_dry_run_changes_nothing(home: Path) -> None:
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}

    done = keys(home, "rotate", "press", "--dry-run")

    assert "press: the key" in done.stdout
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_a_proposal_goes_to_a_laptop_and_comes_back(home: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    (home / "keys" / "offline").rename(stick)
    root = tmp_path / "root.json"
    root.write_bytes((home / "root.json").read_bytes())

    proposed = keys(home, "renew", "root", "--out", tmp_path / "proposal.json")
    early = keys(home, "take", tmp_path / "proposal.json", phrase=False)
    signed = keys(
        tmp_path / "elsewhere", "sign", tmp_path / "proposal.json", "--key", stick / "root.pem", "--root", root
    )
    taken = keys(home, "take", tmp_path / "proposal.json", phrase=False)
    signs(home)

    assert "root is signed by 0 of the 1" in proposed.stdout
    assert (early.returncode, signed.returncode, taken.returncode) == (1, 0, 0), signed.stderr + taken.stderr
    assert "root is signed by 0 of the 1" in early.stderr
    assert by_hand(home).version("root") == 2
    assert check(home, root).returncode == 0


def test_a_laptop_signs_nothing_for_a_newsroom_that_it_does_not_know(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    ring.make(other / "keys", datetime.now(UTC), PHRASE)
    keys(home, "renew", "root", "--offline", tmp_path / "none", "--out", tmp_path / "proposal.json")
    before = (tmp_path / "proposal.json").read_bytes()

    signed = keys(
        home, "sign", tmp_path / "proposal.json", "--key", home / "keys/offline/root.pem", "--root", other / "root.json"
    )

    assert signed.returncode == 1
    assert "another newsroom, or forged" in signed.stderr
    assert (tmp_path / "proposal.json").read_bytes() == before


def test_a_clock_gets_a_key_of_its_own_and_loses_it(home: Path, tmp_path: Path) -> None:
    made = keys(home, "new", tmp_path / "clock.pem")
    words = made.stdout.rsplit(": ", 1)[-1].strip().rstrip(".")

    added = keys(home, "add", "timestamp", tmp_path / "clock.pem.pub")
    held = len(holders(by_hand(home), "timestamp")[0])
    revoked = keys(home, "revoke", "timestamp", words)

    assert (added.returncode, held) == (0, 2), added.stderr
    assert (revoked.returncode, len(holders(by_hand(home), "timestamp")[0])) == (0, 1), revoked.stderr
    assert by_hand(home).version("root") == 3


def test_two_of_three_editors_are_asked_for_from_now_on(home: Path, tmp_path: Path) -> None:
    for name in ("vera", "lev"):
        assert keys(home, "new", tmp_path / f"{name}.pem").returncode == 0

    assert keys(home, "add", "mirrors", tmp_path / "vera.pem.pub").returncode == 0
    told = keys(home, "add", "mirrors", tmp_path / "lev.pem.pub", "--threshold", "2")

    assert "mirrors: 2 signatures are needed, not 1." in told.stdout
    assert "1 of the 2" in told.stdout
    assert len(holders(by_hand(home), "mirrors")[0]) == 2
    signed = keys(home, "sign", home / "proposal.json", "--key", tmp_path / "lev.pem", "--root", home / "root.json")
    assert signed.returncode == 0, signed.stderr
    assert keys(home, "take", home / "proposal.json", phrase=False).returncode == 0
    held, threshold = holders(by_hand(home), "mirrors")
    assert (len(held), threshold) == (3, 2)


def test_a_threshold_that_no_keys_could_meet_is_refused(home: Path, tmp_path: Path) -> None:
    keys(home, "new", tmp_path / "vera.pem")

    told = keys(home, "add", "mirrors", tmp_path / "vera.pem.pub", "--threshold", "3")

    assert (told.returncode, "3 signatures and have 2 keys" in told.stderr) == (1, True)


def test_the_root_key_of_one_person_is_replaced_where_it_lies(home: Path) -> None:
    old = (home / "keys/offline/root.pem").read_bytes()

    done = keys(home, "rotate", "root")
    again = keys(home, "renew", "root", "targets")

    assert (done.returncode, again.returncode) == (0, 0), done.stderr + again.stderr
    assert (home / "keys/offline/root.pem").read_bytes() != old
    assert by_hand(home).version("root") == 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("revoke", "press", "no such"), "no key of it is called 'no such'"),
        (("add", "timestamp", "nothing.pub"), "is no public key"),
        (("take", "nothing.json"), "cannot be read"),
        (("sign", "nothing.json", "--key", "a", "--root", "b"), "cannot be read"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(home: Path, words: tuple[str, ...], says: str) -> None:
    told = keys(home, *words, phrase=words[0] != "take")

    assert told.returncode == 1
    assert says in told.stderr
    assert len(told.stderr.splitlines()) == 1


def test_the_only_key_of_a_role_is_replaced_and_not_taken_away(home: Path) -> None:
    words = json.loads(keys(home, "status", "--json", phrase=False).stdout)["roles"][2]["keys"][0]

    told = keys(home, "revoke", "press", words)

    assert told.returncode == 1
    assert "Use `keys rotate press`." in told.stderr


def test_a_wrong_phrase_changes_nothing(home: Path, tmp_path: Path) -> None:
    (tmp_path / "phrase").write_text("not it")
    before = (home / "keys" / "head.json").read_bytes()

    told = keys(home, "renew", "root")

    assert told.returncode == 1
    assert "wrong passphrase" in told.stderr
    assert (home / "keys" / "head.json").read_bytes() == before


def test_no_terminal_and_no_file_is_said(home: Path) -> None:
    told = keys(home, "renew", "root", phrase=False)

    assert told.returncode == 1
    assert "--passphrase-file" in told.stderr
