"""The words by which old pages are understood, in several languages: a file a vocabulary, a word or phrase a line.

They are words any newsroom uses.  No line names an outlet or repeats its sentence.
"""

from __future__ import annotations

import re
from importlib.resources import files


def either(name: str) -> str:
    """The words of one vocabulary as one regular expression, longest first."""
    text = (files(__package__) / f"{name}.txt").read_text(encoding="utf-8")
    listed = [line for line in text.splitlines() if line and not line.startswith("#")]
    return "|".join(sorted(listed, key=len, reverse=True))


def whole(name: str) -> re.Pattern[str]:
    """A pattern that finds the words of one vocabulary, each as a whole word."""
    return re.compile(rf"(?<![^\W_])(?:{either(name)})(?![^\W_])", re.IGNORECASE)
