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
    return _between(here.rpartition("/")[0], there)


@lru_cache(maxsize=8192)
def _between(here: str, there: str) -> str:
    """From the folder `here`; the pages of one folder lead to the same sections, bylines and photos."""
    folder, path = here.split("/") if here else [], there.split("/")
    shared = 0
    for mine, theirs in zip(folder, path[:-1], strict=False):
        if mine != theirs:
            break
        shared += 1
    return quoted("../" * (len(folder) - shared) + "/".join(path[shared:]))


def quoted(path: str) -> str:
    return path if _PLAIN.fullmatch(path) else quote(path, safe=_SAFE)


def absolute(address: str, there: str) -> str:
    """The sheet's public address; empty when the newsroom has none.  A folder stands for its index.html."""
    folder, _, name = there.rpartition("/")
    path = f"{folder}/" if name == "index.html" and folder else "" if name == "index.html" else there
    return address + quoted(path) if address else ""
