"""Print many plates in processes of their own, one for each core.

A worker reads the books and puts bytes into the store; what it printed comes back as impressions, and one process
writes them down.  Processes are started afresh, not forked: a newsroom that is being served has threads.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from tamizdat.press.store import Store

AHEAD = 3  # chunks a worker that wait for their turn, or to be written down
Chunk = list[tuple[int, str]]  # (row, name) of plates
T = TypeVar("T")
R = TypeVar("R")


class Workers:
    """So many processes, which live as long as this is open.  Raises BrokenProcessPool where one was killed."""

    def __init__(self, number: int, store: Store) -> None:
        from django.conf import settings

        database = {name: settings.DATABASES["press"][name] for name in ("ENGINE", "NAME", "OPTIONS")}
        self.number = number
        self._ahead = AHEAD * number
        self._pool = ProcessPoolExecutor(number, get_context("spawn"), _begin, (database, str(store.folder)))

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *how: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def impressions(self, chunks: Iterable[Chunk], now: datetime) -> Iterator[list[Any]]:
        """What printing each chunk of plates gave, in their order."""
        return self._each(_print, ((chunk, now) for chunk in chunks))

    def renditions(self, chunks: Iterable[list[str]]) -> Iterator[list[Any]]:
        """The sizes of photos, by their keys, as rows that are not written down yet."""
        return self._each(_make, ((chunk,) for chunk in chunks))

    def _each(self, work: Callable[..., R], given: Iterable[tuple[Any, ...]]) -> Iterator[R]:
        waiting: deque[Future[R]] = deque()
        for words in given:
            waiting.append(self._pool.submit(work, *words))
            if len(waiting) >= self._ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def cores() -> int:
    """That this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# In a process of its own

POLITE = 10  # niceness of what nobody waits for


def enclose(database: dict[str, Any], store: str, at_once: bool) -> None:
    """Make the enclosures that are behind, and file them."""
    os.nice(POLITE)
    open_press(database)
    from datetime import UTC

    from tamizdat.press import emptying
    from tamizdat.press.enclosures.making import Making

    now = datetime.now(UTC)
    done = Making(Store(Path(store)), now).make(at_once=at_once)
    emptying.empty(Store(Path(store)), now)
    if done.problems:
        raise SystemExit("\n".join(done.problems))


# In a worker

_books: Any = None


def open_press(database: dict[str, Any]) -> None:
    """Let this process, which was just begun, know the press and nothing else of the newsroom."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tamizdat.settings")
    import django
    from django.conf import settings

    settings.DATABASES["press"].update(database)
    settings.INSTALLED_APPS = ["tamizdat.press"]  # a third less memory than with the desk, and begun sooner
    django.setup()


def _begin(database: dict[str, Any], store: str) -> None:
    global _books
    open_press(database)
    from tamizdat.press.books import FiledBooks

    _books = FiledBooks(Store(Path(store)))


def _print(chunk: Chunk, now: datetime) -> list[Any]:
    from tamizdat.press.impression import pull_all

    return pull_all(_books, _books.store, chunk, now)


def _make(keys: list[str]) -> list[Any]:
    from tamizdat.press.copy import Photo
    from tamizdat.press.pictures import made_now

    rows = []
    for key in keys:
        photo = _books.row(f"photo:{key}")
        if isinstance(photo, Photo):
            rows += made_now(_books.store, photo)
    return rows
