"""Which part of a row a plate reads.

An aspect is the row with everything else blanked.  The same function gives what a plate may see and what tells whether
it changed, so that the two can never disagree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tamizdat.press.copy import Appeal, Row, StandingPage, Story

_Blank = Callable[[Any], Row]


def _whole(row: Row) -> Row:
    return row


def _story_card(row: Story) -> Row:
    """What a card of the story shows."""
    return replace(row, **_UNSEEN_ON_A_CARD)


def _story_there(row: Story) -> Row:
    """That it is published, and nothing of what it says."""
    return Story(
        key=row.key, language="", translation="", address="", section="", headline="", published="", changed=""
    )


def _story_link(row: Story) -> Row:
    """What a link to the story shows."""
    return replace(row, **_UNSEEN_ON_A_CARD, deck="", bylines=(), section="", photo=None, genre="news", published="")


def _story_changed(row: Story) -> Row:
    """Where the story is and when it changed."""
    return replace(
        row,
        **_UNSEEN_ON_A_CARD | {"changed": row.changed, "translation": row.translation},
        headline="",
        deck="",
        bylines=(),
        section="",
        photo=None,
        genre="news",
    )


def _story_corrections(row: Story) -> Row:
    return replace(_story_link(row), corrections=row.corrections)  # type: ignore[call-arg]


def _page_link(row: StandingPage) -> Row:
    return replace(row, translation="", former=(), body=(), changed="")


def _appeal_words(row: Appeal) -> Row:
    """What it says, wherever it stands."""
    return replace(row, stories=())


_UNSEEN_ON_A_CARD: dict[str, Any] = {
    "translation": "",
    "former": (),
    "topics": (),
    "dateline": "",
    "social_headline": "",
    "body": (),
    "related": (),
    "corrections": (),
    "changed": "",
}

ASPECTS: dict[str, dict[str, _Blank]] = {
    "story": {
        "there": _story_there,
        "link": _story_link,
        "card": _story_card,
        "changed": _story_changed,
        "corrections": _story_corrections,
        "whole": _whole,
    },
    "page": {"link": _page_link, "whole": _whole},
    "appeal": {"words": _appeal_words, "whole": _whole},
}


def aspect(row: Row, name: str) -> Row:
    """The row as a reader of this aspect sees it."""
    return _of(row.kind)[name](row)


def touched(old: Row | None, new: Row | None) -> set[str]:
    """Keys of the points that differ between two states of one row; None: not there."""
    row = new or old
    assert row is not None
    return {
        f"{row.name}#{name}"
        for name, blank in _of(row.kind).items()
        if (blank(old) if old else None) != (blank(new) if new else None)
    }


def _of(kind: str) -> dict[str, _Blank]:
    return ASPECTS.get(kind, {"whole": _whole})
