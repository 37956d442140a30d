"""Say what was cut from a page, and when so much was cut that a person must look."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence

from tamizdat.importers.words import beginning

MOST = 0.30  # of a page's words: beyond it the cut is a guess
_NEW_LINES = 60  # what a report shows of one page


class Cut:
    """What was cut, for people."""

    @staticmethod
    def lines(before: Iterable[str], inside: Iterable[str]) -> Iterator[str]:
        """The first words of each part that was cut."""
        shown = [beginning(text, 60) for text in (*before, *inside) if text]
        yield from shown[:_NEW_LINES]
        if len(shown) > _NEW_LINES:
            yield f"and {len(shown) - _NEW_LINES} more lines"

    @staticmethod
    def review(before: Sequence[str], inside: Sequence[str], kept: str) -> str:
        """Why a person must look at the cut; "" when it was small."""
        cut = _count(" ".join((*before, *inside)))
        whole = cut + _count(kept)
        share = cut / whole if whole else 0.0
        return (
            f"{share:.0%} of the page was cut as furniture: look whether a part of the story went with it"
            if share > MOST
            else ""
        )


def _count(text: str) -> int:
    return len(re.sub(r"\s", "", text))


def source_of(kind: str, address: str, text: str) -> str:
    """A stable name for a page: its own address, else its words."""
    if address:
        return f"{kind}:{address}"[:480]
    words = re.sub(r"\W+", " ", text).strip().casefold()
    return f"{kind}:sha256:{hashlib.sha256(words.encode()).hexdigest()[:32]}"
