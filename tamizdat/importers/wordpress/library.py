"""The pictures an export knows: their files, captions, credits and descriptions, by number and by address."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field

from tamizdat.importers import credits
from tamizdat.importers.addresses import split
from tamizdat.importers.found import Picture
from tamizdat.importers.wordpress.entries import Entry
from tamizdat.importers.words import one_line, plain

_SIZED = re.compile(r"-(?:\d+x\d+|scaled)(?=\.\w+$)")
# WordPress keeps what a camera wrote into a file as serialised PHP: s:6:"credit";s:8:"Ann Lee";
_CAMERA = re.compile(r's:\d+:"(credit|copyright)";s:\d+:"([^"]{2,200})"')
_A_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?|heic)$", re.IGNORECASE)


@dataclass
class Library:
    by_number: dict[str, Picture] = field(default_factory=dict)
    by_path: dict[str, Picture] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=dict)  # number of an entry -> of its pictures

    def add(self, entry: Entry) -> None:
        """Take in an attachment."""
        picture = _picture(entry)
        if not picture.address:
            return
        number, parent = entry.get("wp:post_id"), entry.get("wp:post_parent")
        self.by_number.setdefault(number, picture)
        for address in (picture.address, *picture.others):
            self.by_path.setdefault(_path(address), picture)
        if parent not in ("", "0") and _A_PICTURE.search(split(picture.address)[2]):
            self.children.setdefault(parent, []).append(number)

    def known(self, picture: Picture) -> Picture | None:
        """What the export knows of a picture that a text shows."""
        found = self.by_number.get(picture.number) if picture.number else None
        return found or next(
            (self.by_path[path] for path in map(_path, (picture.address, *picture.others)) if path in self.by_path),
            None,
        )

    def with_words(self, picture: Picture) -> Picture:
        """The picture with the words its text did not give it."""
        kept = self.known(picture)
        if not kept:
            return picture
        return dataclasses.replace(
            picture,
            others=(*picture.others, kept.address, *kept.others),
            caption=picture.caption or kept.caption,
            credit=picture.credit or kept.credit,
            alt=picture.alt or kept.alt,
        )


def _path(address: str) -> str:
    return _SIZED.sub("", split(address)[2]).lower()


def _picture(entry: Entry) -> Picture:
    address = entry.get("wp:attachment_url") or entry.get("guid")
    file = entry.meta.get("_wp_attached_file", "")
    caption, in_caption = _words(entry)
    alt = one_line(entry.meta.get("_wp_attachment_image_alt", ""))
    return Picture(
        address=address,
        others=(f"/wp-content/uploads/{file}",) if file else (),
        number=entry.get("wp:post_id"),
        caption=caption,
        credit=credits.from_named_fields(_own_fields(entry)) or in_caption or _by_camera(entry),
        alt=alt or _title(entry, file or address),
    )


def _words(entry: Entry) -> tuple[str, str]:
    """Caption and credit from the caption, else from the description."""
    for name in ("excerpt:encoded", "content:encoded"):
        if words := plain(entry.get(name)):
            return credits.parted(words)
    return "", ""


def _own_fields(entry: Entry) -> dict[str, str]:
    return {key: plain(value) for key, value in entry.meta.items() if not key.startswith(("_wp_", "_edit", "_oembed"))}


def _by_camera(entry: Entry) -> str:
    found = dict(_CAMERA.findall(entry.meta.get("_wp_attachment_metadata", "")))
    return one_line(found.get("credit") or found.get("copyright") or "").lstrip("© ").strip()


def _title(entry: Entry, file: str) -> str:
    """The title of a picture where somebody wrote one; a camera's or a file's name is none."""
    title = plain(entry.get("title"))
    name = re.sub(r"\.\w+$", "", split(file)[2].rpartition("/")[2])

    def letters(text: str) -> str:
        return re.sub(r"[\W_\d]+", "", text.lower())

    return title if " " in title and letters(title) != letters(name) and letters(title) else ""
