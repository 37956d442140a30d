"""Keys in files: behind a phrase that somebody types, or behind the online keys' own."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from tamizdat.vault import keys
from tamizdat.vault.keys import BadKey, OpeningKey


def test_a_key_opens_with_its_phrase_and_no_other(tmp_path: Path) -> None:
    key, file = OpeningKey.new(), tmp_path / "list.key"
    keys.keep(key, file, "six random words, written down twice")

    assert keys.taken(file, "six random words, written down twice") == key
    for phrase in ("", "six random words", "six random words, written down twice "):
        with pytest.raises(BadKey, match="does not open with this phrase"):
            keys.taken(file, phrase)
    assert key.seed not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        keys.keep(OpeningKey.new(), file, "another")


@pytest.mark.parametrize(
    "damage", [lambda content: content[:-1], lambda content: content[:20], lambda content: b"", bytes.swapcase]
)
def test_a_damaged_file_is_refused_in_one_line(tmp_path: Path, damage: object) -> None:
    file = tmp_path / "list.key"
    keys.keep(OpeningKey.new(), file, "phrase")
    file.write_bytes(damage(file.read_bytes()))  # type: ignore[operator]

    with pytest.raises(BadKey):
        keys.taken(file, "phrase")


def test_keys_that_were_kept_by_age_still_open(tmp_path: Path) -> None:
    key, file = OpeningKey.new(), tmp_path / "list.key"
    file.write_bytes(pyrage.passphrase.encrypt(key.seed, "phrase"))

    assert keys.taken(file, "phrase") == key


def test_opening_one_fits_a_small_server(tmp_path: Path) -> None:
    file = tmp_path / "list.key"
    keys.keep(OpeningKey.new(), file, "phrase")
    words = "import sys; from pathlib import Path; from tamizdat.vault import keys; "
    words += "keys.taken(Path(sys.argv[1]), 'phrase'); print(Path('/proc/self/status').read_text())"

    done = subprocess.run([sys.executable, "-c", words, file], capture_output=True, text=True, check=True)

    peak = re.search(r"VmHWM:\s+(\d+) kB", done.stdout)
    assert peak
    assert int(peak[1]) < 300_000
