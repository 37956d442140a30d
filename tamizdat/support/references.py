"""References that readers write on a transfer: eight letters and digits, of which the last one checks the others.

Letters that look like others are left out, and a slip of one, or two that changed places, is found (ISO 7064, MOD 37-2
in kind, over an alphabet of 29).
"""

from __future__ import annotations

import re
import secrets

LETTERS = "2346789ABCDEFGHJKLMNPQRTUVWXY"  # a prime number of them: then every slip and every swap of neighbours shows
LONG = 8
_FOUND = re.compile(rf"(?<![A-Z0-9])([{LETTERS}]{{4}})[ -]?([{LETTERS}]{{4}})(?![A-Z0-9])")


def new() -> str:
    """ "K7Q2-M4XD"."""
    body = "".join(secrets.choice(LETTERS) for _ in range(LONG - 1))
    return written(body + _check(body))


def written(text: str) -> str:
    return f"{text[:4]}-{text[4:]}"


def found_in(text: str) -> list[str]:
    """All references in what a bank wrote, each as `written`."""
    tried = ("".join(parts) for parts in _FOUND.findall(text.upper()))
    return list(dict.fromkeys(written(one) for one in tried if _check(one[:-1]) == one[-1]))


def _check(body: str) -> str:
    total = sum(place * LETTERS.index(letter) for place, letter in enumerate(body, 2))
    return LETTERS[-total % len(LETTERS)]
