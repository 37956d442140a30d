"""What comes out of the stripper holds the picture and nothing else."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from tamizdat.desk.models import Photo
from tamizdat.desk.stripping import BadPhoto, strip
from tests import cast

PHOTOS = Path(__file__).parents[3] / "shared" / "fixtures" / "photos"
TELLTALES = (
    b"Exif\0",
    b"http://ns.adobe.com",
    b"Photoshop",
    b"8BIM",
    b"ICC_PROFILE",
    b"SERIAL-4711",
    b"taken by",
    b"tEXt",
)


def written(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def read(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def test_nothing_stays_but_the_picture() -> None:
    stripped = strip(cast.picture())

    assert not [telltale for telltale in TELLTALES if telltale in stripped.bytes]
    assert (stripped.width, stripped.height, stripped.format) == (800, 600, "JPEG")


@pytest.mark.parametrize("path", sorted(PHOTOS.glob("*.jpg")) or [None], ids=lambda path: getattr(path, "name", "none"))
def test_real_photos_come_out_bare(path: Path | None) -> None:
    if path is None:
        pytest.skip("the shared photos are not here")

    stripped = strip(path.read_bytes())

    assert not [telltale for telltale in TELLTALES if telltale in stripped.bytes]
    assert dict(read(stripped.bytes).getexif()) == {}


def test_a_sideways_picture_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    sideways = Image.new("RGB", (60, 40), "white")
    sideways.paste("red", (0, 0, 30, 40))

    stripped = strip(written(sideways, "PNG", exif=exif))

    upright = read(stripped.bytes)
    assert upright.size == (40, 60)
    assert upright.getpixel((20, 5)) == (255, 0, 0)


def test_a_large_picture_is_made_smaller() -> None:
    stripped = strip(cast.picture(4000, 1000))

    assert (stripped.width, stripped.height) == (3000, 750)


def test_text_in_a_png_does_not_survive() -> None:
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "Lev")
    note.add_itxt("XML:com.adobe.xmp", "<x>Lev</x>")

    stripped = strip(written(Image.new("RGBA", (30, 30), (10, 20, 30, 40)), "PNG", pnginfo=note))

    assert b"Lev" not in stripped.bytes
    assert read(stripped.bytes).getpixel((3, 3)) == (10, 20, 30, 40)


def test_what_hangs_behind_the_picture_does_not_survive() -> None:
    assert b"passwords" not in strip(cast.picture() + b"passwords").bytes


def test_a_colour_profile_is_worked_in_and_dropped() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()

    stripped = strip(written(Image.new("RGB", (20, 20), "#336699"), "JPEG", icc_profile=profile))

    assert "icc_profile" not in read(stripped.bytes).info


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16", "RGBA"])
def test_every_mode_becomes_eight_bits(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"

    stripped = strip(written(Image.new(mode, (20, 20)), kind))

    assert read(stripped.bytes).mode in ("RGB", "RGBA")


def bomb() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a JPEG"),
        (b"GIF89a" + bytes(100), "not a JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a JPEG"),
        (b"%PDF-1.7", "not a JPEG"),
        (bomb(), "million pixels"),
    ],
)
def test_what_is_no_photo_is_refused_in_one_line(content: bytes, why: str) -> None:
    with pytest.raises(BadPhoto, match=why) as refusal:
        strip(content)

    assert "\n" not in str(refusal.value)


def test_a_torn_picture_is_refused() -> None:
    whole = cast.picture()

    with pytest.raises(BadPhoto, match="damaged"):
        strip(whole[: len(whole) // 2])


def test_only_the_stripped_file_is_on_the_disk(photo: Any, tmp_path: Path) -> None:
    from django.conf import settings

    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]

    assert [path.read_bytes() for path in files] == [photo.content]
    assert b"SERIAL" not in photo.content


def test_an_upload_through_a_form_is_stripped(newsroom: Any) -> None:
    from wagtail.images.forms import get_image_form
    from wagtail.models import Collection

    words = {
        "title": "Quay",
        "caption": "c",
        "credit": "d",
        "alt": "e",
        "collection": Collection.get_first_root_node().pk,
    }
    form = get_image_form(Photo)(words, {"file": cast.upload(cast.picture())}, user=cast.vera())

    assert form.is_valid(), form.errors
    photo = form.save()

    assert b"SERIAL" not in photo.content
    assert photo.file.name == f"photos/{photo.digest}.jpg"
    assert (photo.width, photo.height, photo.file_size) == (800, 600, len(photo.content))


def test_a_form_refuses_a_photo_without_words_and_a_torn_one(newsroom: Any) -> None:
    from wagtail.images.forms import get_image_form

    form = get_image_form(Photo)({"title": "Quay"}, {"file": cast.upload(cast.picture()[:4000])}, user=cast.vera())

    assert {"file", "credit", "alt", "caption"} <= set(form.errors)


def test_the_same_picture_is_kept_once(newsroom: Any) -> None:
    assert cast.photo() == cast.photo(filename="again.jpg", caption="Other words")
