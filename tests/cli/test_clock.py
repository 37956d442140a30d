"""`tamizdat clock` on a host of its own: a key, a root, and folders that it serves."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tamizdat.edition import keys
from tamizdat.edition.head import publish
from tamizdat.edition.places import FolderTiles, write
from tamizdat.edition.proposals import adopted, signed, with_keys
from tamizdat.edition.tree import build
from tamizdat.press import keys as ring

PHRASE = "six words that lie in a drawer"


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """A clock's folder beside a mirror whose press has been silent for five days."""
    past = datetime.now(UTC) - timedelta(days=5)
    made = ring.make(tmp_path / "home/keys", past, PHRASE)
    clock = keys.new()
    held = [made.signers["timestamp"][0].public_key, clock.public_key]
    proposal = with_keys(made.begun, {"timestamp": (held, 1)}, past)
    proposal = signed(proposal, made.begun, keys.taken(tmp_path / "home/keys/offline/root.pem", PHRASE))
    head = adopted(made.begun, proposal, past)
    head = publish(head, build(FolderTiles(tmp_path / "mirror"), {}), made.signers, past)
    for path, content in head.files():
        write(tmp_path / "mirror" / path, content)
    (tmp_path / "clock").mkdir()
    keys.keep(clock, tmp_path / "clock/clock.pem", PHRASE)
    (tmp_path / "clock/root.json").write_bytes((tmp_path / "home/root.json").read_bytes())
    (tmp_path / "phrase").write_text(PHRASE)
    return tmp_path


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "tamizdat", *map(str, words)], capture_output=True, text=True)


def check(host: Path) -> subprocess.CompletedProcess[str]:
    return run("check", host / "mirror", "--root", host / "home/root.json")


def sign(host: Path, *more: str | Path) -> subprocess.CompletedProcess[str]:
    return run("clock", "sign", host / "clock", host / "mirror", "--passphrase-file", host / "phrase", *more)


def test_a_mirror_is_current_again_after_the_clock_has_signed(host: Path) -> None:
    assert "timestamp expired" in check(host).stderr

    told = sign(host)

    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("Edition 1 is confirmed, ")
    assert check(host).returncode == 0, check(host).stderr


def test_a_machine_reads_what_was_confirmed(host: Path) -> None:
    told = json.loads(sign(host, "--json").stdout)

    assert (told["edition"], told["held"], told["wrong"]) == (1, False, {})
    assert told["version"] % 2 == 1


def test_a_hold_is_told_and_ends(host: Path) -> None:
    early = run("clock", "hold", host / "clock")
    sign(host)

    held = run("clock", "hold", host / "clock")
    told = sign(host)
    released = run("clock", "release", host / "clock")

    assert (early.returncode, held.returncode, released.returncode) == (1, 0, 0)
    assert "only edition 1 is confirmed" in held.stdout
    assert "It is held" in told.stdout


def test_a_folder_that_is_no_clocks_is_said(host: Path, tmp_path: Path) -> None:
    told = run("clock", "sign", tmp_path / "none", host / "mirror", "--passphrase-file", host / "phrase")

    assert told.returncode == 1
    assert "root.json and clock.pem" in told.stderr


def test_a_place_that_is_no_edition_is_one_line(host: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    told = run("clock", "sign", host / "clock", tmp_path / "empty", "--passphrase-file", host / "phrase")

    assert told.returncode == 1
    assert "no place holds a head that can be confirmed" in told.stderr
    assert len(told.stderr.splitlines()) == 1
