"""Pages that an editor marked line by line: what comes out is what the editor would keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importers.conftest import HERE
from tests.importers.marked import faults, marked, measured

PAGES = [f"{kind}/{file.stem}" for kind in ("text", "html") for file in sorted((HERE / kind).glob("*.marked"))]


def test_the_marked_pages_are_many_and_in_several_languages() -> None:
    spoken = {marked(HERE / f"{page}.marked").said["language"][0] for page in PAGES}

    assert len(PAGES) >= 20
    assert spoken >= {"en", "ru", "de", "es", "uk"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_gives_what_an_editor_would_keep(name: str, bring, tmp_path: Path) -> None:
    page = marked(HERE / f"{name}.marked")
    saved = tmp_path / ("page.html" if name.startswith("html/") else "page.txt")
    saved.write_text(page.page, encoding="utf-8")

    found = bring(saved).only

    assert faults(found, page) == []
    assert measured(found, page) == (1.0, 1.0)
