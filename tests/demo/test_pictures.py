"""The demo's pictures are drawn alike every time, and are light enough for a bad line."""

from __future__ import annotations

import io
import re
from importlib.resources import files

import pytest
from PIL import Image

from tamizdat.demo import pictures

SMALL_LIMIT = 9_000  # bytes, of a picture 640 pixels wide
SHARPEST_NEEDED = 50  # of WebP's hundred: below it, edges begin to smear


def test_there_are_pictures_enough_and_each_is_its_own():
    drawn = {pictures.draw(name) for name in pictures.NAMES}

    assert len(drawn) == len(pictures.NAMES) >= 24


@pytest.mark.parametrize("name", pictures.NAMES[::6])
def test_a_picture_is_the_same_every_time(name: str):
    assert pictures.draw(name) == pictures.draw(name)


@pytest.mark.parametrize("name", pictures.NAMES)
def test_a_picture_is_large_and_its_small_copy_light(name: str):
    picture = Image.open(io.BytesIO(pictures.draw(name)))

    small = picture.resize((640, round(640 * picture.height / picture.width)))
    file = io.BytesIO()
    small.save(file, "WEBP", quality=SHARPEST_NEEDED, method=6)

    assert picture.format == "JPEG"
    assert picture.width >= 1_000
    assert len(file.getvalue()) <= SMALL_LIMIT


def test_a_name_that_is_not_there_is_refused():
    with pytest.raises(KeyError):
        pictures.draw("the-sea-monster")


def test_every_picture_is_used():
    folder = files("tamizdat.demo") / "stories"
    texts = "".join(file.read_text(encoding="utf-8") for part in ("en", "ru") for file in (folder / part).iterdir())

    used = set(re.findall(r'^(?:photo = "|picture: )([a-z-]+)', texts, re.MULTILINE))

    assert used == set(pictures.NAMES)
