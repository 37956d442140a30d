"""Take the story out of a saved page of any news site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tamizdat.desk.draft import Block, Draft
from tamizdat.importers import addresses, pictures, tongues
from tamizdat.importers.decoding import decoded
from tamizdat.importers.found import BadFile, Finding, Found, Notes, Picture, Piece, Remark, Wishes
from tamizdat.importers.html import blocks, masthead, region, tree
from tamizdat.importers.html.captions import words_of
from tamizdat.importers.html.cards import take_cards
from tamizdat.importers.html.heads import bare, completed, parted_at_headline, with_subheadings, without_head
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
    led_on = take_cards(part)
    pieces = blocks.pieces(part, notes, head.address)
    above, below = parted_at_headline(pieces, head)
    head = completed(head, below, wishes.zone)
    kept, cut = _trimmed(without_head(below, head), head)
    lead, body = split_lead(lead, with_subheadings(kept))
    return _found(head, lead, body, [*above, *led_on, *cut], notes, file, wishes)


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
            deck=_deck(head.decks, words, headline),
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


def _deck(said: tuple[str, ...], words: str, headline: str) -> str:
    """The first of a page's descriptions that is no beginning of the text, not cut off, and not the headline again."""
    start = one_line(words).casefold()
    for one in said:
        bare = re.sub(r"\s*(?:…|\.{3}|\[…\])$", "", one)
        is_whole = bare == one or len(one) <= 60
        if bare and is_whole and bare.casefold() not in start and bare.casefold() != headline.casefold():
            return one
    return ""


def _trimmed(pieces: tuple[Piece, ...], head: Masthead) -> tuple[tuple[Piece, ...], list[str]]:
    """The pieces that are the story, and the words of those that are not."""
    weighed = [_passage(piece) for piece in pieces]
    verdicts = furniture_in(weighed, head.bylines)
    verdicts = [is_cut or _is_lost(pieces, verdicts, place) for place, is_cut in enumerate(verdicts)]
    kept = tuple(piece for piece, is_cut in zip(pieces, verdicts, strict=True) if not is_cut)
    cut = [each.text for each, is_cut in zip(weighed, verdicts, strict=True) if is_cut]
    return blocks.tidied(kept), cut


def _is_lost(pieces: tuple[Piece, ...], verdicts: list[bool], place: int) -> bool:
    """A picture without words right beside furniture is a part of it."""
    piece = pieces[place]
    if not isinstance(piece, Picture) or piece.caption or piece.credit:
        return False
    return any(verdicts[place - 1 : place]) or any(verdicts[place + 1 : place + 2])


def _passage(piece: Piece) -> Passage:
    if isinstance(piece, Picture):
        return Passage(piece.caption, fixed=True)
    if piece.kind == "list":
        markup = " | ".join(piece.value["entries"])
        return Passage(bare(markup), _linked(markup), bullet=True)
    if piece.kind == "link":
        return Passage(piece.value["title"], fixed=True)
    if piece.kind in ("paragraph", "heading"):
        return Passage(bare(str(piece.value)), _linked(str(piece.value)), heading=piece.kind == "heading")
    return Passage("", fixed=True)


def _linked(markup: str) -> float:
    inside = sum(len(bare(words)) for words in re.findall(r"<a [^>]*>(.*?)</a>", markup))
    whole = len(bare(markup))
    return min(1.0, inside / whole) if whole else 0.0
