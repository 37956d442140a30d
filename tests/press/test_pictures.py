"""Sizes of a photo: light, always the same, and nothing in them but the picture."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tamizdat.press import copy
from tamizdat.press.models import Rendition
from tamizdat.press.pictures import LONGEST, RECIPES, SMALL_LIMIT, Renditions, encoded, renditions
from tamizdat.press.run import Press
from tests.press.rows import drawn, photo
from tests.site import pictures

NOISE = Image.effect_noise((1600, 1100), 100).convert("RGB")


def saved(picture: Image.Image, format_: str, **words: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, format_, **words)
    return out.getvalue()


KINDS = {
    "noise": saved(NOISE, "JPEG"),
    "cmyk": saved(Image.new("CMYK", (500, 400), (0, 200, 30, 10)), "JPEG"),
    "alpha": saved(NOISE.convert("RGBA"), "PNG"),
    "palette": saved(NOISE.convert("P"), "PNG", transparency=3),
    "grey": saved(NOISE.convert("L"), "PNG"),
    "sixteen bits": saved(Image.new("I;16", (300, 300), 40_000), "PNG"),
    "one pixel": saved(Image.new("RGB", (1, 1)), "PNG"),
    "a column": saved(Image.effect_noise((1, 30_000), 100), "PNG"),
    "a row": saved(Image.effect_noise((30_000, 1), 100), "PNG"),
    "huge": saved(Image.effect_noise((6000, 4000), 20).convert("RGB"), "JPEG"),
    "webp": saved(NOISE, "WEBP"),
}


def made(press: Press, content: bytes) -> Renditions:
    found = renditions(press.store, photo(content))
    assert found is not None
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_gets_all_its_sizes_within_the_limit(press: Press, kind: str) -> None:
    found = made(press, KINDS[kind])

    for one in found:
        content = press.store.read(one.digest)
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.size == (one.width, one.height)
            assert max(picture.size) <= LONGEST
        assert pictures.beside(one.file, content) == []
        assert len(content) <= SMALL_LIMIT or "large" in one.file
    assert (found.card.width, found.large.width) <= (320, 1600)


def test_a_narrow_picture_is_not_made_wider(press: Press) -> None:
    assert {(one.width, one.height) for one in made(press, drawn(200, 100))} == {(200, 100)}


def test_what_shines_through_is_white(press: Press) -> None:
    content = saved(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG")

    large = made(press, content).large

    with Image.open(io.BytesIO(press.store.read(large.digest))) as picture:
        assert min(picture.getpixel((25, 25))) > 250


def test_the_same_photo_gives_the_same_bytes() -> None:
    for recipe in RECIPES:
        assert encoded(NOISE, recipe) == encoded(NOISE.copy(), recipe)


def test_sizes_are_made_once(press: Press) -> None:
    row = photo()
    first = renditions(press.store, row)
    press.store.path(row.key).unlink()

    assert renditions(press.store, row) == first
    assert Rendition.objects.count() == len(RECIPES)


def test_a_size_that_was_lost_is_made_again(press: Press) -> None:
    row = photo()
    first = renditions(press.store, row)
    assert first is not None
    press.store.path(first.card.digest).unlink()

    assert renditions(press.store, row) == first
    assert press.store.holds(first.card.digest)


@pytest.mark.parametrize("content", [b"", b"no picture", KINDS["noise"][:2000], b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_a_broken_photo_has_no_sizes(press: Press, content: bytes) -> None:
    key = press.store.keep(content)

    assert renditions(press.store, copy.Photo(key=key, width=1, height=1)) is None


def test_a_bomb_has_no_sizes(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)

    assert renditions(press.store, photo(KINDS["noise"])) is None


def test_what_a_camera_wrote_into_a_file_is_in_no_size(press: Press) -> None:
    told = Image.Exif()
    told[0x010E] = "Quorvexil"
    content = drawn(exif=told, comment=b"Quorvexil", xmp=b"<x>Quorvexil</x>", icc_profile=b"Quorvexil" * 30)

    found = [press.store.read(one.digest) for one in made(press, content)]

    assert not any(b"Quorvexil" in one for one in found)
