"""Find how far a story reaches on a page of plain text: from its first paragraph to its last.

Paragraphs weigh for it by their length, lines that say nothing finished weigh against it, furniture that is known as
such weighs nothing.  The heaviest stretch is the story: a box between two halves of it is bridged, the beginnings of
other stories in a list of links are not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tamizdat.importers.furniture import is_prose, is_speech

_STRAY = 45  # letters that one unfinished line outweighs


def weight(text: str, neutral: bool = False) -> float:
    """What one passage says for (or against) being inside the story, in letters."""
    if neutral or not text:
        return 0.0
    if is_prose(text):
        return float(len(text))
    finished = bool(re.search(r"[.!?…。؟][\"”»’)]*$", text))
    if is_speech(text) and finished:
        return float(len(text))
    return len(text) / 2 if finished and len(text) >= 25 else -float(_STRAY)


def heaviest(weights: Sequence[float]) -> tuple[int, int]:
    """The start and end of the stretch whose weights add up to most; (0, 0) where none is above nothing."""
    best, found = 0.0, (0, 0)
    total, start = 0.0, 0
    for place, each in enumerate(weights):
        if total <= 0:
            total, start = 0.0, place
        total += each
        if total > best:
            best, found = total, (start, place + 1)
    start, end = found
    while start < end and weights[start] <= 0:
        start += 1
    return start, end
