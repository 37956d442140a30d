"""Cut a page that was saved as plain text into passages, whichever program saved it.

Browsers write a line a paragraph; lynx and w3m break lines at a width and indent them; readers write Markdown.  What
those programs add (numbers of links, addresses in angle brackets, marks of buttons) is taken off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from tamizdat.importers.dates import months
from tamizdat.importers.words import clean, one_line

_BULLET = re.compile(r"^\s*(?:[*•·‣▪●○+–-]|o(?= {2,}))\s+(?=\S)")
_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+(?=\S)")
_DIVIDER = re.compile(r"^\s*(?:(?:[*_=~•—–-]\s*){3,}|\*)\s*$")
_UNDERLINE = re.compile(r"^\s*(?:={4,}|-{4,})\s*$")
_MARKED_HEADING = re.compile(r"^\s*#{1,6}\s+(?P<text>.+?)\s*#*\s*$")
_LINK_NUMBERS = re.compile(r"\[\d{1,4}\](?=\S)")
_REFERENCES = re.compile(
    r"^\s*(?:References|Visible links|Hidden links|Ссылки|Verweise|Références)\s*:?\s*$", re.IGNORECASE
)
_REFERENCE = re.compile(r"^\s*\d{1,4}\.\s+(?:https?|mailto|file|ftp|javascript):", re.IGNORECASE)
_MARKDOWN_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<address>[^)\s]+)[^)]*\)")
_MARKDOWN_LINK = re.compile(r"\[(?P<words>[^\[\]]+)\]\((?:<)?[^)\s]+(?:\s+\"[^\"]*\")?\)")
_ADDRESS_AFTER = re.compile(r"\s*<(?:https?|mailto|javascript|file):[^<>\s]*>")
_DRAWN_IMAGE = re.compile(
    r"^\s*\[?(?:\(?(?:IMG|IMAGE|INLINE|Image|Изображение)\)?[:\]]?|[^\[\]\s]+\.(?:jpe?g|png|gif|webp|svg|avif))\]?\s*(?P<alt>[^\]]*)\]?\s*$"
)
_BUTTON = re.compile(r"\((?:BUTTON|SUBMIT)\)|\[(?:_{3,}|Submit|Search)\]|_{6,}", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A passage of the page: a paragraph, a heading, an entry of a list."""

    text: str
    bullet: str = ""  # "*" for a list, "1" for a numbered one
    heading: bool = False  # marked as one
    divider: bool = False
    image: bool = False  # only says that a picture stood here; the text is its description
    quoted: bool = False
    linked: float = 0.0
    apart: bool = True  # an empty line stands before it


def passages(text: str) -> list[Line]:
    """The page's passages in order."""
    raw = _without_references([line.expandtabs(4).rstrip() for line in clean(text).split("\n")])
    width = _wrapped_at(raw)
    return [line for group in _groups(raw, width) if (line := _line(*group))]


def _without_references(raw: list[str]) -> list[str]:
    """Without the list of addresses that lynx puts at the end, and the numbers that point into it."""
    for place in range(len(raw) - 1, -1, -1):
        if _REFERENCES.match(raw[place]) and any(map(_REFERENCE.match, raw[place + 1 : place + 6])):
            return [_LINK_NUMBERS.sub("", line) for line in raw[:place]]
    return raw


def _wrapped_at(raw: list[str]) -> int:
    """The width at which a program broke the lines; 0 where each line is a paragraph."""
    lengths = sorted(len(line) for line in raw if len(line) > 40)
    if len(lengths) < 6:
        return 0
    width = lengths[int(len(lengths) * 0.97)]
    if width > 140:
        return 0
    pairs = [(one, two) for one, two in pairwise(raw) if len(one) > 40 and two.strip()]
    full = [one for one, two in pairs if len(one) + 1 + len(two.split()[0]) > width]
    going_on = [two for _, two in pairs if two.strip()[:1].islower()]
    return width if pairs and len(full) >= len(pairs) * 0.6 and len(going_on) >= len(pairs) * 0.25 else 0


def _groups(raw: list[str], width: int) -> list[tuple[list[str], bool, bool]]:
    """Lines that make one passage, whether an empty line stood before, whether a line of marks stood after."""
    groups: list[tuple[list[str], bool, bool]] = []
    apart = True
    for line in raw:
        if not line.strip():
            apart = True
            continue
        if _UNDERLINE.match(line) and groups and not apart and len(groups[-1][0]) <= 2:
            groups[-1] = (groups[-1][0], groups[-1][1], True)
            apart = True
            continue
        if width and groups and not apart and _goes_on(groups[-1][0][-1], line, width):
            groups[-1][0].append(line)
        else:
            groups.append(([line], apart, False))
        apart = False
    return groups


def _goes_on(before: str, line: str, width: int) -> bool:
    if _BULLET.match(line) or _NUMBER.match(line) or _DIVIDER.match(line) or _MARKED_HEADING.match(before):
        return False
    return len(before) + 1 + len(line.split()[0]) > width


def _line(raw: list[str], apart: bool, underlined: bool) -> Line | None:
    first = raw[0]
    if len(raw) == 1 and _DIVIDER.match(first):
        return Line("", divider=True, apart=apart)
    whole = " ".join(part.strip() for part in raw)
    if image := (_MARKDOWN_IMAGE.fullmatch(whole.strip()) or _DRAWN_IMAGE.match(whole)):
        return Line(one_line(image["alt"] or ""), image=True, apart=apart)
    quoted = first.lstrip().startswith("> ")
    if quoted:
        whole = " ".join(part.strip().lstrip("> ") for part in raw)
    marked = _MARKED_HEADING.match(whole)
    bullet = (
        ""
        if marked
        else ("*" if _BULLET.match(whole) else "1" if _NUMBER.match(whole) and not _opens_with_date(whole) else "")
    )
    bare = marked["text"] if marked else _bare(whole, bullet)
    linked = _linked(bare)
    text = _undressed(bare)
    return Line(text, bullet, bool(marked) or underlined, quoted=quoted, linked=linked, apart=apart) if text else None


def _bare(text: str, bullet: str) -> str:
    return {"*": _BULLET, "1": _NUMBER}[bullet].sub("", text) if bullet else text


def _opens_with_date(text: str) -> bool:
    """Whether the number at the start is a day: "6. Juni 2025"."""
    words = text.split()
    return len(words) > 1 and words[1].strip(".,").casefold() in months()


def _in_columns(text: str) -> str:
    """A row of words set apart by wide spaces keeps its cells apart."""
    cells = [cell for cell in re.split(r"\s{3,}|\t+", text.strip()) if cell]
    return " | ".join(cells) if len(cells) >= 3 and max(len(cell.split()) for cell in cells) <= 4 else text


def _linked(text: str) -> float:
    words = "".join(found["words"] for found in _MARKDOWN_LINK.finditer(text))
    bare = _undressed(text)
    return min(1.0, len(words) / len(bare)) if bare else 0.0


def _undressed(text: str) -> str:
    """Without the marks that the saving program put in."""
    text = _MARKDOWN_LINK.sub(lambda found: found["words"], _MARKDOWN_IMAGE.sub("", text))
    text = _BUTTON.sub(" ", _ADDRESS_AFTER.sub("", text))
    text = _in_columns(text)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<!\w)[_*](?=\S)([^_*]+?)(?<=\S)[_*](?!\w)", r"\1", text)
    return one_line(text)
