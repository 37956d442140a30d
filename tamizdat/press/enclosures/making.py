"""Which enclosures there should be, which of them are behind, and making those.

What an enclosure was made from is remembered as a stamp; where the stamp of what is published now is another, it is
behind.  So nothing is forgotten when a making is stopped or lost, and nothing is made twice.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tamizdat.press import filing
from tamizdat.press.books import FiledBooks
from tamizdat.press.copy import Byline, Enclosure, Issue, Newsroom, Part, Picked, Section, Story, from_json
from tamizdat.press.enclosures import archive, book, index
from tamizdat.press.enclosures.index import WORK
from tamizdat.press.frames import Setting
from tamizdat.press.lists import LAST
from tamizdat.press.models import Entry, Filed
from tamizdat.press.placing import Progress, quiet
from tamizdat.press.reads import Reader
from tamizdat.press.sheets.enclosures import book_key
from tamizdat.press.store import Store

FORM = "1"  # of what is made here; another number makes all of it anew
# What changed in a story waits so long: an archive is carried to every mirror as a whole.
REST = {"book": timedelta(0), "search": timedelta(minutes=10), "archive": timedelta(days=1)}


@dataclass(frozen=True)
class Wanted:
    """An enclosure that there should be."""

    key: str
    sort: str
    language: str
    title: str
    stories: tuple[str, ...]  # keys, oldest first; of a book, in its order
    low: str
    high: str
    stamp: str


@dataclass(frozen=True)
class Done:
    made: int = 0
    withdrawn: int = 0
    problems: tuple[str, ...] = ()


def wanted(newsroom: Newsroom) -> Iterator[Wanted]:
    """Every enclosure, by what is published now."""
    for language in newsroom.languages:
        stories = list(_stories(language, newsroom.digest()))
        years: dict[str, list[_Known]] = defaultdict(list)
        for one in stories:
            years[one.position[:4]].append(one)
        yield from _books(language, {one.key: one for one in stories})
        for year, those in years.items():
            stamp = _digest(FORM, *(one.shown for one in those))
            keys = tuple(one.key for one in those)
            yield Wanted(f"archive/{language}/{year}", "archive", language, year, keys, year, f"{year}{LAST}", stamp)
            stamp = _digest(FORM, newsroom.time_zone, *(one.text for one in those))
            yield Wanted(f"search/{language}/{year}", "search", language, year, keys, year, f"{year}{LAST}", stamp)


@dataclass(frozen=True, slots=True)
class _Known:
    """A published story, as far as it tells what was made of it."""

    position: str
    key: str
    text: str  # digest of the story itself
    shown: str  # and of the names that stand with it: a new author must not make old years anew


def _stories(language: str, newsroom: str) -> Iterator[_Known]:
    """All published stories of a language, oldest first."""
    digests = dict(Filed.objects.filter(name__startswith="story:").values_list("name", "digest").iterator())
    names = _names(language)
    entries = Entry.objects.filter(list=f"{language}/all").order_by("position").values_list("position", "row")
    for position, name in entries.iterator():
        text = digests.get(name, "")
        yield _Known(position, name.partition(":")[2], text, _digest(newsroom, text, *names[name]))


def _names(language: str) -> dict[str, list[str]]:
    """Digests of the bylines and the section that stand with each story, by the name of its row."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind in (Byline.kind, Section.kind):
        rows = dict(Filed.objects.filter(name__startswith=f"{kind}:").values_list("name", "digest"))
        lists = f"{language}/{kind}/"
        entries = Entry.objects.filter(list__startswith=lists).order_by("list", "position").values_list("list", "row")
        for list_, name in entries.iterator():
            found[name].append(rows.get(f"{kind}:{list_.removeprefix(lists)}", ""))
    return found


def _books(language: str, published: dict[str, _Known]) -> Iterator[Wanted]:
    rows = Entry.objects.filter(list=f"{language}/issues").order_by("position").values_list("row", flat=True)
    for body in Filed.objects.filter(name__in=list(rows)).order_by("name").values_list("body", flat=True):
        issue = from_json(Issue.kind, body)
        assert isinstance(issue, Issue)
        picked = [pick.story for pick in issue.picks if pick.story in published]
        if picked:
            stamp = _digest(FORM, issue.digest(), *(published[key].shown for key in picked))
            yield Wanted(book_key(issue.key), "book", language, issue.subject, tuple(picked), "", "", stamp)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class Making:
    """Makes what is behind, and files it for the next run."""

    def __init__(self, store: Store, now: datetime) -> None:
        self.store, self.now = store, now
        self.books = FiledBooks(store)
        self.read = Reader(self.books, now)

    def due(self, *, at_once: bool = False) -> bool:
        """Is there anything to make, or to take away?"""
        todo, spent = self._compared(at_once)
        return bool(todo or spent)

    def _compared(self, at_once: bool) -> tuple[list[Wanted], list[str]]:
        """(what should be made, names of rows that there should be no more).

        Without `at_once`, what has rested long enough, or is not printed at all now.
        """
        newsroom = self.books.row("newsroom:newsroom")
        known = {one.key: one for one in wanted(newsroom)} if isinstance(newsroom, Newsroom) else {}
        held = filing.held(Enclosure.kind)
        late = [one for one in known.values() if held.get(one.key) != one.stamp or not self._lies(one.key)]
        spent = [f"{Enclosure.kind}:{key}" for key in held if _owner(key) not in known]
        return [one for one in late if at_once or one.key not in held or self._is_due(one)], spent

    def make(self, *, at_once: bool = True, progress: Progress = quiet) -> Done:
        """Make what is behind, one after another, each filed when it is whole.  Waits for another making to end.

        What cannot be made is told, and holds up nothing else.
        """
        problems = []
        with self._alone():
            self.books = FiledBooks(self.store)  # as it is now
            self.read = Reader(self.books, self.now)
            todo, spent = self._compared(at_once)
            withdrawn = filing.withdraw(spent)
            for one in todo:
                try:
                    self._make(one, progress)
                except (OSError, RuntimeError) as error:  # libzim raises RuntimeError for whatever goes wrong
                    problems.append(f"{one.key} was not made: {error}")
        return Done(len(todo) - len(problems), withdrawn, tuple(problems))

    def _make(self, one: Wanted, progress: Progress) -> None:
        rows = self._rows(one, progress)
        filing.file(rows, {f"{Enclosure.kind}:{one.key}": one.stamp})
        if one.sort == "search":
            self._drop_groups(one, {row.key for row in rows})

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """What a making that was killed has left is swept up."""
        self.store.folder.mkdir(parents=True, exist_ok=True)
        with open(self.store.folder / ".making", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            for left in self.store.folder.glob(f"{WORK}*"):
                shutil.rmtree(left)
            yield

    def _lies(self, key: str) -> bool:
        """Are its bytes in the store?"""
        row = self.books.row(f"{Enclosure.kind}:{key}")
        return row is None or (isinstance(row, Enclosure) and all(self.store.holds(part.digest) for part in row.parts))

    def _is_due(self, one: Wanted) -> bool:
        row = self.books.row(f"{Enclosure.kind}:{one.key}")
        if not isinstance(row, Enclosure) or set(row.stories) - set(one.stories) or not self._lies(one.key):
            return True  # it is not printed while a story that it holds is withdrawn, nor without its bytes
        return self.now - datetime.fromisoformat(row.made) >= REST[one.sort]

    def _rows(self, one: Wanted, progress: Progress) -> list[Enclosure]:
        setting = Setting(self.read, one.language)

        def told(done: int) -> None:
            progress(one.sort, done, len(one.stories))

        if one.sort == "book":
            return [self._row(one, [self._book(one, setting)])]
        if one.sort == "archive":
            return [self._row(one, [self._archive(one, setting, told)])]
        shared, groups = index.made(f"{one.language}/search/{one.title}/", setting, one.stories, self.store, told)
        pieces = [self._row(one, parts, f"{one.key}/{name}") for name, parts in sorted(groups.items())]
        return [*pieces, self._row(one, shared)]

    def _row(self, one: Wanted, parts: list[Part], key: str = "") -> Enclosure:
        """`key` of a piece, whose parts name their stories themselves."""
        return Enclosure(
            key=key or one.key,
            language=one.language,
            sort=one.sort,  # type: ignore[arg-type]
            title=one.title,
            made=f"{self.now:%Y-%m-%dT%H:%M:%SZ}" if not key else "2000-01-01T00:00:00Z",
            parts=tuple(parts),
            stories=() if key else one.stories,
            low="" if key else one.low,
            high="" if key else one.high,
        )

    def _book(self, one: Wanted, setting: Setting) -> Part:
        issue = self.books.row(f"{Issue.kind}:{one.key.partition('/')[2]}")
        assert isinstance(issue, Issue)
        picked: list[tuple[Picked, Story]] = []
        for pick in issue.picks:
            story = self.read.story(pick.story) if pick.story in one.stories else None
            if story:
                picked.append((pick, story))
        return self._part(issue.address.removesuffix(".html") + ".epub", book.bound(setting, issue, picked))

    def _archive(self, one: Wanted, setting: Setting, told: archive.Told) -> Part:
        cards = [card for key in one.stories if (card := self.read.story(key, "card"))]
        with tempfile.TemporaryDirectory(dir=self.store.folder, prefix=WORK) as work:
            place = Path(work) / "archive.zim"
            archive.write(place, setting, one.title, cards, told)
            return self._part(f"{one.language}/archive/{one.title}.zim", place.read_bytes())

    def _part(self, path: str, content: bytes) -> Part:
        return Part(path=path, digest=self.store.keep(content), size=len(content))

    def _drop_groups(self, one: Wanted, kept: set[str]) -> None:
        """Groups of pieces that the new index does not have."""
        before = (key for key in filing.held(Enclosure.kind) if key.startswith(f"{one.key}/"))
        filing.withdraw(f"{Enclosure.kind}:{key}" for key in before if key not in kept)


def _owner(key: str) -> str:
    """Of a group of an index's pieces, the index; else itself."""
    return "/".join(key.split("/")[:3]) if key.startswith("search/") else key
