"""`tamizdat import` at a terminal and in a script."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tamizdat.cli import import_

EXPORTS = Path(__file__).parent.parent / "importers" / "exports"


@pytest.fixture
def tamizdat_import(newsroom: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command on the newsroom that is open already."""
    import argparse

    monkeypatch.setattr(import_, "open_newsroom", lambda: None)

    def run(*words: str) -> int:
        parser = argparse.ArgumentParser()
        import_.add_arguments(parser)
        return import_.run(parser.parse_args(list(words)))

    return run


def test_the_report_has_a_line_for_each_thing(tamizdat_import, capsys):
    code = tamizdat_import(str(EXPORTS / "wordpress/herald.xml"), "--as", "published")

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert "taken: Salt, classic: published" in lines
    assert "taken: A private story: as a draft (private at its origin)" in lines
    assert "skipped: In the bin: it is in the old site's bin" in lines
    assert lines[-1] == "3 published, 8 taken as drafts, 0 here already, 2 skipped."


def test_json_is_one_object_with_text_captions_and_credits(tamizdat_import, capsys):
    tamizdat_import(str(EXPORTS / "pages/01-browser-appeal-in-middle.txt"), "--json", "--dry-run")

    report = json.loads(capsys.readouterr().out)
    story = report["stories"][0]
    assert story["pictures"][0]["credit"] == "Ida Brandt / The Harbour Herald"
    assert "The ferry came in on a Tuesday" in story["text"]
    assert report["counts"]["drafts"] == 1


def test_a_bad_file_is_one_line_and_the_good_one_beside_it_lands(tamizdat_import, capsys, tmp_path):
    bad = tmp_path / "export.xml"
    bad.write_bytes(b"PK\x03\x04 zip")

    code = tamizdat_import(str(bad), str(EXPORTS / "feeds/mayak.atom"))

    said = capsys.readouterr()
    assert code == 1
    assert said.err == (
        "tamizdat import: export.xml: it is a ZIP archive, not a text. Unpack it and import the files inside.\n"
    )
    assert "taken: Город без чаек: as a draft" in said.out


def test_the_language_can_be_said(tamizdat_import, capsys):
    tamizdat_import(str(EXPORTS / "pages/13-german.txt"), "--language", "en")

    assert "taken: Der Hafen, der seinen Namen verlor: as a draft" in capsys.readouterr().out
