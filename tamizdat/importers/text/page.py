"""Take the story out of a page that was saved as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tamizdat.desk.draft import Block, Draft
from tamizdat.importers import credits, fit, pictures, tongues
from tamizdat.importers.decoding import decoded
from tamizdat.importers.found import BadFile, Finding, Found, Notes, Picture, Piece, Remark, Wishes
from tamizdat.importers.furniture import is_prose, is_speech, sort_of
from tamizdat.importers.leads import split_lead
from tamizdat.importers.opening import content_of
from tamizdat.importers.text import head as heads
from tamizdat.importers.text.extent import heaviest, weight
from tamizdat.importers.text.lines import Line, passages
from tamizdat.importers.trimming import Passage, belongs_at_the_end, furniture_in
from tamizdat.importers.verdict import Cut, source_of

_ALL_QUOTED = re.compile(r"[‘“«„\"'][^‘’“”«»„\"]{4,70}[^.,:;][’”»“\"']")  # a subheading that is somebody's words
_CAPTION = 260  # letters: a line before a credit that is longer is a paragraph


def found_in(file: Path, wishes: Wishes) -> Iterator[Finding]:
    """The one story of a page.  Raises BadFile for a page without any."""
    text, remark = decoded(content_of(file))
    if remark:
        yield Remark(f"{file.name}: {remark}")
    yield story(text, file, wishes)


def story(text: str, file: Path, wishes: Wishes) -> Found:
    """The story in a page's text."""
    lines = passages(text)
    head = heads.read(lines, wishes.zone)
    headline = head.headline or _first_words(lines, file)
    rest = [line for place, line in enumerate(lines) if place >= head.starts and place not in head.used]
    pieces, cut = _trimmed(_with_pictures(rest, head.bylines), headline, head.bylines)
    before = [line.text for line in lines[: max(0, head.starts - 1)]]
    notes = Notes()
    lead, body = split_lead(None, tuple(_set(pieces)))
    placed = pictures.placed(pictures.Album((), wishes.credit), lead, body, headline, notes)
    words = " ".join(line.text for line in pieces if isinstance(line, Line))
    if not words:
        raise BadFile(file, "no story was found in the page.", "Take the story's text alone and try again.")
    return Found(
        draft=Draft(
            headline=headline,
            language=tongues.chosen(f"{headline} {words}", "", wishes.language),
            source=source_of("text", "", text),
            deck=head.deck,
            bylines=head.bylines,
            published=head.published,
            body=placed.body,
        ),
        pictures=placed.pictures,
        changed=notes.all(),
        cut=tuple(Cut.lines(before, cut)),
        review=Cut.review(before, cut, words) or ("" if head.headline else "no headline was found in the page"),
    )


def _first_words(lines: Sequence[Line], file: Path) -> str:
    first = next((line.text for line in lines if is_prose(line.text)), "")
    if not first:
        raise BadFile(file, "no story was found in the page.", "Take the story's text alone and try again.")
    return first if len(first) <= 80 else first[:80].rsplit(" ", 1)[0] + "…"


Part = Line | Picture


def _with_pictures(lines: Sequence[Line], bylines: Sequence[str]) -> list[Part]:
    """The lines, those that are a picture's caption and credit made into the picture."""
    parts: list[Part] = []
    for line in lines:
        who = credits.of_photo(line.text) if len(line.text) <= 160 and not _is_other(line) else ""
        if line.text in bylines and parts and isinstance(parts[-1], Line) and _is_open_line(parts[-1]):
            who = line.text  # who wrote the story took the photo
        if who:
            parts.append(_credited(parts, who))
            continue
        caption, in_line = credits.parted(line.text) if len(line.text) <= 400 and not _is_other(line) else ("", "")
        if in_line and caption and credits.is_at_end(line.text):
            _drop_mark(parts)
            parts.append(Picture(address="", caption=caption, credit=in_line))
        else:
            parts.append(line)
    return [part for part in parts if isinstance(part, Picture) or not part.image]


def _is_open_line(line: Line) -> bool:
    return _may_be_caption(line) and not is_prose(line.text) and not line.text.endswith((".", "?", "!"))


def _is_other(line: Line) -> bool:
    """Whether a line that looks like a credit is something else: an entry of a list, a row of the site."""
    return bool(line.bullet or line.divider or sort_of(line.text))


def _credited(parts: list[Part], who: str) -> Picture:
    """The picture of a credit, with the caption that stands on the line above it."""
    above = parts[-1] if parts else None
    caption = ""
    if isinstance(above, Line) and _may_be_caption(above):
        parts.pop()
        caption = above.text
    _drop_mark(parts)
    return Picture(address="", caption=caption, credit=who)


def _drop_mark(parts: list[Part]) -> None:
    if parts and isinstance(parts[-1], Line) and parts[-1].image:
        parts.pop()


def _may_be_caption(line: Line) -> bool:
    if _is_other(line) or line.heading or line.quoted or len(line.text) > _CAPTION or line.text.endswith(":"):
        return False
    return line.image or len(re.findall(r"[.!?…]+(?:\s|$)", line.text)) <= 2


def _trimmed(parts: list[Part], headline: str, bylines: tuple[str, ...]) -> tuple[list[Part], list[str]]:
    """The parts that are the story, and the words of those that are not."""
    weighed = [
        Passage(part.caption, fixed=True)
        if isinstance(part, Picture)
        else Passage(part.text, part.linked, part.heading, bool(part.bullet), fixed=part.divider or part.quoted)
        for part in parts
    ]
    verdicts = _outside(parts, weighed, furniture_in(weighed, bylines))
    kept = [part for part, is_cut in zip(parts, verdicts, strict=True) if not is_cut]
    cut = [part.text for part, is_cut in zip(parts, verdicts, strict=True) if is_cut and isinstance(part, Line)]
    kept = [part for part in kept if isinstance(part, Picture) or part.text != headline]
    return _without_loose_pictures(kept), cut


def _outside(parts: list[Part], weighed: list[Passage], verdicts: list[bool]) -> list[bool]:
    """The verdicts, with all that lies before the first paragraph or after the last one's stretch cut too."""
    start, end = heaviest(
        [
            weight(each.text, is_cut or each.fixed or each.bullet or each.heading)
            for each, is_cut in zip(weighed, verdicts, strict=True)
        ]
    )
    if start == end:
        return verdicts
    while end < len(parts) and (verdicts[end] or belongs_at_the_end(weighed[end])):
        end += 1
    first = next((place for place in range(start) if _opens(weighed[place], parts[place])), start)
    return [is_cut or not _is_near(parts, place, first, start, end) for place, is_cut in enumerate(verdicts)]


def _opens(passage: Passage, part: Part) -> bool:
    """Whether something before the first paragraph is the story's own: a picture's words, a finished sentence."""
    return isinstance(part, Picture) or is_prose(passage.text) or bool(re.search(r"[.!?…]$", passage.text))


def _is_near(parts: list[Part], place: int, first: int, start: int, end: int) -> bool:
    part = parts[place]
    if place < start:
        own = (
            isinstance(part, Picture)
            or (bool(re.search(r"[.!?…:»”]$", part.text)) and len(part.text) >= 25)
            or part.heading
        )
        return first <= place and own
    return place < end


def _without_loose_pictures(parts: list[Part]) -> list[Part]:
    """Credits after the last words of the story belong to the pictures of other stories."""
    while parts and isinstance(parts[-1], Picture) and not parts[-1].caption:
        parts.pop()
    return parts


def _set(parts: list[Part]) -> Iterator[Piece]:
    """The parts as blocks."""
    place = 0
    while place < len(parts):
        part = parts[place]
        if isinstance(part, Picture):
            yield part
        elif part.divider:
            yield from _divider(parts, place)
        elif part.bullet:
            run = _run(parts, place)
            yield Block(
                kind="list", value={"ordered": part.bullet == "1", "entries": [_plain(each.text) for each in run]}
            )
            place += len(run) - 1
        elif part.quoted:
            yield Block(kind="quote", value={"text": part.text, "who": ""})
        elif _is_heading(parts, place):
            yield Block(kind="heading", value=part.text)
        else:
            yield fit.paragraph(part.text)
        place += 1


def _divider(parts: list[Part], place: int) -> Iterator[Block]:
    if 0 < place < len(parts) - 1:
        yield Block(kind="divider", value=None)


def _run(parts: list[Part], place: int) -> list[Line]:
    run: list[Line] = []
    first = parts[place]
    assert isinstance(first, Line)
    for part in parts[place:]:
        if not isinstance(part, Line) or part.bullet != first.bullet:
            break
        run.append(part)
    return run


def _plain(text: str) -> str:
    return str(fit.paragraph(text).value).removeprefix("<p>").removesuffix("</p>")


def _is_heading(parts: list[Part], place: int) -> bool:
    """Marked as one; or short, unfinished, and between paragraphs."""
    part = parts[place]
    assert isinstance(part, Line)
    if part.heading:
        return True
    after = parts[place + 1] if place + 1 < len(parts) else None
    if after is not None and isinstance(after, Line) and is_prose(after.text) and _ALL_QUOTED.fullmatch(part.text):
        return True
    if is_speech(part.text) or not isinstance(after, Line) or len(part.text) > 90:
        return False
    if not is_prose(after.text) and not (is_speech(after.text) and re.search(r"[.!?…]$", after.text)):
        return False
    return (not re.search(r"[.!?,;:…]$|^[—–-]|[”»\"]$", part.text) and part.text[:1].isupper()) or bool(
        re.search(r"^[^.!]{8,80}\?$", part.text)
    )
