"""Text as a newsroom means it: no control characters, no letters broken by a wrong encoding, no stray spaces.

What is taken out has no ink: soft hyphens, byte order marks, bidirectional overrides (which can make a name read
backwards).  Joiners stay, since Persian and emoji need them.
"""

from __future__ import annotations

import html
import re

_INKLESS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\xad\u200b\u2060\u202a-\u202e\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]|\r\n?")
_SPACES = re.compile(r"\s+")
# UTF-8 that somebody once read as Windows-1252 or Latin-1: a lead byte and its followers, as letters.
_FOLLOWERS = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_BROKEN = re.compile(f"(?:[\xc2-\xf4][{_FOLLOWERS}]{{1,3}})+")
_SURELY_BROKEN = re.compile(f"[\x80-\x9f]|â€|(?:[ÐÑ][{_FOLLOWERS}]){{3}}")


def mend_letters(text: str) -> str:
    """Undo a double encoding where it is certain: "companyâ€™s" is "company’s"; a real "«CAFÉ»" stays."""
    if not _SURELY_BROKEN.search(text):
        return text
    return _BROKEN.sub(lambda run: _read_again(run.group()), text)


def _read_again(run: str) -> str:
    if not _SURELY_BROKEN.search(run):
        return run
    try:
        return b"".join(_old_byte(letter) for letter in run).decode("utf-8")
    except UnicodeError:
        return run


def _old_byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeError:
        return letter.encode("latin-1")


def clean(text: str) -> str:
    """The text without what has no ink, every kind of line break as a newline."""
    return _INKLESS.sub("", _BREAKS.sub("\n", mend_letters(text)))


def one_line(text: str) -> str:
    """The clean text on one line, single spaces."""
    return _SPACES.sub(" ", clean(text)).strip()


def plain(markup: str) -> str:
    """One line of plain text from a fragment that may hold tags and entities, even doubly escaped ones."""
    apart = re.sub(
        r"</?(?:p|div|br|li|ul|ol|h\d|tr|td|blockquote|figcaption)\b[^<>]*>", " ", markup, flags=re.IGNORECASE
    )
    text = html.unescape(re.sub(r"<[a-zA-Z/!][^<>]*>", "", apart))
    return one_line(html.unescape(text) if re.search(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);", text) else text)


def beginning(text: str, letters: int = 70) -> str:
    """The first words, for a report."""
    line = one_line(text)
    return line if len(line) <= letters else line[: letters - 1].rstrip() + "…"


def listed(words: str) -> frozenset[str]:
    """The words of a line, as a set."""
    return frozenset(words.split())
