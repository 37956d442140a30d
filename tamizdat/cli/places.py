"""Places that an edition is read from, as people name them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tamizdat.cli.refusal import Refusal
from tamizdat.edition.places import FolderPlace, WebPlace
from tamizdat.edition.reading import Source


def opener(place: str) -> Callable[[], Source]:
    """What opens a line to a place: an address or a folder.  Raises Refusal."""
    if place.startswith(("http://", "https://")):
        try:
            WebPlace(place)
        except ValueError as error:
            raise Refusal(str(error)) from error
        return lambda: WebPlace(place)
    if not Path(place).is_dir():
        raise Refusal(f"there is no folder {place}. Name a folder, or an address that begins with https://.")
    return lambda: FolderPlace(Path(place))
