"""An issue as a message: text, HTML, and the page of past issues.  Pure but for what is handed in.

Mail programs of twenty years show it: one column, styles in the elements, no picture and nothing fetched from anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from textwrap import fill

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tamizdat.front.colours import on_light
from tamizdat.front.directions import direction
from tamizdat.newsletter.words import gettext_in, has_words

TEMPLATES = Path(__file__).parent / "mail"
WIDTH = 72  # characters of a line of text


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    headline: str
    blurb: str
    link: str  # absolute
    section: str = ""
    paragraphs: tuple[str, ...] = ()  # the whole text, in the edition that has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What an issue says, and where its links lead."""

    language: str
    newsroom: str
    subject: str
    intro: str
    items: Sequence[Item]
    appeal: str
    home: str  # the paper's front page
    ask: str  # where the newsletter is changed and ended
    colour: str = "#7a1f1f"
    addresses: Sequence[str] = ()  # where the paper is found now; in the edition with whole stories

    @property
    def preheader(self) -> str:
        """What mailboxes show beside the subject."""
        return (_first(self.intro) or ", ".join(item.headline for item in self.items[:2]))[:140]


def text(letter: Letter) -> str:
    say = gettext_in(letter.language)
    blocks = [letter.newsroom.upper(), *map(_filled, _paragraphs(letter.intro))]
    for item in letter.items:
        head = "\n".join(filter(None, (_filled(item.headline.upper()), _filled(item.blurb))))
        whole = [_filled(paragraph) for paragraph in item.paragraphs]
        blocks += [head, *whole, f"{say('Read it on our site')}: {item.link}" if whole else item.link]
    blocks += ["* * *", *map(_filled, _paragraphs(letter.appeal))] if letter.appeal.strip() else []
    if letter.addresses:
        blocks.append(
            "\n".join([f"{say('When one of our addresses does not open, try the next:')}", *letter.addresses])
        )
    blocks += [
        "-- ",
        _filled(say("You get this because the address was confirmed. We count neither openings nor clicks.")),
        f"{say('Change or end the newsletter')}: {letter.ask}",
        f"{letter.newsroom}: {letter.home}",
    ]
    return "\n\n".join(blocks) + "\n"


def html(letter: Letter) -> str:
    say = gettext_in(letter.language)
    template = _templates().get_template("issue.html")
    return template.render(
        letter=letter,
        intro=_paragraphs(letter.intro),
        appeal=_paragraphs(letter.appeal),
        direction=direction(letter.language),
        colour=on_light(letter.colour),
        language=letter.language if has_words(letter.language) else "en",
        _=say,
    )


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _paragraphs(words: str) -> list[str]:
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", words.strip()) if part.strip()]


def _first(words: str) -> str:
    return next(iter(_paragraphs(words)), "")


def _filled(words: str) -> str:
    return fill(words, WIDTH, break_long_words=False, break_on_hyphens=False)
