"""Cues that a passage is the site's furniture and not its story: words any newsroom uses, in several languages.

No cue decides alone.  Each names a trait ("asks for money", "asks for an address"), and `furniture` weighs how many
different ones meet in a passage that also speaks to the reader.  There is no outlet's sentence here.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tamizdat.importers.vocabulary import either, whole

# The reader is spoken to, and the newsroom says "we".
YOU = whole("you")
WE = whole("we")
# Giving and paying.
GIVE = whole("give")
FREQUENCY = whole("frequency")
MONEY = re.compile(
    r"(?:[$€£¥₽₴₸₾֏₺₪]|\b(?:USD|EUR|GBP|RUB|UAH)\b)\s?\d|\d\s?(?:[$€£¥₽₴₸₾֏₺₪]|руб\w*|USD|EUR|zł|kr\b|грн)",
    re.IGNORECASE,
)
# Wanting an address, or selling a letter.
ADDRESS = whole("address")
# Rights, privacy, machines.
SMALL_PRINT = whole("small-print")
# Ways on and around.
MORE = whole("more")
SHARE = whole("share")
SITE = whole("site")
LISTEN = whole("listen")
LASTING = re.compile(r"\d+\s?(?:min|мин|хв|dk|دقيقة)(?:\w{0,6}\b\.?)|\b\d{1,2}:\d\d(?::\d\d)?\b", re.IGNORECASE)
AROUND = whole("around")
DO_IT = whole("do-it")
COMMENTS = re.compile(rf"\W*(?:\d+\s+)?(?:{either('comments')})\b", re.IGNORECASE)
REQUEST = re.compile(
    rf"(?:^|[.!?:…—–]\s+|(?:please|пожалуйста)\s+)(?:{DO_IT.pattern})", re.IGNORECASE
)  # where an order stands
_QUOTED = re.compile(r"“[^”]{3,600}”|«[^»]{3,600}»|„[^“”]{3,600}[“”]|\"[^\"]{3,600}\"")
_SAID = whole("said")


_TESTS: dict[str, re.Pattern[str]] = {
    "you": YOU,
    "we": WE,
    "give": GIVE,
    "frequency": FREQUENCY,
    "money": MONEY,
    "address": ADDRESS,
    "small print": SMALL_PRINT,
    "more": MORE,
    "share": SHARE,
    "around": AROUND,
    "do it": REQUEST,
    "said": _SAID,
}


def without_quotes(text: str) -> str:
    """A passage without what others say in it: a story quotes an appeal, an appeal does not quote itself."""
    bare = _QUOTED.sub(" ", text)
    return bare if len(bare) > 0.25 * len(text) else text


@lru_cache(maxsize=8192)
def traits(text: str) -> frozenset[str]:
    """Which traits of furniture a passage has, what it quotes left aside."""
    bare = without_quotes(text)
    return frozenset(name for name, test in _TESTS.items() if test.search(bare))


def share_of(pattern: re.Pattern[str], text: str) -> float:
    """How much of a text's words a pattern covers, from 0 to 1."""
    words = re.findall(r"[^\W_]+", text)
    covered = sum(len(re.findall(r"[^\W_]+", found.group())) for found in pattern.finditer(text))
    return covered / len(words) if words else 0.0
