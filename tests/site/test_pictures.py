"""Pictures: small enough for a frozen line, and nothing in them but the picture."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tamizdat.press.pictures import SMALL_LIMIT
from tests.site import pictures
from tests.site.edition import Edition


def shown(edition: Edition) -> list[str]:
    return [path for path in edition.files if path.startswith("photos/")]


def too_heavy(edition: Edition) -> list[str]:
    """Pictures that a page shows by itself and that are too heavy; the large one is only asked for."""
    named = {
        address.rpartition("/")[2]
        for tree in edition.pages.values()
        for address in [*tree.xpath("//img/@src"), *tree.xpath("//source/@srcset")]
    }
    small = [path for path in shown(edition) if path.rpartition("/")[2] in named]
    return [f"{path}: {len(edition.read(path))} bytes" for path in small if len(edition.read(path)) > SMALL_LIMIT]


def telling(edition: Edition) -> list[str]:
    return [fault for path in shown(edition) for fault in pictures.beside(path, edition.read(path))]


def misdrawn(edition: Edition) -> list[str]:
    """Pictures whose size on a page is not the file's own, or whose file is none."""
    sizes = {}
    for path in shown(edition):
        with Image.open(io.BytesIO(edition.read(path))) as picture:
            sizes[path.rpartition("/")[2]] = picture.size
    found = []
    for path, tree in edition.pages.items():
        for one in [*tree.iter("img"), *tree.iter("source")]:
            name = (one.get("src") or one.get("srcset")).rpartition("/")[2]
            if sizes.get(name) != (int(one.get("width")), int(one.get("height"))):
                found.append(f"{path}: {name} is {sizes.get(name)}")
    return found


def test_every_picture_on_a_page_is_light(edition: Edition) -> None:
    assert len(shown(edition)) >= 16
    assert too_heavy(edition) == []


def test_no_picture_holds_anything_beside_the_picture(edition: Edition) -> None:
    assert telling(edition) == []


def test_every_picture_has_the_size_its_page_says(edition: Edition) -> None:
    assert misdrawn(edition) == []


def saved(format_: str, **words: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((300, 200), 50).convert("RGB").save(out, format_, **words)
    return out.getvalue()


EXIF = Image.Exif()
EXIF[0x010E] = "where"


@pytest.mark.parametrize(
    ("content", "clean"),
    [
        (saved("JPEG"), True),
        (saved("JPEG", progressive=True, optimize=True), True),
        (saved("AVIF"), True),
        (saved("JPEG", exif=EXIF), False),
        (saved("JPEG", comment=b"who"), False),
        (saved("JPEG", xmp=b"<x/>"), False),
        (saved("JPEG", icc_profile=b"x" * 200), False),
        (saved("JPEG") + b"and more", False),
        (saved("AVIF", exif=EXIF), False),
        (saved("AVIF", xmp=b"<x/>"), False),
        (saved("AVIF", icc_profile=b"x" * 200), False),
        (saved("PNG"), False),
    ],
)
def test_the_search_for_metadata_bites(content: bytes, clean: bool) -> None:
    assert (pictures.beside("x", content) == []) is clean


def test_the_other_judges_bite(odd_edition: Edition) -> None:
    path = next(path for path in shown(odd_edition) if "small.jpg" in path)

    assert too_heavy(odd_edition.having(path, odd_edition.read(path) + bytes(9_000)))
    assert misdrawn(odd_edition.having(path, saved("JPEG")))
