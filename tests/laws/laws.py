"""The laws of the press, as checks of a newsroom at work."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from tamizdat.press import filing
from tamizdat.press.copy import from_json
from tamizdat.press.models import Change, Entry, Filed, Plate, Point, Problem, Range, Sheet
from tests.laws.at_work import WORD, AtWork, Step, forgotten
from tests.press.enclosures.opened import words_of

ENCLOSED = re.compile(r"\.(epub|zim)$|/search/")


class Broken(AssertionError):
    """A law does not hold."""


def hold(steps: Sequence[Step], scratch: Path, start: Sequence[Step] = ()) -> None:
    """Play `start`, print, then play the steps, printing after each, and check the laws.  Raises Broken."""
    edition, clean = Path(settings.EDITION), scratch / "clean"
    for folder in (edition, clean):
        shutil.rmtree(folder, ignore_errors=True)
    with forgotten():
        newsroom = AtWork()
        for step in start:
            newsroom.do(step)
        newsroom.round()
        for step in steps:
            newsroom.do(step)
            newsroom.round()
            nothing_unpublished(newsroom, edition)
            old_addresses_lead_on(newsroom, edition)
        newsroom.round(whole=True)
        links_lead_somewhere(edition)
        same_as_clean(newsroom, edition, clean)


def same_as_clean(newsroom: AtWork, edition: Path, clean: Path) -> None:
    """Law 1: what was printed bit by bit equals what an empty press prints at the same moment, byte for byte.

    The empty press is given everything anew by the desk; it keeps only the bounds of full shelves, which are given once
    and stay.
    """
    before = bytes_of(edition)
    filed = Filed.objects.filter(name__regex="^(enclosure|issue):")
    others = [from_json(row.name.partition(":")[0], row.body) for row in filed]  # who else files copy has kept it
    for model in (Sheet, Point, Range, Problem, Plate, Entry, Filed, Change):
        model.objects.all().delete()
    forget_caches()
    filing.file(others)
    newsroom.round(clean, clean=True)
    after = bytes_of(clean)
    if before != after:
        differ = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
        raise Broken(f"law 1: {differ[:8]} differ from a clean reprint")


def forget_caches() -> None:
    """What a process remembers must not show in what it prints: the clean press starts as a new process would."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("tamizdat.front", "tamizdat.press")):
            for thing in list(vars(module).values()):
                if callable(getattr(thing, "cache_clear", None)):
                    thing.cache_clear()


def nothing_unpublished(newsroom: AtWork, edition: Path) -> None:
    """Law 2: no word of a draft, of a story set for later or withdrawn is in any file; no picture of one either."""
    allowed, packed = newsroom.may_be_public(), newsroom.may_be_packed()
    for path, content in bytes_of(edition).items():
        said = words_of(content)
        leaked = {word.decode() for word in WORD.findall(said)} - (packed if ENCLOSED.search(path) else allowed)
        if leaked:
            raise Broken(f"law 2: {path} holds {sorted(leaked)}, which nobody published")
    _no_unpublished_photo(newsroom, edition)


def _no_unpublished_photo(newsroom: AtWork, edition: Path) -> None:
    shown = len(list((edition / "photos").glob("*-small.jpg"))) if (edition / "photos").exists() else 0
    public = {
        photo
        for known in newsroom.known
        if known.is_public
        for photo in type(known.page).objects.get(pk=known.page.pk).photos_in_use()
    }
    if shown != len(public):
        raise Broken(f"law 2: {shown} photos are served, {len(public)} are published")


def old_addresses_lead_on(newsroom: AtWork, edition: Path) -> None:
    """Every address that a public page ever had still opens, and leads to where the page is now."""
    for known in newsroom.known:
        if not known.is_public:
            continue
        now = type(known.page).objects.get(pk=known.page.pk).address
        for address in known.addresses:
            place = edition / address
            if not place.exists():
                raise Broken(f"an old address is dead: {address}")
            if address != now and now.rsplit("/", 1)[-1] not in place.read_text():
                raise Broken(f"{address} does not lead to {now}")


def links_lead_somewhere(edition: Path) -> None:
    """Every relative link of every page names a file."""
    for page in edition.rglob("*.html"):
        if page.name == "404.html":
            continue
        for link in re.findall(r'(?:href|src)="([^"#:]+)"', page.read_text()):
            if not (page.parent / link).exists():
                raise Broken(f"{page.relative_to(edition)} links to {link}, which is not there")


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
