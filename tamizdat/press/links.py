"""Addresses between sheets.

Inside the edition they are relative, so that it works on any host, in any folder and from a disk; to the world they are
absolute, from the newsroom's public address.
"""

from __future__ import annotations

import posixpath
from urllib.parse import quote

_SAFE = "/-._~!$&'()*+,;=@"  # RFC 3986, pchar


def relative(here: str, there: str) -> str:
    """The address of the sheet `there`, as the sheet `here` writes it."""
    return quote(posixpath.relpath(there, posixpath.dirname(here) or "."), safe=_SAFE)


def absolute(address: str, there: str) -> str:
    """The sheet's public address; empty when the newsroom has none.  A folder stands for its index.html."""
    folder, _, name = there.rpartition("/")
    path = f"{folder}/" if name == "index.html" and folder else "" if name == "index.html" else there
    return address + quote(path, safe=_SAFE) if address else ""
