"""Why something of an edition is not believed: a small tree, by what is wrong with it.

Each refusal is one line that names the thing.  A host that is away is none of these: it is a result, not a fault of the
edition.
"""

from __future__ import annotations


class Refused(Exception):
    """Something does not check.  The newsroom's words are never shown after one of these."""


class BadPath(Refused):
    """A path that no edition may hold."""


class Malformed(Refused):
    """Bytes that are not what their place asks for: a tile of a wrong size, leaves out of order, JSON of no role."""


class Altered(Refused):
    """Bytes that are not the ones that were signed."""


class TooLarge(Refused):
    """More bytes than the place may have; they were not read to their end."""


class Unsigned(Refused):
    """Too few good signatures by keys that count."""


class Rollback(Refused):
    """Something older than what was seen before."""


class Mixed(Refused):
    """Parts of different editions, or a part left out."""


class Expired(Refused):
    """Nobody has confirmed it for too long: somebody may be holding newer editions back."""


class TooLong(Refused):
    """An expiry further away than its role may ask for: a stolen key must not rule for years."""


class Forked(Refused):
    """Two different heads of one number, both signed.  Keep both: it is evidence."""


class Demo(Refused):
    """Signed by the keys of a demo newsroom, and nobody said that a demo will do."""


class BinFull(Refused):
    """No room for one more file in its bin: that file is left out, the others are not."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path!r} finds no room in the tree: its bin is full. Give it another address.")
        self.path = path
