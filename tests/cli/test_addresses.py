"""`tamizdat addresses` as people use it: at the newsroom, and on a duty editor's laptop."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tamizdat.edition import addresses, keys, proposals
from tamizdat.edition.head import Head, publish
from tamizdat.edition.places import FolderTiles, write
from tamizdat.edition.tree import build
from tamizdat.press import keys as ring

PHRASE = "six words that lie in a drawer"
OWN = "https://herald.example/"
OTHER = "https://bucket.example/herald/"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A newsroom of one person, and an edition signed by it."""
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


def run(home: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tamizdat", *map(str, words)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        cwd=home.parent,
        env={**os.environ, "TAMIZDAT_HOME": str(home)},
    )


def here(home: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return run(home, "addresses", *words, "--passphrase-file", home.parent / "phrase")


def by_hand(home: Path) -> Head:
    return ring.head_by_hand(home / "keys")


def known(home: Path) -> list[str]:
    return [one.address for one in addresses.listed(by_hand(home).lists["mirrors.json"]) if not one.withdrawn]


def test_at_a_newsroom_of_one_person_it_is_in_force_at_once(home: Path) -> None:
    told = here(home, "add", OWN, "--kind", "own")

    assert told.returncode == 0, told.stderr
    assert f"mirrors.json: {OWN} comes (own, weight 10)." in told.stdout
    assert known(home) == [OWN]
    assert "own       https://herald.example/, weight 10" in run(home, "addresses", "list").stdout


def test_the_floor_is_signed_by_targets_and_listed_apart(home: Path) -> None:
    assert here(home, "add", OWN, "--kind", "own", "--floor").returncode == 0

    told = json.loads(run(home, "addresses", "list", "--json").stdout)

    assert told["mirrors"] == []
    assert [one["address"] for one in told["floor"]] == [OWN]


def test_the_last_address_is_not_withdrawn(home: Path) -> None:
    here(home, "add", OWN, "--kind", "own")

    told = here(home, "withdraw", OWN)
    assert (told.returncode, "the last address" in told.stderr) == (1, True)

    here(home, "add", OTHER, "--kind", "carrier")
    assert here(home, "withdraw", OWN).returncode == 0
    assert known(home) == [OTHER]


def test_a_dry_run_changes_nothing(home: Path) -> None:
    told = here(home, "add", OWN, "--kind", "own", "--dry-run")

    assert (told.returncode, "comes" in told.stdout, known(home)) == (0, True, [])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["add", "http://herald.example/", "--kind", "own"], "does not begin with https://"),
        (["add", OTHER, "--kind", "own"], "a carrier, not the newsroom's own"),
        (["add", OWN, "--kind", "own", "--weight", "101"], "a weight is 0 to 100"),
        (["withdraw", OWN], "no list has https://herald.example/"),
        (["add", "https://pay.example/", "--kind", "pay", "--floor"], "holds addresses of editions"),
    ],
)
def test_bad_input_is_refused_in_one_line(home: Path, words: list[str], says: str) -> None:
    told = here(home, *words)

    assert told.returncode == 1
    assert says in told.stderr
    assert told.stderr.count("\n") == 1


# On laptops


@pytest.fixture
def three(home: Path) -> Path:
    """The lists are signed by two of three editors, who hold nothing but their key and the root."""
    editors = [keys.new() for _ in range(3)]
    for number, editor in enumerate(editors):
        keys.keep(editor, home.parent / f"editor-{number}.pem", PHRASE)
    proposal = proposals.with_keys(
        by_hand(home), {"mirrors": ([editor.public_key for editor in editors], 2)}, datetime.now(UTC)
    )
    away = [keys.taken(home / "keys" / "offline" / "targets.pem", PHRASE), *editors[:2]]
    for signer in away:
        proposal = proposals.signed(proposal, by_hand(home), signer)
    ring.take(home / "keys", proposals.adopted(by_hand(home), proposal, datetime.now(UTC)))
    signs(home)
    (home / "root.json").replace(home.parent / "root.json")
    return home.parent


def laptop(desk: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return run(desk / "no newsroom here", *words, "--root", desk / "root.json", "--passphrase-file", desk / "phrase")


def test_two_editors_sign_on_laptops_and_the_newsroom_takes_it(home: Path, three: Path) -> None:
    signed = three / "lists.json"
    told = laptop(
        three, "addresses", "add", OWN, "--kind", "own", "--from", home / "edition",
        "--key", three / "editor-0.pem", "--out", signed,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "1 of the 2" in told.stdout
    early = run(home, "keys", "take", signed)
    assert (early.returncode, "1 of the 2" in early.stderr) == (1, True)

    second = laptop(three, "keys", "sign", signed, "--key", three / "editor-2.pem")
    assert second.returncode == 0, second.stderr
    assert f"{OWN} comes" in second.stdout
    taken = run(home, "keys", "take", signed)

    assert taken.returncode == 0, taken.stderr
    assert known(home) == [OWN]


def test_a_laptop_follows_only_an_edition_that_its_root_leads_to(home: Path, three: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    ring.make(other / "keys", datetime.now(UTC), PHRASE)
    signs(other)

    told = laptop(three, "addresses", "add", OWN, "--kind", "own", "--from", other / "edition", "--dry-run")

    assert (told.returncode, told.stderr.count("\n")) == (1, 1)
    told = run(three / "x", "addresses", "list", "--from", home / "edition", "--root", three / "root.json")
    assert told.returncode == 0, told.stderr
