"""Mirrors at the desk: what each was brought and how it was found, in the keeper's language."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tamizdat.mirrors.book import NAME, Book, Mirror
from tamizdat.mirrors.looking import Found, Look, keep
from tests import cast


@pytest.fixture
def book(newsroom: Any) -> Any:
    kept = Book(settings.HOME)
    yield kept
    kept.close()
    for path in settings.HOME.glob(f"{NAME}*"):
        path.unlink()


def page(language: str, by: Any) -> Any:
    client = Client(headers={"accept-language": language})
    cast.sits(client, by)
    return client.get("/admin/mirrors/", HTTP_HOST="localhost")


def look(name: str, found: Found, **more: Any) -> Look:
    return Look(name, f"https://{name}.example/", "2026-11-20T09:00:00Z", found, **more)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["not ours", "Edition 7", "not delivered"]), ("ru", ["чужое", "Выпуск 7", "не доставлено"])],
)
def test_the_keeper_sees_each_mirror(book: Book, language: str, words: list[str]) -> None:
    for name in ("web", "disk"):
        book.add(Mirror(name, f"/srv/{name}"))
    book.note_failed("disk", "there is no room on <it>.")
    fine = look("web", Found.FINE, edition=7, confirmed="2026-11-20T08:00:00Z", head_bytes=9_000)
    keep(book, [fine, look("stranger", Found.FORGED, why="not JSON in UTF-8.")], all_of_them=True)

    shown = page(language, cast.vera()).text

    assert [word for word in words if word not in shown] == []
    assert shown.count('class="desk-state"') == 3
    assert "there is no room on &lt;it&gt;." in shown
    assert 'href="https://stranger.example/"' not in shown


def test_without_mirrors_it_says_how_to_add_one(newsroom: Any) -> None:
    assert "tamizdat mirror add NAME PLACE" in page("en", cast.vera()).text


def test_who_is_no_keeper_does_not_see_it(newsroom: Any) -> None:
    assert page("en", cast.lev()).status_code == 302
