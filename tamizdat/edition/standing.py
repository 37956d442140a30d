"""How every role stands: its keys, until when its signature is good, and who must act before then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from tamizdat.edition import comparing
from tamizdat.edition.head import Head
from tamizdat.edition.places import FolderPlace
from tamizdat.edition.proposals import BY_HAND, holders
from tamizdat.edition.reading import Absent, whole
from tamizdat.edition.refusals import Refused
from tamizdat.edition.roles import ROLES

SOON = 4  # in the last fourth of its term somebody should act


@dataclass(frozen=True)
class Standing:
    """One role."""

    role: str
    threshold: int
    keys: tuple[str, ...]  # two words each
    version: int
    expires: datetime | None  # None: the press has not signed yet
    state: str  # fine, soon, wrong
    acts: str  # who, and what with

    def as_dict(self) -> dict[str, object]:
        return {**asdict(self), "expires": f"{self.expires:%Y-%m-%dT%H:%M:%SZ}" if self.expires else None}


def standing(head: Head, edition: Path, now: datetime) -> Iterator[Standing]:
    """Every role of a newsroom: by what people signed, and by the head in the folder that is served."""
    printed = _printed(edition)
    for role in ROLES:
        keys, threshold = holders(head, role)
        content = head.roots[-1] if role == "root" else getattr(head, role) or printed.get(role, b"")
        signed = json.loads(content)["signed"] if content else {}
        expires = datetime.strptime(signed["expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if signed else None
        words = tuple(comparing.short(key.keyid) for key in keys)
        state = _state(role, expires, now)
        yield Standing(role, threshold, words, signed.get("version", 0), expires, state, _acts(role))


def _printed(edition: Path) -> dict[str, bytes]:
    """What the press has signed: role -> metadata; empty where nothing is printed."""
    try:
        held = whole(FolderPlace(edition))
        names = {path.removesuffix(".json").split("/")[-1].split(".")[-1]: path for path in held.paths()}
        return {role: held.get(names[role], ROLES[role].limit) for role in ROLES if role in names}
    except (Refused, Absent):
        return {}


def _state(role: str, expires: datetime | None, now: datetime) -> str:
    if expires is None:
        return "soon"
    left = expires - now
    return "wrong" if left.total_seconds() <= 0 else "soon" if left < ROLES[role].life / SOON else "fine"


def _acts(role: str) -> str:
    return f"keys renew {role}, by those with its keys" if role in BY_HAND else "the press, with its next run"
