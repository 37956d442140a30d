"""Which lists a row of copy stands in, and where.

A position sorts as plain text; for stories it is the moment of publication and then the key, so that the order never
depends on when the press heard of a story.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from tamizdat.press.copy import Appeal, Enclosure, Issue, Newsroom, Row, Section, StandingPage, Story

FIRST = ""
LAST = "\U0010ffff"  # after every position

LEFT = "left:"  # before a list's name: of its rows, those alone that go

SHELVED = ("all", "section", "byline", "topic", "sitemap")


def entries(row: Row) -> set[tuple[str, str]]:
    """All (list, position) pairs of a row."""
    found = {(f"photo/{photo}", row.name) for photo in row.photos()}
    if isinstance(row, Story):
        found |= set(_of_story(row))
    elif isinstance(row, StandingPage):
        found |= {(f"pages/{row.language}", f"{row.order:06d}|{row.key}"), (f"address/{row.address}", row.name)}
        found |= {(f"translation/{row.translation}", f"{row.language}|{row.key}")}
        found |= set(_former(row.former, row.name))
    elif isinstance(row, Issue):
        found |= {(f"{row.language}/issues", f"{row.sent}|{row.key}"), (f"address/{row.address}", row.name)}
    elif isinstance(row, Appeal):
        # A list for each story that carries it, so that an appeal touches those and no archive.
        where = f"{row.language}/appeals/{row.section}" if row.section else f"{row.language}/appeals"
        found |= {(where, row.key), *((f"appeals-on/{key}", row.key) for key in row.stories)}
    elif isinstance(row, Enclosure):
        if row.stories:  # the pieces of an index are found by its key
            found |= {(f"{row.language}/enclosures/{row.sort}", row.key)}
    elif isinstance(row, Section):
        found |= {("sections", f"{row.order:06d}|{row.key}")}
    elif isinstance(row, Newsroom):
        found |= {("newsrooms", row.key)}
    return found


def _of_story(story: Story) -> Iterator[tuple[str, str]]:
    position = f"{story.published}|{story.key}"
    for name in story_lists(story):
        yield name, position
    yield f"address/{story.address}", story.name
    yield f"translation/{story.translation}", f"{story.language}|{story.key}"
    if story.corrections:
        day = max(correction.day for correction in story.corrections)
        yield f"{story.language}/corrections", f"{day}|{story.key}"
    yield from _former(story.former, f"{story.published}|{story.name}")


def read_whole(row: Row | None) -> Iterator[str]:
    """The short lists that a plate of the row reads from end to end."""
    if isinstance(row, Story):
        yield from (f"address/{row.address}", f"translation/{row.translation}", f"appeals-on/{row.key}")


def story_lists(story: Story) -> Iterator[str]:
    yield f"{story.language}/all"
    yield f"{story.language}/sitemap"
    yield f"{story.language}/section/{story.section}"
    yield from (f"{story.language}/byline/{byline}" for byline in dict.fromkeys(story.bylines))
    yield from (f"{story.language}/topic/{topic}" for topic in dict.fromkeys(story.topics))


def _former(addresses: tuple[str, ...], position: str) -> Iterator[tuple[str, str]]:
    for address in addresses:
        if "?" in address:
            yield "queries", f"{address.lstrip('/')}|{position}"[:200]
        elif path := file_of_address(address):
            yield f"former/{path}", position


def file_of_address(address: str) -> str:
    """The file that a web server gives for an old address: "2019/05/slug/" is "2019/05/slug/index.html".

    Empty when no file can have that name.
    """
    path = unicodedata.normalize("NFC", unquote(address)).lstrip("/")
    if not path or path.endswith("/"):
        path += "index.html"
    elif "." not in path.rsplit("/", 1)[-1]:
        path += "/index.html"
    segments = path.split("/")
    # No name begins with a dot: an .htaccess of ours would break a mirror.
    fits = len(path.encode()) <= 400 and all(0 < len(segment.encode()) <= 200 for segment in segments)
    fits = fits and not any(segment.startswith(".") for segment in segments)
    plain = not any(ord(letter) < 32 or letter in '\\\x7f"' for letter in path)
    return path if fits and plain and path != "index.html" else ""


def is_shelved(name: str) -> bool:
    """Does this list have pages of its own?"""
    parts = name.split("/")
    return len(parts) > 1 and parts[1] in SHELVED


def shelf_size(name: str) -> int:
    """How many stories a full shelf of the list holds."""
    return 100 if name.endswith("/sitemap") else 20
