"""Take lists of addresses from where editors put them, once enough of them have signed.

The press's machine holds no key of the lists and nobody can reach it: so it fetches what they sign.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tuf.api.metadata import Targets

from tamizdat.edition import proposals
from tamizdat.edition.metadata import parsed
from tamizdat.edition.places import FolderPlace, WebPlace
from tamizdat.edition.reading import Absent
from tamizdat.edition.refusals import Malformed
from tamizdat.press import keys as ring

NAME = "lists.json"
ROLE = "mirrors"


def take_signed(keys: Path, where: str, now: datetime) -> bool:
    """Bring into force what lies there, when it is new.  It may change the lists and nothing else.

    Raises Refused, and OSError when the place is away.  Where nothing lies, nothing is new.
    """
    try:
        content = _fetched(where)
    except Absent:
        return False
    head = ring.head_by_hand(keys)
    _, proposal = proposals.of_file(content)
    if set(proposal.parts) != {ROLE}:
        raise Malformed(f"{where} proposes more than lists of addresses: `tamizdat keys take` is for that.")
    if _version(proposal.parts[ROLE]) <= head.version(ROLE):
        return False  # it was taken before, or one after it
    ring.take(keys, proposals.adopted(head, proposal, now))
    return True


def _fetched(where: str) -> bytes:
    if where.startswith("https://"):
        top, _, name = where.rpartition("/")
        return WebPlace(f"{top}/").get(name, proposals.LARGEST)
    return FolderPlace(Path(where)).get(NAME, proposals.LARGEST)


def _version(content: bytes) -> int:
    return parsed(content, ROLE, Targets)[0].version
