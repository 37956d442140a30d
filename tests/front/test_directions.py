"""Which way a language runs, and what it calls itself."""

import pytest

from tamizdat.front.directions import direction, own_name, script


@pytest.mark.parametrize(
    ("language", "way"), [("en", "ltr"), ("ru", "ltr"), ("ar", "rtl"), ("fa", "rtl"), ("he", "rtl"), ("zz", "ltr")]
)
def test_a_language_runs_its_way(language, way):
    assert direction(language) == way


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "English"), ("ru", "Русский"), ("uk", "Українська"), ("ar", "العربية"), ("en-US", "English"), ("zz", "zz")],
)
def test_a_language_is_called_by_its_own_name(language, name):
    assert own_name(language) == name


def test_a_tag_may_say_its_script():
    assert script("sr") == "Cyrl"
    assert script("sr-Latn") == "Latn"
