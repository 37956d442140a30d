"""Look at a mirror as a reader would: is it there, genuine, of today, and may a page of another host read it?

An address that somebody only names is asked for its head and nothing else, until that was genuine.
"""

from __future__ import annotations

import http.client
import json
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from tamizdat.edition import addresses, checking, layout
from tamizdat.edition.head import moment
from tamizdat.edition.places import FolderPlace, WebPlace
from tamizdat.edition.reading import Absent, Checked, Container, Memory, Source, read
from tamizdat.edition.refusals import Expired, Refused, TooLarge
from tamizdat.edition.roles import HEAD_LIMIT
from tamizdat.mirrors.book import Book, Mirror
from tamizdat.mirrors.delivery import Printed

AT_ONCE = 8  # mirrors
BEHIND = timedelta(days=1)  # behind the newsroom's own newest confirmation
FIRST = "index.html"
READER = "https://reader.invalid"  # as whose page we ask
PATIENCE = 20.0  # seconds
STATUS = "HTTP/1.1 200 OK\r\n\r\n"
Told = Callable[[int, int], None]  # hears (mirrors done, of how many)


class Found(StrEnum):
    FINE = "fine"
    AWAY = "away"
    FORGED = "forged"  # it holds something that the newsroom did not sign
    BROKEN = "broken"  # it lacks what its head names
    OLD = "old"
    CLOSED = "closed"  # pages of other hosts may not read it, so no fail-over works
    UNSEEN = "unseen"  # an onion, or a place under no address: nobody can look at it from here


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be looked at."""

    name: str  # the mirror's, or the address itself when nothing is delivered there from here
    address: str  # http(s)://…/, a folder, or empty


@dataclass(frozen=True, slots=True)
class Look:
    """What was found at one mirror."""

    name: str
    address: str
    at: str  # UTC
    found: Found = Found.UNSEEN
    why: str = ""  # one line, where it is not fine
    edition: int = 0
    confirmed: str = ""  # UTC
    head_bytes: int = 0  # of the head on the wire, as the host sends it to a browser
    open_to_all: bool = False

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def of_json(cls, text: str) -> Look:
        body = json.loads(text)
        return cls(**{**body, "found": Found(body["found"])})


def keep(book: Book, looks: Iterable[Look], *, all_of_them: bool) -> None:
    """Write down what was found; what else was found before stays, unless everything was looked at."""
    before = {} if all_of_them else book.looks()
    book.note_looks({**before, **{look.name: json.dumps(look.as_dict()) for look in looks}})


@dataclass(frozen=True, slots=True)
class Answer:
    """A host's answer to who asks for the head."""

    content: bytes
    size: int  # bytes on the wire, with what stands before them
    open_to_all: bool


def targets(mirrors: Iterable[Mirror], listed: Iterable[addresses.Address]) -> list[Target]:
    """The newsroom's mirrors, and listed addresses that are none of them."""
    found = [Target(mirror.name, mirror.address or _folder(mirror.place)) for mirror in mirrors]
    known = {target.address.rstrip("/") for target in found}
    return found + [Target(one.address, one.address) for one in listed if one.address.rstrip("/") not in known]


def _folder(place: str) -> str:
    return place if place.startswith("/") else ""


class Looking:
    """Looks at mirrors of the newsroom in this folder."""

    def __init__(self, home: Path, now: datetime, *, demo: bool = False) -> None:
        """Raises Refused, Absent, OSError when it has printed nothing that is genuine."""
        self.now, self.demo = now, demo
        self.ours = Printed(home, now, demo=demo).head
        self.root = (home / "root.json").read_bytes()

    @property
    def listed(self) -> tuple[addresses.Address, ...]:
        return addresses.known(self.ours)

    def at_all(self, of: list[Target], told: Told = lambda done, total: None) -> Iterator[Look]:
        """In the order in which they are given."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for done, look in enumerate(pool.map(self.at, of), 1):
                told(done, len(of))
                yield look

    def at(self, target: Target) -> Look:
        look = Look(target.name, target.address, moment(self.now))
        if not target.address or (urlsplit(target.address).hostname or "").endswith(".onion"):
            return look
        if target.address.startswith("/"):
            return self._judged(look, FolderPlace(Path(target.address)), None)
        try:
            answer = asked(target.address)
        except OSError as error:
            return replace(look, found=Found.AWAY, why=_plainly(error))
        except TooLarge as error:
            return replace(look, found=Found.FORGED, why=str(error))
        look = replace(look, head_bytes=answer.size, open_to_all=answer.open_to_all)
        return self._judged(look, WebPlace(target.address, patience=PATIENCE), answer.content)

    def _judged(self, look: Look, place: Source, head: bytes | None) -> Look:
        try:
            container = Container(place.get(layout.HEAD, HEAD_LIMIT) if head is None else head)
            checked = read(container, Memory(self.root), self.now, strict=True, demo=self.demo)
            look = replace(look, edition=checked.edition, confirmed=moment(checked.confirmed))
            self._first_page(place, checked)
        except Expired as refusal:
            return replace(look, found=Found.OLD, why=str(refusal))
        except Refused as refusal:
            return replace(look, found=Found.FORGED, why=str(refusal))
        except Absent as absent:
            return replace(look, found=Found.BROKEN, why=f"it lacks {absent}.")
        except OSError as error:
            return replace(look, found=Found.AWAY, why=_plainly(error))
        if checked.edition < self.ours.edition and self.ours.confirmed - checked.confirmed > BEHIND:
            return replace(look, found=Found.OLD, why=f"it has edition {checked.edition}; {self.ours.edition} is out.")
        if head is not None and not look.open_to_all:
            return replace(look, found=Found.CLOSED, why="it does not send Access-Control-Allow-Origin: *.")
        return replace(look, found=Found.FINE)

    @staticmethod
    def _first_page(place: Source, checked: Checked) -> None:
        leaves = checking.leaves(place, checked, FIRST)
        if leaves:
            checking.genuine(place, FIRST, leaves)


def _plainly(error: OSError) -> str:
    """The system's words without its numbers."""
    return f"{error.strerror}." if error.strerror else str(error) or type(error).__name__


def asked(address: str, path: str = layout.HEAD) -> Answer:
    """What a browser is given, which asks for a file from a page of another host.

    No redirect is followed.  Raises OSError when the host is away, TooLarge when it does not end.
    """
    split = urlsplit(address)
    line = _line(split.scheme == "https", split.hostname or "", split.port)
    try:
        line.request(
            "GET",
            f"{split.path.rstrip('/')}/{path}",
            headers={"Accept-Encoding": "gzip", "Origin": READER, "User-Agent": "tamizdat"},
        )
        with line.getresponse() as answer:
            if 300 <= answer.status < 400:
                raise OSError(f"{address} leads elsewhere ({answer.status}); name the address that it leads to.")
            if answer.status != 200:
                raise OSError(f"{address} answers {answer.status} for {path}.")
            packed = _all_of(answer, path)
            before = len(STATUS) + sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
            content = _unpacked(packed, path) if answer.headers.get("Content-Encoding") == "gzip" else packed
            return Answer(content, before + len(packed), answer.headers.get("Access-Control-Allow-Origin") == "*")
    except http.client.HTTPException as error:
        raise OSError(f"{address} broke off ({type(error).__name__}).") from error
    finally:
        line.close()


def _line(secure: bool, host: str, port: int | None) -> http.client.HTTPConnection:
    if secure:
        return http.client.HTTPSConnection(host, port, timeout=PATIENCE / 2, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=PATIENCE / 2)


def _all_of(answer: http.client.HTTPResponse, path: str) -> bytes:
    deadline, parts, size = time.monotonic() + PATIENCE, [], 0
    while part := answer.read1(65_536):
        parts.append(part)
        size += len(part)
        if size > HEAD_LIMIT:
            raise TooLarge(f"{path} has more than {HEAD_LIMIT} bytes.")
        if time.monotonic() > deadline:
            raise TimeoutError(f"{path} took over {PATIENCE:g} seconds.")
    if answer.length:
        raise OSError(f"it broke off in {path}.")
    return b"".join(parts)


def _unpacked(packed: bytes, path: str) -> bytes:
    unpacking = zlib.decompressobj(wbits=31)
    try:
        content = unpacking.decompress(packed, HEAD_LIMIT + 1)
    except zlib.error as error:
        raise OSError(f"{path} comes in a gzip that is damaged.") from error
    if len(content) > HEAD_LIMIT:
        raise TooLarge(f"{path} unpacks to more than {HEAD_LIMIT} bytes.")
    return content
