"""The head that a place holds, checked and whole, for whoever signs what comes after it on another machine."""

from __future__ import annotations

from datetime import datetime

from tamizdat.edition import layout
from tamizdat.edition.head import Head
from tamizdat.edition.reading import Memory, Source, read
from tamizdat.edition.roles import DELEGATED


class _Noting:
    """A source that keeps what it gave."""

    def __init__(self, source: Source) -> None:
        self.source, self.given = source, dict[str, bytes]()

    def get(self, path: str, limit: int) -> bytes:
        self.given[path] = content = self.source.get(path, limit)
        return content


def head_at(source: Source, root: bytes, now: datetime, *, demo: bool = False) -> Head:
    """Its roots begin with `root`, which came from a trusted hand.  Raises Refused, Absent, OSError."""
    noting = _Noting(source)
    versions = read(noting, Memory(root), now, strict=True, demo=demo).memory.roles
    later = [content for path, content in noting.given.items() if path.endswith(".root.json")]
    lists = {
        path.partition(".")[2]: content for path, content in noting.given.items() if path.startswith(layout.SIGNED)
    }
    roles = {role: noting.given[layout.metadata(role, versions[role])] for role in ("targets", *DELEGATED)}
    return Head(roots=(root, *later), lists=lists, **roles)
