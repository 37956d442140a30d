"""Stories of nonsense: drawn from a seed, as long and as varied as a newsroom's, and nobody's words.

Story i of n depends on the seed, i and n alone, so a corpus is made again in pieces.  Ten years, twelve sections, forty
bylines, three hundred topics; 600 words in fourteen blocks, with three links and a photo; up to four earlier stories
to read next.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate

SEED = 7
BEGUN = datetime(2016, 1, 1, 6, tzinfo=UTC)
YEARS = 10
PHOTOS = 12  # different ones: how fast photos are encoded is another question
_BEGIN = (
    "b",
    "br",
    "ch",
    "d",
    "dr",
    "f",
    "g",
    "gl",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "r",
    "s",
    "sh",
    "st",
    "t",
    "tr",
    "v",
)
_VOWEL = "aeiou"
_END = ("", "", "", "n", "r", "l", "s", "t", "m", "k")
_SMALL = ("a", "an", "the", "of", "to", "in", "on", "and", "but", "for", "with", "that", "it", "is", "was", "as", "at")


@dataclass(frozen=True)
class Article:
    number: int
    slug: str
    headline: str
    deck: str
    section: str
    bylines: tuple[str, ...]
    topics: tuple[str, ...]
    published: datetime
    photo: int
    caption: str
    credit: str
    alt: str
    blocks: tuple[tuple[str, str], ...]  # ("p" | "h2" | "quote", clean HTML)
    related: tuple[int, ...]


@dataclass
class World:
    """Words, and the names made of them."""

    seed: int = SEED
    words: list[str] = field(init=False)
    sections: dict[str, str] = field(init=False)
    bylines: dict[str, str] = field(init=False)
    topics: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        draw = random.Random(f"world {self.seed}")
        self.words = _words(draw, 6_000)
        self._often = list(accumulate(1 / (rank + 8) for rank in range(len(self.words))))
        self._topics_often = list(accumulate(1 / (rank + 15) for rank in range(300)))
        self.sections = {word: word.capitalize() for word in self.words[100:112]}
        pairs = list(zip(self.words[200:240], self.words[240:280], strict=True))
        self.bylines = {f"{one}-{other}": f"{one.capitalize()} {other.capitalize()}" for one, other in pairs}
        self.topics = {word: word.capitalize() for word in self.words[400:700]}

    def articles(self, number: int) -> Iterator[Article]:
        """The oldest first."""
        return (self.article(at, number) for at in range(1, number + 1))

    def article(self, at: int, of: int) -> Article:
        draw = random.Random(f"{self.seed} {at}")
        headline = self._phrase(draw, draw.randint(6, 11)).capitalize()
        topics: dict[str, None] = {}
        for _ in range(draw.randint(1, 4)):
            topics[draw.choices(list(self.topics), cum_weights=self._topics_often)[0]] = None
        names = draw.choices((1, 2, 3), (70, 22, 8))[0]
        step = timedelta(days=YEARS * 365.25) / of
        return Article(
            number=at,
            slug=f"{_slug(headline)}-{at}",
            headline=headline,
            deck=self._sentence(draw),
            section=draw.choices(list(self.sections), (20, 14, 12, 10, 9, 8, 7, 6, 5, 4, 3, 2))[0],
            bylines=tuple(draw.sample(list(self.bylines), names)),
            topics=tuple(topics),
            published=(BEGUN + step * (at - 1)).replace(microsecond=0),
            photo=at % PHOTOS,
            caption=self._sentence(draw),
            credit=draw.choice(self.words[300:340]).capitalize(),
            alt=self._sentence(draw),
            blocks=tuple(self._blocks(draw)),
            related=tuple(sorted(draw.sample(range(max(1, at - 400), at), min(4, at - 1)), reverse=True)),
        )

    def _blocks(self, draw: random.Random) -> Iterator[tuple[str, str]]:
        linked = set(draw.sample((0, 1, 2, 3, 5, 6, 7, 9, 10, 11), 3))
        for at in range(14):
            if at == 4:
                yield "h2", self._phrase(draw, 5).capitalize()
            elif at == 8:
                yield "quote", self._sentence(draw)
            else:
                words = " ".join(self._sentence(draw) for _ in range(draw.choice((2, 3, 3)))).split(" ")
                if at in linked:
                    begin = draw.randrange(2, len(words) - 6)
                    address = f"https://{draw.choice(self.words)}.example/{draw.choice(self.words)}"
                    words[begin] = f'<a href="{address}">{words[begin]}'
                    words[begin + 2] += "</a>"
                yield "p", " ".join(words)

    def _phrase(self, draw: random.Random, length: int) -> str:
        words = draw.choices(self.words, cum_weights=self._often, k=length)
        return " ".join(draw.choice(_SMALL) if draw.random() < 0.42 else word for word in words)

    def _sentence(self, draw: random.Random) -> str:
        return self._phrase(draw, draw.randint(9, 24)).capitalize() + "."


def _words(draw: random.Random, number: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < number:
        parts = (draw.choice(_BEGIN) + draw.choice(_VOWEL) for _ in range(draw.choice((1, 2, 2, 3, 3, 4))))
        word = "".join(parts) + draw.choice(_END)
        if len(word) > 2 and word not in _SMALL:
            found[word] = None
    return list(found)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60].strip("-")
