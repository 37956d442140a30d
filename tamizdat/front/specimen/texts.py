"""What a specimen says: one invented story, and the words around it, in one language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Everything a set of specimen pages is filled with."""

    language: str
    newsroom: str
    strapline: str
    sections: tuple[str, ...]
    policies: tuple[str, ...]
    people: tuple[str, ...]
    topics: tuple[str, ...]
    headline: str
    deck: str
    dateline: str
    heading: str
    paragraphs: tuple[str, ...]  # inline HTML
    quote: tuple[str, str]  # words, who said them
    entries: tuple[str, ...]
    statement: str
    who: str
    basis: str
    facts: tuple[str, str]  # heading, inline HTML
    pullout: str
    see: tuple[str, str]  # title, note
    caption: str
    credit: str
    alt: str
    wrong: str
    right: str
    letter: tuple[str, str]  # headline, text
    banner: tuple[str, str]
    promise: str
    headlines: tuple[str, ...]  # of other stories, at least twelve
    decks: tuple[str, ...]
    lists: tuple[str, str]  # kicker and description of a list
    parts: tuple[str, ...]
    newer_older: tuple[str, str]
    act: tuple[str, str]  # label of the appeal's link, of "remind me later"
