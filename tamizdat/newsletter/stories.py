"""Stories as an issue shows them: from copy that the press holds, never from a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from tamizdat.press.books import FiledBooks
from tamizdat.press.copy import Arrangement, Section, Story
from tamizdat.press.store import Store
from tamizdat.press.wording import in_language, plain

MOST = 60  # stories to choose from


@dataclass(frozen=True, slots=True)
class Told:
    """A published story."""

    key: str
    headline: str
    deck: str
    address: str  # path in the edition
    section: str
    published: datetime
    paragraphs: tuple[str, ...]  # its text, in plain words


def books() -> FiledBooks:
    return FiledBooks(Store(settings.STORE))


def story(key: str, held: FiledBooks | None = None) -> Told | None:
    """None when it is not published any more."""
    held = held or books()
    row = held.row(f"story:{key}")
    if not isinstance(row, Story):
        return None
    section = held.row(f"section:{row.section}")
    return Told(
        key=row.key,
        headline=row.headline,
        deck=row.deck,
        address=row.address,
        section=in_language(section.names, row.language) if isinstance(section, Section) else "",
        published=datetime.fromisoformat(row.published).astimezone(UTC),
        paragraphs=tuple(words for passage in row.body if passage.html and (words := plain(passage.html))),
    )


def newest(language: str, held: FiledBooks | None = None) -> list[Told]:
    """What may be chosen, the newest first."""
    held = held or books()
    names = [name for _, name in held.newest(f"{language}/all", MOST)]
    return [found for name in names if (found := story(name.partition(":")[2], held))]


def proposed(language: str, since: datetime | None, most: int = 7) -> list[Told]:
    """What an editor would begin with: the front page's own order, then the newest; none that is older than `since`."""
    held = books()
    arrangement = held.row(f"arrangement:{language}")
    pinned: Sequence[str] = ()
    if isinstance(arrangement, Arrangement):
        pinned = [key for key in (arrangement.lead, *arrangement.picks) if key]
    fresh = [told for told in newest(language, held) if since is None or told.published > since]
    first = [told for key in pinned for told in fresh if told.key == key]
    return [*first, *(told for told in fresh if told not in first)][:most]
