"""Who signs what, for how long at most, and how large it may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

SPEC = "1.0.31"  # of TUF
FORMAT = 1  # of edition.json, mirrors.json and ways.json


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the head."""

    name: str
    life: timedelta  # what we sign for
    longest: timedelta  # from the moment of confirmation; a reader refuses more
    limit: int  # bytes of its metadata
    lists: tuple[str, ...] = ()  # the files it signs


_DAY = timedelta(days=1)
ROLES = {
    role.name: role
    for role in (
        Role("root", 548 * _DAY, 800 * _DAY, 65_536),
        Role("targets", 274 * _DAY, 400 * _DAY, 65_536),
        Role("press", 30 * _DAY, 60 * _DAY, 16_384, ("edition.json",)),
        Role("mirrors", 30 * _DAY, 60 * _DAY, 16_384, ("mirrors.json", "ways.json")),
        Role("snapshot", 14 * _DAY, 30 * _DAY, 16_384),
        Role("timestamp", 3 * _DAY, 7 * _DAY, 8_192),
    )
}
TOP = ("root", "targets", "snapshot", "timestamp")
DELEGATED = ("press", "mirrors")
OFFLINE = ("root", "targets")
LISTS_LIMIT = {"edition.json": 2_048, "mirrors.json": 32_768, "ways.json": 32_768}  # bytes
FLOOR = "floor"  # a member of targets: addresses that stay known, whatever the lists say
MOST_ROOTS = 64  # newer roots that one check follows
HEAD_LIMIT = 512 * 1024  # bytes of the head in one file
