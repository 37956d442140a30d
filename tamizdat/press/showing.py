"""Show a photo on a page."""

from __future__ import annotations

from tamizdat.front.pages import Picture, Source
from tamizdat.press.copy import PhotoUse
from tamizdat.press.links import relative
from tamizdat.press.pictures import Made
from tamizdat.press.reads import Reader


def _source(made: Made, here: str) -> Source:
    return Source(href=relative(here, f"photos/{made.file}"), type=made.type, width=made.width, height=made.height)


def picture(read: Reader, key: str, here: str, *, alt: str, caption: str = "", credit: str = "") -> Picture | None:
    """A photo for a page at `here`; None when the press has no such photo."""
    made = read.pictures(key)
    if made is None:
        return None
    return Picture(
        small=tuple(_source(one, here) for one in made.small),
        large=_source(made.large, here),
        alt=alt,
        caption=caption,
        credit=credit,
    )


def used(read: Reader, use: PhotoUse | None, here: str) -> Picture | None:
    """A photo as a story uses it."""
    if use is None:
        return None
    return picture(read, use.photo, here, alt=use.alt, caption=use.caption, credit=use.credit)


def thumbnail(read: Reader, use: PhotoUse | None, here: str) -> Picture | None:
    """The small version for a card.  Its alt is empty: the headline beside it says the same."""
    made = read.pictures(use.photo) if use else None
    return Picture(small=(_source(made.card, here),), large=None, alt="") if made else None
