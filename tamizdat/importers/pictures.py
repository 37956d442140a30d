"""Bring a story's pictures from a folder on disk, never from the network.

A picture is taken when its file lies in the folder and somebody is named who made it.  Else its caption and credit
stay in the story as a line in italics where it stood, and the report says what is missing: no word is lost, and
nobody is credited by guess.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from PIL import Image, UnidentifiedImageError

from tamizdat.desk.draft import Block, DraftPhoto
from tamizdat.importers import fit
from tamizdat.importers.addresses import as_first_published, split
from tamizdat.importers.found import Notes, Picture, Piece
from tamizdat.importers.words import beginning, one_line

LARGEST = 40 * 1024 * 1024  # bytes
MOST_PIXELS = 80_000_000
_AS_THEY_ARE = ("JPEG", "PNG", "WEBP")
_REDRAWN = ("GIF", "BMP", "TIFF", "AVIF")  # their first picture is drawn anew as PNG
_SIZED = re.compile(r"-(?:\d+x\d+|scaled|rotated|e\d{10,})(?=\.\w+$)")


class NotThere(Exception):
    """Why a picture cannot be taken, in a few words."""


class Album:
    """The folders in which the pictures of one import may lie.  Nothing outside them is ever opened."""

    def __init__(self, folders: Iterable[Path], credit: str = "") -> None:
        self.folders = [folder.resolve() for folder in folders if folder.is_dir()]
        self.credit = credit
        self._checked: dict[Path, tuple[bytes | Path, str]] = {}

    def photo(self, picture: Picture, headline: str) -> DraftPhoto:
        """The picture as the desk takes it.  Raises NotThere."""
        maker = picture.credit or self.credit
        file = self._file(picture)
        content, name = self._read(file)
        if not maker:
            raise NotThere("no credit is known; name one with --credit")
        return DraftPhoto(
            file=content,
            filename=name,
            caption=beginning(picture.caption, fit.CAPTION),
            credit=beginning(maker, fit.CREDIT),
            alt=beginning(picture.alt or picture.caption or headline, fit.ALT),
        )

    def _file(self, picture: Picture) -> Path:
        refused = ""
        for address in (picture.address, *picture.others):
            for path in _paths(address):
                for folder in self.folders:
                    try:
                        if found := _inside(folder, path):
                            return found
                    except NotThere as why:
                        refused = str(why)
        raise NotThere(refused or "the file is not in the folder of pictures")

    def _read(self, file: Path) -> tuple[bytes | Path, str]:
        if file not in self._checked:
            self._checked[file] = _looked_at(file)
        return self._checked[file]


def _paths(address: str) -> Iterator[str]:
    """Where below a folder a picture's file may lie, the likeliest first."""
    scheme, _, path, _ = split(as_first_published(address))
    if scheme not in ("", "http", "https", "file"):
        return
    path = unquote(path).lstrip("/").removeprefix("./")
    _, marker, below = path.rpartition("wp-content/uploads/")
    shapes = [below, f"uploads/{below}", path] if marker else [path]
    shapes.append(path.rpartition("/")[2])
    for shape in shapes:
        whole = _SIZED.sub("", shape)
        yield from dict.fromkeys((whole, re.sub(r"(\.\w+)$", r"-scaled\1", whole), shape))


def _inside(folder: Path, path: str) -> Path | None:
    """The file at this path below the folder.  Raises NotThere for a path or a link that leads out of it."""
    if not path or "\0" in path:
        return None
    if ".." in Path(path).parts or path.startswith(("/", "\\")) or "\\" in path:
        raise NotThere("its path leads out of the folder of pictures, which is refused")
    try:
        found = (folder / path).resolve()
        if not found.is_file():
            return None
    except (OSError, RuntimeError):  # a name too long for the disk, a loop of links
        return None
    if not found.is_relative_to(folder):
        raise NotThere("its file is a link that leads out of the folder of pictures, which is refused")
    return found


def _looked_at(file: Path) -> tuple[bytes | Path, str]:
    """The file when it is a picture the desk takes, else its picture drawn anew.  Raises NotThere."""
    if file.stat().st_size > LARGEST:
        raise NotThere(f"the file is larger than {LARGEST // 1024 // 1024} MB")
    try:
        with Image.open(file, formats=_AS_THEY_ARE + _REDRAWN) as image:
            if image.width * image.height > MOST_PIXELS:
                raise NotThere("the picture is too large to unpack")
            kind = image.format
            image.load()
            if kind in _AS_THEY_ARE:
                return file, file.name
            drawn = BytesIO()
            image.convert("RGBA").save(drawn, "PNG")
            return drawn.getvalue(), f"{file.stem}.png"
    # Pillow's decoders raise all of these on damaged files.
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
        TypeError,
        IndexError,
        KeyError,
        ZeroDivisionError,
        EOFError,
        OverflowError,
    ) as error:
        raise NotThere("the file is not a picture that can be read") from error


@dataclasses.dataclass(frozen=True)
class Placed:
    """A story's pictures in their places."""

    main: DraftPhoto | None
    body: tuple[Block, ...]
    pictures: tuple[Picture, ...]


def placed(album: Album, main: Picture | None, body: Iterable[Piece], headline: str, notes: Notes) -> Placed:
    """Put the album's photos where the pictures stood; without its photo, a picture's words stay as a line."""
    seen: list[Picture] = []
    blocks: list[Block] = []
    lead: DraftPhoto | None = None
    if main:
        lead, taken = _taken(album, main, headline, notes)
        seen.append(taken)
        blocks += [] if lead else words_alone(main)
    for piece in body:
        if isinstance(piece, Block):
            blocks.append(piece)
            continue
        photo, taken = _taken(album, piece, headline, notes)
        seen.append(taken)
        blocks += [Block(kind="photo", value={"photo": photo})] if photo else words_alone(piece)
    return Placed(lead, fit.fitted(blocks), tuple(seen))


def _taken(album: Album, picture: Picture, headline: str, notes: Notes) -> tuple[DraftPhoto | None, Picture]:
    try:
        photo = album.photo(picture, headline)
    except NotThere as why:
        name = one_line(unquote(split(picture.address)[2].rpartition("/")[2])) or "without an address"
        notes.say(f"picture {beginning(name, 60)} left out: {why}")
        return None, picture
    if not picture.alt:
        notes.say("a picture has no description of its own; its caption or the headline stands in")
    return photo, dataclasses.replace(picture, file=photo.filename, credit=photo.credit)


def words_alone(picture: Picture) -> list[Block]:
    """The caption and credit of a picture that is not there, as a line in italics."""
    caption = picture.caption
    if caption and picture.credit and caption[-1] not in '.!?…»”"':
        caption += "."
    line = " ".join(filter(None, (caption, picture.credit)))
    return [fit.paragraph(line, "i")] if line else []
