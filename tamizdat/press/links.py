"""Addresses between sheets.

Inside the edition they are relative, so that it works on any host, in any folder and from a disk; to the world they are
absolute, from the newsroom's public address.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

_SAFE = "/-._~!$&'()*+,;=@"  # RFC 3986, pchar
_PLAIN = re.compile(rf"[A-Za-z0-9{re.escape(_SAFE)}]*")


def relative(here: str, there: str) -> str:
    """The address of the sheet `there`, as the sheet `here` writes it."""
    folder, path = _folder(here), there.split("/")
    shared = 0
    for mine, theirs in zip(folder, path[:-1], strict=False):
        if mine != theirs:
            break
        shared += 1
    return quoted("../" * (len(folder) - shared) + "/".join(path[shared:]))


def quoted(path: str) -> str:
    return path if _PLAIN.fullmatch(path) else quote(path, safe=_SAFE)


@lru_cache(maxsize=64)
def _folder(path: str) -> tuple[str, ...]:
    """The names of the folders that a sheet lies in; a page asks for those of the same one some forty times."""
    return tuple(path.split("/")[:-1])


def absolute(address: str, there: str) -> str:
    """The sheet's public address; empty when the newsroom has none.  A folder stands for its index.html."""
    folder, _, name = there.rpartition("/")
    path = f"{folder}/" if name == "index.html" and folder else "" if name == "index.html" else there
    return address + quoted(path) if address else ""
