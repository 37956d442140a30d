"""The site's own words are whole in every language."""

import os
import shutil
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tamizdat import front
from tamizdat.front.words import LOCALE, has_words, words

FRONT = Path(front.__file__).parent
KEYWORDS = {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "_": None, "say": None}
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/front.po"))


def words_in_use():
    with (FRONT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    return {
        (context, words)
        for package in (FRONT, FRONT.parent / "press")
        for path, _, words, _, context in extract_from_dir(package, methods, options, keywords=KEYWORDS)
        if not path.endswith("health.py")  # which speaks to keepers, in the desk's words
    }


def catalogue(po):
    with po.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def test_there_is_a_russian_catalogue():
    assert [po.parts[-3] for po in CATALOGUES] == ["ru"]


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: po.parts[-3])
def test_every_word_of_the_templates_is_in_the_catalogue_and_no_other(po):
    used = words_in_use()

    known = {(message.context, message.id) for message in catalogue(po)}

    assert len(used) > 50
    assert known == used


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: po.parts[-3])
def test_every_word_is_translated_and_none_is_a_guess(po):
    for message in catalogue(po):
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), message.id
        assert not message.fuzzy, message.id
        assert not list(message.check()), message.id


def test_russian_counts_in_three_ways():
    count = words("ru").ngettext

    forms = [count("%(num)s earlier correction", "%(num)s earlier corrections", number) for number in (1, 3, 5)]

    assert forms == ["Ещё %(num)s исправление", "Ещё %(num)s исправления", "Ещё %(num)s исправлений"]


def test_a_language_without_words_gets_english():
    assert words("ar").gettext("Read more") == "Read more"
    assert (has_words("ru-RU"), has_words("en"), has_words("ar")) == (True, True, False)


def test_a_catalogue_is_compiled_in_memory_when_nobody_compiled_it(tmp_path):
    shutil.copytree(LOCALE / "ru", tmp_path / "ru", ignore=shutil.ignore_patterns("*.mo"))

    assert words("ru", tmp_path).gettext("Read more") == "Читайте также"


def test_a_compiled_catalogue_older_than_its_words_is_not_used(tmp_path):
    shutil.copytree(LOCALE / "ru", tmp_path / "ru", ignore=shutil.ignore_patterns("*.mo"))
    po = tmp_path / "ru/LC_MESSAGES/front.po"
    mo = po.with_suffix(".mo")
    mo.write_bytes(b"stale")
    old = po.stat().st_mtime_ns - 10**9
    os.utime(mo, ns=(old, old))

    assert words("ru", tmp_path).gettext("Read more") == "Читайте также"
