"""Books, archives and indexes as other people's programs see them: epubcheck, zimcheck, libzim's own search."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.press.enclosures.opened import entries_of
from tests.site.conftest import _once, _run, demo_home, shared_folder

__all__ = ["demo_home", "shared_folder"]


# It runs for seconds: a compiler that thinks less, and one thread for garbage, halve what it costs.
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
EPUBCHECK = ("java", *QUICK, "-jar", "/usr/share/java/epubcheck.jar")
# All but --integrity: Debian 12 has a zimcheck that looks for the list of titles where libzim 9 writes none.
CHECKS = ("--empty", "--checksum", "--metadata", "--favicon", "--main", "--redundant", "--url_internal")
CHECKS += ("--url_external", "--redirect_loop")


@pytest.fixture(scope="module")
def edition(demo_home: Path, shared_folder: Path) -> Path:
    """The demo's, with an issue in each language that picked every story."""

    def make(home: Path) -> None:
        shutil.copytree(demo_home, home, dirs_exist_ok=True, ignore=shutil.ignore_patterns("made"))
        _run(home, "tests.press.enclosures.with_issues", str(home))
        _run(home, "tamizdat", "press", "--enclosures")

    return _once(shared_folder / "demo-with-issues", make) / "edition"


@pytest.fixture(scope="module")
def books(edition: Path) -> list[Path]:
    return sorted(edition.glob("*/newsletter/*.epub"))


@pytest.fixture(scope="module")
def archives(edition: Path) -> list[Path]:
    return sorted(edition.glob("*/archive/*.zim"))


def test_every_book_of_the_demo_is_a_valid_epub(books: list[Path], tmp_path: Path) -> None:
    assert books
    for book in books:
        told = tmp_path / f"{book.stem}.json"
        subprocess.run([*EPUBCHECK, str(book), "--json", str(told)], capture_output=True, check=False)
        found = json.loads(told.read_text())
        assert [(one["ID"], one["message"]) for one in found["messages"]] == []
        assert found["publication"]["ePubVersion"].startswith("3")


def test_epubcheck_sees_a_book_that_is_none(books: list[Path], tmp_path: Path) -> None:
    """The judge itself: a chapter that is not well-formed."""
    from zipfile import ZipFile

    broken = tmp_path / "broken.epub"
    with ZipFile(books[0]) as whole, ZipFile(broken, "w") as copy:
        for name in whole.namelist():
            content = whole.read(name)
            copy.writestr(name, content.replace(b"</article>", b"") if name.endswith("story-1.xhtml") else content)

    done = subprocess.run([*EPUBCHECK, str(broken)], capture_output=True, check=False)

    assert done.returncode != 0


def test_every_archive_of_the_demo_passes_zimcheck(archives: list[Path]) -> None:
    from libzim.reader import Archive

    assert archives
    for archive in archives:
        done = subprocess.run(["zimcheck", *CHECKS, str(archive)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert Archive(archive).check()


def test_an_archive_is_searched_by_itself_and_every_link_leads_somewhere(archives: list[Path], tmp_path: Path) -> None:
    from libzim.reader import Archive
    from libzim.search import Query, Searcher

    opened = Archive(archives[0])
    story = next(path for path in entries_of(archives[0].read_bytes()) if path.count("/") == 3)
    title = opened.get_entry_by_path(story).title

    found = Searcher(opened).search(Query().set_query(title))

    assert story in list(found.getResults(0, 5))
    assert opened.main_entry.get_item().path == "index.html"
