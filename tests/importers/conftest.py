"""Where the exports lie, and how a test reads one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tamizdat.importers import reading
from tamizdat.importers.found import Finding, Found, Remark, Skipped, Wishes

HERE = Path(__file__).parent / "exports"
OTHERS = Path(__file__).parents[3] / "shared" / "fixtures"


class Brought:
    """All that a file held."""

    def __init__(self, findings: list[Finding]) -> None:
        self.all = findings
        self.stories = [each for each in findings if isinstance(each, Found)]
        self.skipped = {each.name: each.why for each in findings if isinstance(each, Skipped)}
        self.remarks = [each.text for each in findings if isinstance(each, Remark)]

    @property
    def only(self) -> Found:
        assert len(self.stories) == 1
        return self.stories[0]

    def story(self, start: str) -> Found:
        return next(each for each in self.stories if each.draft.headline.startswith(start))


def brought(file: Path, **wishes: object) -> Brought:
    return Brought(list(reading.findings(file, Wishes(**wishes))))  # type: ignore[arg-type]


@pytest.fixture
def bring():
    """Read a file of ours by its path below `exports/`, or any other file."""

    def read(file: str | Path, **wishes: object) -> Brought:
        return brought(HERE / file, **wishes)

    return read


@pytest.fixture
def other():
    """The path of somebody else's file; skips where there is none."""

    def find(name: str) -> Path:
        if not (OTHERS / name).exists():
            pytest.skip("other people's exports are not beside this checkout")
        return OTHERS / name

    return find


@pytest.fixture
def written(tmp_path: Path):
    """Write a file and give its path."""

    def write(content: str | bytes, name: str = "export.xml") -> Path:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return write


def wxr(items: str, head: str = "") -> str:
    """An export with these items."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:wp="http://wordpress.org/export/1.2/">\n<channel><title>Old</title><link>https://old.example</link>{head}\n'
        f"{items}\n</channel></rss>\n"
    )


def item(
    title: str = "A story", text: str = "Some words.", number: int = 1, more: str = "", status: str = "publish"
) -> str:
    """One story of an export."""
    return (
        f"<item><title>{title}</title><content:encoded><![CDATA[{text}]]></content:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:status>{status}</wp:status><wp:post_type>post</wp:post_type>{more}</item>"
    )
