"""Nothing that a photo told of its making is in any byte that leaves the newsroom, whichever way it came in."""

from __future__ import annotations

import random
import re
import struct
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from tamizdat.desk import file_words
from tamizdat.desk.models import Photo
from tamizdat.desk.screens.photo_form import PhotoForm
from tamizdat.desk.stripping import BadPhoto, strip
from tamizdat.works.round import make_round
from tests import cast
from tests.counts import SEARCHED_PHOTOS
from tests.desk import telltale
from tests.desk.test_stripping import PHOTOS, bomb, read, written

# Pillow says of the planted MPF segment that it is none.
pytestmark = pytest.mark.filterwarnings("ignore:Image appears to be a malformed MPO")

WORDS = {"caption": "The quay.", "credit": "Herald", "alt": "A quay with three boats."}
RED, BLUE = Image.new("RGB", (64, 48), "red"), Image.new("RGB", (64, 48), "blue")


def brought(content: bytes, name: str, **words: str) -> PhotoForm:
    """An upload through the desk's form."""
    filled = {**WORDS, **words, "collection": Collection.get_first_root_node().pk}
    return get_image_form(Photo)(filled, {"file": cast.upload(content, name)}, user=cast.vera())


def kept(content: bytes, name: str, **words: str) -> Photo:
    form = brought(content, name, **words)
    assert form.is_valid(), form.errors
    return form.save()


def everywhere() -> dict[str, bytes]:
    """Every file of the newsroom that holds pictures: what readers get, what the press keeps, what the desk shows."""
    folders = (settings.EDITION, settings.STORE, settings.MEDIA_ROOT)
    return {str(path): path.read_bytes() for folder in folders for path in Path(folder).rglob("*") if path.is_file()}


def printed_with(photos: list[Photo]) -> dict[str, bytes]:
    for photo in photos:
        photo.get_rendition("max-165x165")  # as the desk's own lists show it
        story = cast.story(headline=f"The quay {photo.pk}")
        story.edit(photo=photo)
        story.publish(now=cast.NOW)
    make_round(cast.NOW)
    found = everywhere()
    assert len([path for path in found if "/edition/photos/" in path]) >= 3 * len(photos)
    return found


def test_nothing_planted_is_in_any_public_byte(newsroom: Any) -> None:
    planted = telltale.all_kinds()
    for one in planted:  # else this would prove nothing
        assert sum(secret in one.content for secret in one.secrets) >= len(one.secrets) // 4, one.name
    photos = [kept(one.content, f"{one.name}.{'jpg' if one.name == 'jpeg' else one.name}") for one in planted]

    public = b"\0".join(printed_with(photos).values())

    assert len(photos) == 5
    assert [secret for one in planted for secret in one.secrets if secret in public] == []
    place = b"".join(struct.pack(order, *pair) for order in ("<II", ">II") for pair in telltale.GPS[2:])
    assert place[:8] not in public
    assert place[8:] not in public


def test_no_stretch_of_a_real_photo_is_in_any_public_byte(newsroom: Any) -> None:
    files = [path for path in sorted(PHOTOS.glob("*")) if path.suffix in (".jpg", ".heif")]
    if not files:
        pytest.skip("the shared photos are not here")
    forms = {path: brought(path.read_bytes(), path.name) for path in files}
    good = [path for path, form in forms.items() if form.is_valid()]
    assert {path.name for path in files} - {path.name for path in good} <= {"corrupted.jpg", "36-memory_error.jpg"}
    some = random.Random(len(files)).sample(good, min(len(good), SEARCHED_PHOTOS))

    public = b"\0".join(printed_with([forms[path].save() for path in some]).values())

    for path in some:
        known = telltale.stretches(path.read_bytes())
        assert len(known) > 20
        assert [piece for piece in known if piece in public] == [], path.name


# What a file may say


def test_a_caption_and_a_credit_that_were_not_typed_are_taken_from_the_file_but_no_name(newsroom: Any) -> None:
    planted = telltale.jpeg()

    photo = kept(planted.content, "quay.jpg", caption="", credit="")

    assert (photo.caption, photo.credit) == ("The quay at noon.", "Herald")
    assert not any(secret.decode(errors="ignore") in f"{photo.caption}{photo.credit}" for secret in planted.secrets)


def test_what_was_typed_wins_over_what_the_file_says(newsroom: Any) -> None:
    photo = kept(telltale.jpeg().content, "quay.jpg", caption="Typed.")

    assert photo.caption == "Typed."


def test_without_words_in_the_file_they_are_asked_for(newsroom: Any) -> None:
    form = brought(written(RED, "JPEG"), "quay.jpg", credit="", caption=" ")

    assert {"credit", "caption"} <= set(form.errors)


@pytest.mark.parametrize(
    ("said", "unicode", "words"),
    [("Причал".encode(), True, "Причал"), (b"Caf\xe9", False, "Café"), (b"a\0b\nc" * 300, False, "a b c")],
    ids=["Unicode", "Latin", "long and odd"],
)
def test_words_of_a_file_are_read_as_letters(said: bytes, unicode: bool, words: str) -> None:
    def dataset(record: int, number: int, body: bytes) -> bytes:
        return struct.pack(">BBBH", 0x1C, record, number, len(body)) + body

    iim = (dataset(1, 90, file_words.UTF8) if unicode else b"") + dataset(2, 120, said)
    resource = b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(iim)) + iim + b"\0" * (len(iim) % 2)
    plain = written(RED, "JPEG")
    content = plain[:2] + telltale.segment(0xED, b"Photoshop 3.0\0" + resource) + plain[2:]

    caption = file_words.of(content).caption

    assert caption.startswith(words)
    assert len(caption) <= file_words.CAPTION


def test_xmp_is_read_too() -> None:
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description><dc:description><rdf:Alt>'
        '<rdf:li xml:lang="x-default">The quay.</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF>'
        "</x:xmpmeta>"
    )

    assert file_words.of(written(RED, "WEBP", xmp=xmp.encode())).caption == "The quay."


# What comes as what it is not, or is too much


@pytest.mark.parametrize("name", ["quay.png", "quay.webp", "QUAY.JPEG", "quay.heic"])
def test_what_a_file_holds_counts_and_not_its_name(newsroom: Any, name: str) -> None:
    photo = kept(written(RED, "JPEG"), name)

    assert photo.file.name.endswith(".jpg")


def heif(picture: Image.Image, **options: Any) -> bytes:
    return written(picture, "HEIF", **options)


def test_a_telephones_photo_becomes_jpeg(newsroom: Any) -> None:
    photo = kept(heif(RED), "IMG_0001.HEIC")

    found = read(photo.content)
    assert (found.format, found.size) == ("JPEG", (64, 48))
    red, green, _ = found.convert("RGB").getpixel((30, 20))  # type: ignore[misc]
    assert red > 240 > 20 > green


def test_of_several_pictures_in_one_file_the_first_is_taken(newsroom: Any) -> None:
    two = written(RED, "MPO", save_all=True, append_images=[BLUE])
    assert read(two).n_frames == 2  # type: ignore[attr-defined]

    photo = kept(two, "quay.jpg")

    assert read(photo.content).format == "JPEG"
    assert len(photo.content) < len(written(RED, "JPEG", quality=92)) * 1.5


def test_the_colours_of_print_become_those_of_screens(newsroom: Any) -> None:
    photo = kept(written(Image.new("CMYK", (64, 48), (0, 255, 255, 0)), "JPEG"), "quay.jpg")

    red, green, _ = read(photo.content).convert("RGB").getpixel((30, 20))  # type: ignore[misc]
    assert red > 200 > 80 > green


MOVING = {
    "a moving WebP": written(RED, "WEBP", save_all=True, append_images=[BLUE], duration=100),
    "a moving PNG": written(RED, "PNG", save_all=True, append_images=[BLUE], duration=100),
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("//elsewhere.example")</script></svg>'
REFUSED = {
    **{name: (content, "moves") for name, content in MOVING.items()},
    "a script in an SVG": (SVG, "not a JPEG"),
    "a GIF": (written(RED, "GIF"), "not a JPEG"),
    "an SVG with a picture's first bytes": (b"\xff\xd8\xff" + SVG, "not a JPEG"),
    "thirty thousand pixels square": (bomb(), "million pixels"),
    "a torn HEIC": (heif(telltale.drawn("#123456"))[:3000], "damaged|not a JPEG"),
    "a torn WebP": (written(telltale.drawn("#123456"), "WEBP")[:900], "damaged|not a JPEG"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_a_photo_is_refused_in_one_line(newsroom: Any, case: str) -> None:
    content, why = REFUSED[case]
    with pytest.raises(BadPhoto, match=why) as refusal:
        strip(content)

    form = brought(content, "quay.jpg")

    assert "\n" not in str(refusal.value)
    (said,) = form.errors["file"]
    assert re.search(why, said)
    assert not Photo.objects.exists()


def test_a_long_thin_picture_of_thirty_thousand_pixels_is_made_smaller() -> None:
    out = BytesIO()
    Image.new("L", (30_000, 900), 200).save(out, "PNG")

    stripped = strip(out.getvalue())

    assert (stripped.width, stripped.height) == (3000, 90)
