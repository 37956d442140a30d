"""The archive from the command line: given by one newsroom, taken in by another."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.test_refusals import home, one_line, tamizdat
from tests.keeping.conftest import printed

__all__ = ["home", "printed"]


@pytest.fixture
def drawer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place outside every newsroom."""
    return tmp_path_factory.mktemp("drawer")


def test_a_newsroom_moves_by_its_archive(printed: Path, home: Path, drawer: Path) -> None:
    file = drawer / "herald.zip"

    given = json.loads(tamizdat(printed, "export", str(file), "--json").stdout)
    taken = tamizdat(home, "import", str(file))
    again = tamizdat(home, "export", str(drawer / "again.zip"))

    assert given["lines"]["pages.jsonl"] == 3
    assert "3 stories, 0 pages and 1 photos came" in taken.stdout
    assert (taken.returncode, again.returncode) == (0, 0), taken.stderr + again.stderr
    assert (drawer / "again.zip").read_bytes() == file.read_bytes()


def test_where_an_archive_cannot_go_is_said_in_a_line(home: Path, drawer: Path) -> None:
    (drawer / "there.zip").touch()
    places = {
        drawer / "there.zip": "exists",
        home / "in.zip": "own folder",
        drawer / "nowhere" / "a.zip": "is not there",
    }

    lines = {place: one_line(tamizdat(home, "export", str(place))) for place in places}

    assert [why for place, why in places.items() if why not in lines[place]] == []
    assert not (home / "in.zip").exists()
    assert (drawer / "there.zip").read_bytes() == b""


def test_a_zip_that_is_no_archive_is_refused_in_a_line(home: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("archive.json", "{}")

    line = one_line(tamizdat(home, "import", str(tmp_path / "other.zip")))

    assert "Nothing was taken in" in line
