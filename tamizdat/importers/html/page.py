"""Take the story out of a saved page of any news site."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from tamizdat.desk.draft import Block, Draft
from tamizdat.importers import addresses, pictures, tongues
from tamizdat.importers.dates import is_mostly_a_date
from tamizdat.importers.decoding import decoded
from tamizdat.importers.found import BadFile, Finding, Found, Notes, Picture, Piece, Remark, Wishes
from tamizdat.importers.html import blocks, masthead, names, region, tree
from tamizdat.importers.html.captions import words_of
from tamizdat.importers.html.leading import lead_of
from tamizdat.importers.html.masthead import Masthead
from tamizdat.importers.leads import split_lead
from tamizdat.importers.opening import content_of
from tamizdat.importers.trimming import Passage, furniture_in
from tamizdat.importers.verdict import Cut, source_of
from tamizdat.importers.words import one_line


def found_in(file: Path, wishes: Wishes) -> Iterator[Finding]:
    """The one story of a page.  Raises BadFile for a page without any."""
    text, remark = decoded(content_of(file))
    if remark:
        yield Remark(f"{file.name}: {remark}")
    yield story(text, file, wishes)


def story(text: str, file: Path, wishes: Wishes) -> Found:
    """The story in a page's HTML."""
    root = tree.page(text)
    head = masthead.read(root, wishes.zone, masthead.saved_from(text))
    notes = Notes()
    region.clear(root)
    part = region.story_region(root, head.body)
    lead = lead_of(root, part, head)
    pieces = blocks.pieces(part, notes, head.address)
    kept, cut = _trimmed(_without_head(pieces, head))
    lead, body = split_lead(lead, kept)
    return _found(head, lead, body, cut, notes, file, wishes)


def _found(
    head: Masthead,
    lead: Picture | None,
    body: tuple[Piece, ...],
    cut: list[str],
    notes: Notes,
    file: Path,
    wishes: Wishes,
) -> Found:
    words = " ".join(words_of(piece) for piece in body if isinstance(piece, Block) and piece.kind == "paragraph")
    if len(words) < 40:
        raise BadFile(file, "no story was found in the page.", "Save the story's own page, or its text alone.")
    headline = head.headline or words[:80].rsplit(" ", 1)[0] + "…"
    album = pictures.Album((*wishes.media, file.parent), wishes.credit)
    placed = pictures.placed(album, lead, body, headline, notes)
    return Found(
        draft=Draft(
            headline=headline,
            language=tongues.chosen(f"{headline} {words}", head.language, wishes.language),
            source=source_of("html", head.address, words),
            deck=_deck(head.deck, words, headline),
            section=head.section,
            topics=head.topics,
            bylines=head.bylines,
            photo=placed.main,
            body=placed.body,
            published=head.published,
            changed=head.changed,
            former=tuple(filter(None, [addresses.former(head.address)])),
        ),
        status="published" if head.free else "members",
        pictures=placed.pictures,
        changed=notes.all(),
        cut=tuple(Cut.lines((), cut)),
        review=_review(head, cut, words),
    )


def _review(head: Masthead, cut: list[str], words: str) -> str:
    if not head.free:
        return "the page says that it was not free to read"
    return Cut.review((), cut, words) or ("" if head.headline else "no headline was found in the page")


def _deck(said: str, words: str, headline: str) -> str:
    """The page's description, unless it is the beginning of the text, cut off, or the headline again."""
    bare = re.sub(r"\s*(?:…|\.{3}|\[…\])$", "", said)
    if not bare or (bare != said and len(said) > 60):
        return ""
    start = one_line(words).casefold()[: len(bare) + 200]
    return "" if bare.casefold() in start or bare.casefold() == headline.casefold() else said


def _without_head(pieces: tuple[Piece, ...], head: Masthead) -> tuple[Piece, ...]:
    """The body without headline, deck, byline and date, which many pages keep inside it."""
    kept: list[Piece] = []
    prose = 0
    for piece in pieces:
        text = _text(piece)
        if prose < 2 and text and _is_of_head(text, head):
            continue
        prose += len(text) > 120
        kept.append(piece)
    return tuple(kept)


def _is_of_head(text: str, head: Masthead) -> bool:
    bare = text.casefold().strip(" .")
    if bare in (head.headline.casefold().strip(" ."), head.deck.casefold().strip(" .")):
        return True
    if len(text) > 160:
        return False
    people = names.people(text)
    if people and set(people) <= set(head.bylines):
        return True
    return is_mostly_a_date(text) and (len(text) <= 60 or any(name in text for name in head.bylines))


def _text(piece: Piece) -> str:
    if isinstance(piece, Picture):
        return ""
    if piece.kind in ("paragraph", "heading", "pullout"):
        return one_line(html.unescape(re.sub(r"<[^>]+>", "", str(piece.value))))
    return ""


def _trimmed(pieces: tuple[Piece, ...]) -> tuple[tuple[Piece, ...], list[str]]:
    """The pieces that are the story, and the words of those that are not."""
    weighed = [_passage(piece) for piece in pieces]
    verdicts = furniture_in(weighed)
    kept = tuple(piece for piece, is_cut in zip(pieces, verdicts, strict=True) if not is_cut)
    cut = [each.text for each, is_cut in zip(weighed, verdicts, strict=True) if is_cut]
    return blocks.tidied(kept), cut


def _passage(piece: Piece) -> Passage:
    if isinstance(piece, Picture):
        return Passage(piece.caption, fixed=True)
    if piece.kind == "list":
        markup = " | ".join(piece.value["entries"])
        return Passage(_bare(markup), _linked(markup), bullet=True)
    if piece.kind == "link":
        return Passage(piece.value["title"], fixed=True)
    if piece.kind in ("paragraph", "heading"):
        return Passage(_bare(str(piece.value)), _linked(str(piece.value)), heading=piece.kind == "heading")
    return Passage("", fixed=True)


def _bare(markup: str) -> str:
    return one_line(html.unescape(re.sub(r"<[^>]+>", "", markup)))


def _linked(markup: str) -> float:
    inside = sum(len(_bare(words)) for words in re.findall(r"<a [^>]*>(.*?)</a>", markup))
    whole = len(_bare(markup))
    return min(1.0, inside / whole) if whole else 0.0
