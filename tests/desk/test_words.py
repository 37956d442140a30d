"""The desk's own words are whole in Russian, and no screen asks for a word that is not there."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.test import Client
from django.utils.translation import override
from django.utils.translation.template import templatize

from tamizdat import desk
from tests import cast

DESK = Path(desk.__file__).parent
HOUSE = DESK.parent
LOCALE = DESK / "locale"
SAYING = [HOUSE / "newsletter" / name for name in ("issues.py", "sending.py", "room.py")]
KEYWORDS = {
    **{"say": None, "gettext": None, "gettext_lazy": None, "_": None},
    **{"pgettext_lazy": ((1, "c"), 2), "pgettext": ((1, "c"), 2)},
}
Word = tuple[str | None, str]


def _words(source: str) -> set[Word]:
    found = set()
    for _, function, words, _ in extract_python(io.BytesIO(source.encode()), list(KEYWORDS), [], {}):
        if function.startswith("pgettext"):
            found.add((words[0], words[1]))
        else:
            found.add((None, words[0] if isinstance(words, tuple) else words))
    return found


def words_in_use() -> set[Word]:
    found: set[Word] = set()
    for path in DESK.rglob("*.py"):
        if "migrations" not in path.parts:
            found |= _words(path.read_text())
    # Pages about health and the newsletter say what was made deep inside.
    for path in (HOUSE / "checks.py", HOUSE / "doctor.py", *HOUSE.glob("*/health.py"), *SAYING):
        found |= _words(path.read_text())
    for path in DESK.rglob("*.html"):
        found |= _words("\n".join(line.strip() for line in templatize(path.read_text()).splitlines()))
    return found


def catalogue(language: str) -> list[Any]:
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return [message for message in read_po(file) if message.id]


def said_otherwise() -> set[Word]:
    """Wagtail's words that a newsroom says otherwise: the whole English catalogue."""
    return {(message.context, message.id) for message in catalogue("en")}


def test_every_word_of_the_desk_is_in_the_russian_catalogue_and_no_other() -> None:
    used = words_in_use()

    known = {(message.context, message.id) for message in catalogue("ru")}

    assert len(used) > 200
    assert known == used | said_otherwise()


def test_no_word_of_ours_is_also_said_otherwise() -> None:
    assert words_in_use() & said_otherwise() == set()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_word_is_translated_and_none_is_a_guess(language: str) -> None:
    for message in catalogue(language):
        assert message.string, message.id
        assert not message.fuzzy, message.id
        assert not list(message.check()), message.id


@pytest.mark.skipif(not (LOCALE / "ru/LC_MESSAGES/django.mo").exists(), reason="./run compiles the catalogues")
def test_the_desk_speaks_the_language_of_the_browser_until_a_person_chooses(newsroom: Any) -> None:
    client = Client()
    cast.sits(client, cast.vera())

    with override("en"):  # each request leaves its language behind
        russian = client.get("/admin/", HTTP_ACCEPT_LANGUAGE="ru").text
        english = client.get("/admin/", HTTP_ACCEPT_LANGUAGE="de").text

    assert "Написать материал" in russian
    assert "Being written" in english
