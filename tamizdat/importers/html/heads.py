"""Take the head of a story out of its body: headline, deck, byline and date, which many pages keep inside it."""

from __future__ import annotations

import dataclasses
import html
import re
from datetime import tzinfo
from itertools import pairwise

from tamizdat.desk.draft import Block
from tamizdat.importers.dates import is_a_clock, is_mostly_a_date, moment, months
from tamizdat.importers.found import Picture, Piece
from tamizdat.importers.furniture import is_prose
from tamizdat.importers.html import names
from tamizdat.importers.html.masthead import Masthead
from tamizdat.importers.words import one_line

_NEAR = 6  # pieces below the headline among which byline and date stand


def parted_at_headline(pieces: tuple[Piece, ...], head: Masthead) -> tuple[list[str], tuple[Piece, ...]]:
    """The words above the headline, and the pieces below it; all pieces where the headline is not among them."""
    wanted = head.headline.casefold().strip(" .")
    at = next((place for place, piece in enumerate(pieces) if text_in(piece).casefold().strip(" .") == wanted), -1)
    above, below = pieces[: at + 1], pieces[at + 1 :]
    if at < 0 or sum(len(text_in(piece)) for piece in above) > sum(len(text_in(piece)) for piece in below):
        return [], pieces
    return [text for piece in above[:-1] if (text := text_in(piece))], below


def completed(head: Masthead, pieces: tuple[Piece, ...], zone: tzinfo) -> Masthead:
    """The head with byline and date from the lines below the headline, where the page says them nowhere else."""
    lines: list[str] = []
    for piece in pieces[:_NEAR]:
        text = text_in(piece)
        if is_prose(text) and len(text) > 120 and text not in head.decks:
            break
        lines.append(text)
    dates = [text for text in lines if text and is_mostly_a_date(text)]
    undated = [re.split(r"\s*[,|•·—–]\s*(?=[^,|•·—–]*\d)", text)[0] for text in lines]
    who = [name for text in undated if names.is_by(text) for name in names.people(text)]
    beside = [text for text, near in pairwise(lines) if near in dates and names.is_a_name(text)]
    before = [re.split(r"\s*[,|•·—–]\s*|\s+(?=\d)", text)[0] for text in dates]
    before = [text for text in before if names.is_a_name(text) and not months().keys() & text.casefold().split()]
    return dataclasses.replace(
        head,
        bylines=head.bylines or tuple(who or beside[:1] or before[:1]),
        published=head.published or next((when for text in dates if (when := moment(text, zone))), None),
    )


def without_head(pieces: tuple[Piece, ...], head: Masthead) -> tuple[Piece, ...]:
    """The body without headline, deck, byline and date, which many pages keep inside it."""
    kept: list[Piece] = []
    prose = 0
    for place, piece in enumerate(pieces):
        text = text_in(piece)
        if prose < 2 and text and (_is_of_head(piece, text, head) or _is_deck(pieces, place, head)):
            continue
        prose += len(text) > 120
        kept.append(piece)
    return tuple(kept)


def _is_deck(pieces: tuple[Piece, ...], place: int, head: Masthead) -> bool:
    """Whether a first paragraph is the page's description and stands above the byline, the date or the picture."""
    text = text_in(pieces[place])
    if len(text) > 400 or text.casefold() not in [deck.casefold() for deck in head.decks]:
        return False
    after = pieces[place + 1] if place + 1 < len(pieces) else None
    if any(len(text_in(piece)) > 120 for piece in pieces[:place]) or after is None:
        return False
    return isinstance(after, Picture) or _is_of_head(after, text_in(after), head)


def _is_of_head(piece: Piece, text: str, head: Masthead) -> bool:
    bare = text.casefold().strip(" .")
    decks = [deck.casefold().strip(" .") for deck in head.decks]
    if bare == head.headline.casefold().strip(" .") or (
        isinstance(piece, Block) and piece.kind == "heading" and bare in decks
    ):
        return True
    if len(text) > 160:
        return False
    people = names.people(text)
    if people and set(people) <= set(head.bylines):
        return True
    return is_a_clock(text) or (
        is_mostly_a_date(text) and (len(text) <= 60 or any(name in text for name in head.bylines))
    )


def text_in(piece: Piece) -> str:
    if isinstance(piece, Picture):
        return ""
    if piece.kind == "list":
        return bare(" and ".join(piece.value["entries"]))
    if piece.kind in ("paragraph", "heading", "pullout"):
        return one_line(html.unescape(re.sub(r"<[^>]+>", "", str(piece.value))))
    return ""


def with_subheadings(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Short unfinished lines in bold above a paragraph, made the headings that they are."""
    made = list(pieces)
    for place, (piece, after) in enumerate(pairwise(pieces)):
        if isinstance(piece, Block) and piece.kind == "paragraph" and is_prose(text_in(after)):
            in_bold = re.fullmatch(r"<p><b>(?P<words>[^<]{4,90}[^<.!?,;:…])</b></p>", piece.value)
            if in_bold and not re.match(r"[—–-]|\W*\d+\W*$", in_bold["words"]):
                made[place] = Block(kind="heading", value=html.unescape(in_bold["words"]))
    return tuple(made)


def bare(markup: str) -> str:
    """The plain words of small markup."""
    return one_line(html.unescape(re.sub(r"<[^>]+>", "", markup)))
