"""Another theme reprints everything, without being asked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tamizdat.press import theme
from tests import cast

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_press_with_another_theme_reprints_once(newsroom: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from tamizdat.works.round import make_round

    cast.story().publish(now=NOW)
    first = make_round(NOW).report
    second = make_round(NOW).report

    monkeypatch.setattr(theme, "digest", lambda: "another")
    third, fourth = make_round(NOW).report, make_round(NOW).report

    assert (second.rendered, fourth.rendered) == (0, 0)
    assert third.rendered == first.rendered > 0


def test_every_template_style_word_and_line_of_code_counts(tmp_path: Path) -> None:
    for name in ("page.html", "page.css", "page.po", "page.py"):
        (tmp_path / name).write_text("one")
        before = theme.digest_of([tmp_path])

        (tmp_path / name).write_text("other")

        assert theme.digest_of([tmp_path]) != before, name


def test_what_only_lies_beside_them_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("one")
    before = theme.digest_of([tmp_path])

    (tmp_path / "page.pyc").write_text("compiled")
    (tmp_path / "page.mo").write_text("compiled")

    assert theme.digest_of([tmp_path]) == before
