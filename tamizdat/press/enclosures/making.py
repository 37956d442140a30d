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
from tamizdat.press.copy import Enclosure, Issue, Newsroom, Part, Picked, Story
from tamizdat.press.enclosures import archive, book, index
from tamizdat.press.enclosures.index import WORK
from tamizdat.press.frames import Setting
from tamizdat.press.lists import LAST
from tamizdat.press.models import Entry, Filed
from tamizdat.press.placing import Progress, quiet
from tamizdat.press.reads import Reader
from tamizdat.press.sheets.enclosures import book_key, index_key
from tamizdat.press.store import Store

FORM = "1"  # of what is made here; another number makes all of it anew
# What changed in a story waits so long: an archive is carried to every mirror as a whole.
REST = {"book": timedelta(0), "search": timedelta(minutes=10), "archive": timedelta(days=1)}
NAMES = ("newsroom", "section", "byline", "topic")  # kinds of rows whose words stand in every book


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


def wanted(newsroom: Newsroom) -> Iterator[Wanted]:
    """Every enclosure, by what is published now."""
    names = _digest_of_names()
    for language in newsroom.languages:
        stories = list(_stories(language))
        years: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for one in stories:
            years[one[0][:4]].append(one)
        yield from _books(language, {key: digest for _, key, digest in stories}, names)
        for year, those in years.items():
            yield _of(f"archive/{language}/{year}", "archive", language, year, those, names, year, f"{year}{LAST}")
        if stories:
            yield _of(index_key(language), "search", language, "", stories, names, "", LAST)


def _of(
    key: str, sort: str, language: str, title: str, stories: list[tuple[str, str, str]], names: str, low: str, high: str
) -> Wanted:
    keys = tuple(story for _, story, _ in stories)
    stamp = _digest(names, *(f"{story} {digest}" for _, story, digest in stories))
    return Wanted(key, sort, language, title, keys, low, high, stamp)


def _books(language: str, published: dict[str, str], names: str) -> Iterator[Wanted]:
    rows = Entry.objects.filter(list=f"{language}/issues").order_by("position").values_list("row", flat=True)
    for body in Filed.objects.filter(name__in=list(rows)).order_by("name").values_list("body", flat=True):
        issue = _issue(body)
        picked = [pick.story for pick in issue.picks if pick.story in published]
        if picked:
            parts = (issue.digest(), *(f"{key} {published[key]}" for key in picked))
            stamp = _digest(names, *parts)
            yield Wanted(book_key(issue.key), "book", language, issue.subject, tuple(picked), "", "", stamp)


def _issue(body: str) -> Issue:
    from tamizdat.press.copy import from_json

    issue = from_json(Issue.kind, body)
    assert isinstance(issue, Issue)
    return issue


def _stories(language: str) -> Iterator[tuple[str, str, str]]:
    """(position, key, digest of the row) of all published stories of a language, oldest first."""
    digests = dict(Filed.objects.filter(name__startswith="story:").values_list("name", "digest").iterator())
    entries = Entry.objects.filter(list=f"{language}/all").order_by("position").values_list("position", "row")
    for position, name in entries.iterator():
        yield position, name.partition(":")[2], digests.get(name, "")


def _digest_of_names() -> str:
    rows = [
        digest
        for kind in NAMES
        for digest in Filed.objects.filter(name__startswith=f"{kind}:")
        .order_by("name")
        .values_list("digest", flat=True)
    ]
    return _digest(FORM, *rows)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class Making:
    """Makes what is behind, and files it for the next run."""

    def __init__(self, store: Store, now: datetime) -> None:
        self.store, self.now = store, now
        self.books = FiledBooks(store)
        self.read = Reader(self.books, now)

    def behind(self, *, at_once: bool = True) -> list[Wanted]:
        """What should be made; without `at_once`, what has rested long enough or is not printed at all now."""
        newsroom = self.books.row("newsroom:newsroom")
        if not isinstance(newsroom, Newsroom):
            return []
        held = filing.held(Enclosure.kind)
        late = [one for one in wanted(newsroom) if held.get(one.key) != one.stamp or not self._lies(one.key)]
        return [one for one in late if at_once or one.key not in held or self._is_due(one)]

    def due(self, *, at_once: bool = False) -> bool:
        """Is there anything to make, or to take away?"""
        return bool(self.behind(at_once=at_once) or self.spent())

    def spent(self) -> list[str]:
        """Names of enclosures that there should be no more."""
        newsroom = self.books.row("newsroom:newsroom")
        known = {one.key for one in wanted(newsroom)} if isinstance(newsroom, Newsroom) else set()
        held = filing.held(Enclosure.kind)
        return [f"{Enclosure.kind}:{key}" for key in held if _owner(key) not in known]

    def make(self, *, at_once: bool = True, progress: Progress = quiet) -> Done:
        """Make what is behind, one after another, each filed when it is whole.  Waits for another making to end."""
        with self._alone():
            self.books = FiledBooks(self.store)  # as it is now
            self.read = Reader(self.books, self.now)
            withdrawn = filing.withdraw(self.spent())
            todo = self.behind(at_once=at_once)
            for one in todo:
                rows = self._rows(one, progress)
                filing.file(rows, {f"{Enclosure.kind}:{one.key}": one.stamp})
                if one.sort == "search":
                    self._drop_groups(one, {row.key for row in rows})
        return Done(len(todo), withdrawn)

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
        shared, groups = index.made(f"{one.language}/search/", setting, one.stories, self.store, told)
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
    return "/".join(key.split("/")[:2]) if key.startswith("search/") else key
