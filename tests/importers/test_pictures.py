"""Pictures come from a folder on disk or not at all."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tamizdat.importers.found import Notes, Picture
from tamizdat.importers.pictures import Album, NotThere, placed
from tests import cast

ADDRESS = "https://old.herald.example/wp-content/uploads/2026/03/ferry-1024x683.jpg"


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    (folder / "2026/03").mkdir(parents=True)
    (folder / "2026/03/ferry.jpg").write_bytes(cast.picture())
    return folder


def photo_of(folder: Path, address: str, **words: str):
    given = {"caption": "The ferry.", "credit": "Ida Brandt", **words}
    return Album([folder]).photo(Picture(address=address, **given), "Headline")


@pytest.mark.parametrize(
    "address",
    [
        ADDRESS,
        "https://old.herald.example/wp-content/uploads/2026/03/ferry.jpg?resize=300",
        "/wp-content/uploads/2026/03/ferry.jpg",
        "2026/03/ferry.jpg",
        "https://web.archive.org/web/20260401000000im_/https://old.herald.example/wp-content/uploads/2026/03/ferry.jpg",
    ],
)
def test_the_whole_picture_is_found_by_any_of_its_addresses(uploads, address):
    assert photo_of(uploads, address).filename == "ferry.jpg"


def test_the_folder_above_the_uploads_serves_as_well(uploads):
    assert photo_of(uploads.parent, ADDRESS).filename == "ferry.jpg"


@pytest.mark.parametrize(
    "address",
    [
        "../secret.jpg",
        "https://old.herald.example/wp-content/uploads/../../secret.jpg",
        "https://old.herald.example/wp-content/uploads/%2e%2e/%2e%2e/secret.jpg",
        "2026\\..\\..\\secret.jpg",
        "2026/03/link.jpg",
    ],
)
def test_no_path_leads_out_of_the_folder(uploads, address):
    (uploads.parent / "secret.jpg").write_bytes(cast.picture())
    (uploads / "2026/03/link.jpg").symlink_to(uploads.parent / "secret.jpg")

    with pytest.raises(NotThere):
        photo_of(uploads, address)


@pytest.mark.parametrize(
    "address", ["/etc/hostname", "file:///etc/hostname", "2026/03", "", "a\0b.jpg", "x" * 5000 + ".jpg"]
)
def test_what_is_no_picture_in_the_folder_is_not_there(uploads, address):
    with pytest.raises(NotThere):
        photo_of(uploads, address)


def test_a_damaged_picture_is_left_out(uploads):
    (uploads / "2026/03/half.jpg").write_bytes(cast.picture()[:300])

    with pytest.raises(NotThere, match="not a picture that can be read"):
        photo_of(uploads, "2026/03/half.jpg")


def test_a_format_the_desk_does_not_keep_is_drawn_anew(uploads):
    out = BytesIO()
    Image.new("RGB", (60, 40), "#777").save(out, "GIF")
    (uploads / "2026/03/old.gif").write_bytes(out.getvalue())

    photo = photo_of(uploads, "2026/03/old.gif")

    assert photo.filename == "old.png"
    assert isinstance(photo.file, bytes)


def test_nobody_is_credited_by_guess(uploads):
    with pytest.raises(NotThere, match="no credit is known; name one with --credit"):
        photo_of(uploads, ADDRESS, credit="")

    assert (
        Album([uploads], credit="Herald archive").photo(Picture(address=ADDRESS), "Headline").credit == "Herald archive"
    )


def test_the_words_of_a_picture_that_is_not_there_stay_in_its_place(uploads):
    notes = Notes()
    gone = Picture(address="2026/03/gone.jpg", caption="The pier", credit="Ida Brandt")

    result = placed(Album([uploads]), None, [gone], "Headline", notes)

    assert [block.value for block in result.body] == ["<p><i>The pier. Ida Brandt</i></p>"]
    assert notes.all() == ("picture gone.jpg left out: the file is not in the folder of pictures",)


def test_other_peoples_damaged_photos_are_survived(other):
    folder = other("photos")
    taken = []

    for file in sorted(folder.iterdir()):
        with suppress(NotThere):
            taken.append(photo_of(folder, file.name).filename)

    assert "DSCN0010.jpg" in taken
    assert "HMD_Nokia_8.3_5G.heif" not in taken
