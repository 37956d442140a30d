"""The book of deliveries, as commands open it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tamizdat import locks
from tamizdat.cli.opening import exists, home
from tamizdat.cli.refusal import Refusal

if TYPE_CHECKING:
    from tamizdat.mirrors.book import Book, Mirror


@contextmanager
def book() -> Iterator[Book]:
    from tamizdat.mirrors.book import Book

    if not exists():
        raise Refusal(f"there is no newsroom in {home()}. Make one with `tamizdat init`, or set TAMIZDAT_HOME.")
    kept = Book(home())
    try:
        yield kept
    finally:
        kept.close()


@contextmanager
def alone(kept: Book) -> Iterator[None]:
    try:
        with locks.delivering(home(), kept.doubt):
            yield
    except locks.Taken as taken:
        raise Refusal(str(taken)) from taken


def named(kept: Book, name: str) -> Mirror:
    from tamizdat.mirrors.book import Unknown

    try:
        return kept.mirror(name)
    except Unknown as error:
        known = ", ".join(mirror.name for mirror in kept.mirrors()) or "none yet"
        raise Refusal(f"there is no mirror named {name}. Known are: {known}.") from error
