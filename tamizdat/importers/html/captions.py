"""Join a picture with the caption and credit that stand after it as ordinary lines.

Old pages often have no figure: the picture is followed by a line in italics, or by a line that ends as only credits
end.  A longer paragraph, or one without such a shape, stays a paragraph of the story.
"""

from __future__ import annotations

import dataclasses
import html
import re

from tamizdat.desk.draft import Block
from tamizdat.importers import credits
from tamizdat.importers.found import Picture, Piece
from tamizdat.importers.words import one_line

LONGEST = 400  # letters in a caption
SHORT = 260  # letters in a caption that only the credit after it makes one


def with_captions(body: list[Piece]) -> list[Piece]:
    """The same body, each picture having taken the one or two lines after it that are its own."""
    kept: list[Piece] = []
    place = 0
    while place < len(body):
        piece, before = body[place], kept[-1] if kept else None
        if isinstance(before, Picture) and isinstance(piece, Block):
            after = body[place + 1] if place + 1 < len(body) else None
            if both := _both(before, piece, after):
                kept[-1] = both
                place += 2
                continue
            if taken := _taken(before, piece):
                kept[-1] = taken
                place += 1
                continue
        kept.append(piece)
        place += 1
    return kept


def _both(picture: Picture, line: Block, after: Piece | None) -> Picture | None:
    """The picture with the caption on the one line and the credit on the next; None when they are not that."""
    if picture.caption or picture.credit or line.kind != "paragraph" or not isinstance(after, Block):
        return None
    if after.kind != "paragraph" or "<a " in line.value or len(words_of(line)) > SHORT:
        return None
    who = credits.of_photo(words_of(after))
    return dataclasses.replace(picture, caption=words_of(line), credit=who) if who else None


def _taken(picture: Picture, line: Block) -> Picture | None:
    """The picture with this line's caption or credit; None when the line is not its own."""
    if line.kind != "paragraph" or (picture.caption and picture.credit):
        return None
    text = words_of(line)
    if len(text) > LONGEST or "<a " in line.value:
        return None
    if who := credits.named(text):
        return None if picture.credit else dataclasses.replace(picture, credit=who)
    if picture.caption or picture.credit:
        return None
    caption, who = credits.parted(text)
    if who:
        return dataclasses.replace(picture, caption=caption, credit=who)
    apart = re.fullmatch(r"<p><i>(?P<caption>[^<]*)</i> \((?P<who>[^()<]{3,80})\)</p>", line.value)
    if apart:
        return dataclasses.replace(picture, caption=html.unescape(apart["caption"]), credit=html.unescape(apart["who"]))
    in_italics = re.fullmatch(r"<p><i>[^<]*</i></p>", line.value)
    return dataclasses.replace(picture, caption=text) if in_italics else None


def words_of(block: Block) -> str:
    """The plain words of a paragraph."""
    return one_line(html.unescape(re.sub(r"<[^>]+>", "", block.value)))
