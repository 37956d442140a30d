"""The programs that check the edition in a reader's browser, as files of the edition itself."""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.front import clients
from tamizdat.press.copy import Reach
from tamizdat.press.frames import READER, WORKER
from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Sheet


def worker(read: Reader, _: str) -> Iterator[Sheet]:
    if known := _known(read):
        yield Sheet(WORKER, clients.worker(known).encode())


def reader(read: Reader, _: str) -> Iterator[Sheet]:
    if content := reader_file(read):
        yield Sheet(READER, content)


def reader_file(read: Reader) -> bytes:
    """What `reader.html` holds; nothing where there are no keys."""
    known, newsroom = _known(read), read.newsroom()
    if known is None or newsroom is None:
        return b""
    main = newsroom.languages[0]
    name = newsroom.names.get(main) or next(iter(newsroom.names.values()), "")
    return clients.reader(known, name, f"{main}/index.html").encode()


def _known(read: Reader) -> clients.Known | None:
    newsroom, reach = read.newsroom(), read.row(Reach, "reach")
    if newsroom is None or reach is None or not reach.root:
        return None
    seeds = tuple(dict.fromkeys(filter(None, (newsroom.address, *reach.seeds))))  # nobody may have signed a list yet
    return clients.Known(root=reach.root, seeds=seeds, languages=newsroom.languages, demo=reach.demo)
