"""Find the head of a story in a plain-text page: headline, deck, byline, date.

Nothing says where it is, so each early passage is weighed: a headline is a line of some length that is no way around
the site, stands close before a date, a byline or the first paragraphs, and often stands in the page's title too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from tamizdat.importers import credits, cues
from tamizdat.importers.dates import is_mostly_a_date, moment
from tamizdat.importers.found import UTC
from tamizdat.importers.furniture import is_prose, sort_of
from tamizdat.importers.html import names
from tamizdat.importers.text.extent import heaviest, weight
from tamizdat.importers.text.lines import Line
from tamizdat.importers.vocabulary import either

_EARLY = 120  # passages among which the page's title stands
_SHORTEST = 20  # letters of a headline above another line that could be one
_CLOSE = 6.0  # how near the worth of a headline and its deck may lie
# As a picture's line ends: "Ann Lee/Coastal Press", "(Coastal Press)", "COASTAL PRESS".
_NAMED_LAST = re.compile(r"^\(|[^\W\d_]+ ?/ ?[^\W\d_]+(?: \w+){0,2}$|\([A-Z][^()]{2,60}\)$|[A-Z][A-Z /]{8,}$")
_BEFORE = 60  # passages before the first paragraph among which a headline is looked for
_BY = re.compile(rf"^(?:[A-Z]\w+\s+)?(?:{either('byline')})\b\s*[:：]?\s+(?P<who>\S.*)$", re.IGNORECASE)
_SIGNED = re.compile(r"^(?:\S+\s+){1,3}By (?P<who>[A-Z]\S+ [A-Z]\S+(?: [A-Z]\S+)?)$")  # "National Desk By Ann Lee"
_READING = re.compile(r"^\W*(?:\d+\s*(?:min(?:ute)?s?|мин\w*)\b.*|время чтения.*|reading time.*)$", re.IGNORECASE)
_TAG = re.compile(rf"^(?:{either('genre')})$", re.IGNORECASE)


@dataclass(frozen=True)
class Head:
    headline: str
    deck: str
    bylines: tuple[str, ...]
    published: datetime | None
    starts: int  # place of the first passage after the headline
    used: frozenset[int]  # places of passages that are no part of the body


def read(lines: Sequence[Line], zone: tzinfo) -> Head:
    """The head of a page."""
    at = _headline(lines)
    if at < 0:
        return Head("", "", (), None, 0, frozenset())
    headline = _without_site(lines[at].text, lines)
    end = _end_of_head(lines, at)
    used = {place for place in range(at, end) if _is_head_matter(lines[place]) or _name_with_date(lines, place)}
    used |= {at}
    deck_at = _deck(lines, at, end)
    used |= {deck_at} if deck_at >= 0 else set()
    near = [*range(at + 1, end), *range(max(0, at - 4), at)]
    late = range(max(end, len(lines) - 40), len(lines))
    return Head(
        headline=headline,
        deck=lines[deck_at].text if deck_at >= 0 else "",
        bylines=_bylines(lines, near, at) or _bylines(lines, late, len(lines)),
        published=next(
            (when for place in near if _is_date(lines[place].text) and (when := moment(lines[place].text, zone))), None
        ),
        starts=at + 1,
        used=frozenset(used),
    )


def _headline(lines: Sequence[Line]) -> int:
    start, end = _story(lines)
    told = _stems(" ".join(line.text for line in lines[start + 1 : min(end, start + 12)]))
    first = max(0, start - _BEFORE)
    scores = {place: _weight(lines, place, start, told) for place in range(first, min(start + 1, len(lines)))}
    best = max(scores, key=lambda place: scores[place], default=-1)
    if best < 0 or scores[best] <= 0:
        return -1
    # A deck often says more of the story's words; the headline is what stands above it.
    above = best - 1
    if above in scores and not lines[best].heading and len(lines[above].text) >= _SHORTEST:
        return above if scores[above] > max(0.0, scores[best] - _CLOSE) else best
    return best


def _story(lines: Sequence[Line]) -> tuple[int, int]:
    """About where the story's paragraphs begin and end."""
    weights = [
        0.0 if _is_head_matter(line) or sort_of(line.text) else weight(line.text, _is_apart(line)) for line in lines
    ]
    return heaviest(weights)


def _is_apart(line: Line) -> bool:
    return bool(line.image or line.divider or line.heading or line.bullet or credits.of_photo(line.text))


def _stems(text: str) -> set[str]:
    """Words of some length without their endings, which change in most languages."""
    return {word[:5] for word in re.findall(r"[^\W\d_]{4,}", text.casefold())}


def _weight(lines: Sequence[Line], place: int, start: int, told: set[str]) -> float:
    line = lines[place]
    words = line.text.split()
    if len(line.text) < 12 or line.image or line.divider or line.quoted or _is_head_matter(line) or sort_of(line.text):
        return -10
    if len(line.text) > 420 or (is_prose(line.text) and len(line.text) > 200) or credits.of_photo(line.text):
        return -10
    after = lines[place + 1 : place + 7]
    worth = 8.0 if line.heading else 0.0
    worth += _by_head_matter(lines, place)
    worth -= 4 if is_prose(line.text) and line.text.endswith(".") else 0
    worth -= 10 if _NAMED_LAST.search(line.text) else 0
    worth += 2 if any(is_prose(each.text) for each in after) else -2
    worth += 2 if len(words) >= 4 or len(line.text) > 25 else 0
    worth += 1 if 25 <= len(line.text) <= 200 else 0
    worth += 4 if _is_said_twice(lines, place) else 0
    worth -= 4 if line.bullet else 0
    worth -= 8 if names.is_a_name(line.text) and _beside_date(lines, place) else 0
    worth -= 2 if line.text.endswith((".", ":", ";", ",")) else 0
    worth -= 3 if line.linked > 0.8 else 0
    worth -= 3 if _titles_around(lines, place) else 0
    worth -= 2 if re.search(r"\s[|—–·»-]\s[^|—–·»-]{2,30}$", line.text) and not _is_said_twice(lines, place) else 0
    own = _stems(line.text)
    worth += 4 * len(own & told) / len(own) if len(own) > 1 else 0
    worth -= 5 if cues.share_of(cues.AROUND, line.text) >= 0.4 else 0
    worth -= 5 if sum(1 for each in lines if each.text == line.text) >= 3 else 0
    return worth - max(0, start - place) * 0.08


def _by_head_matter(lines: Sequence[Line], place: int) -> float:
    """A headline stands right above a date or a byline; what stands only below one is a picture's line."""
    if any(_is_byline(each.text) or _is_date(each.text) for each in lines[place + 1 : place + 4]):
        return 6
    if any(map(_is_head_matter, lines[place + 1 : place + 6])):
        return 3
    return -6 if any(map(_is_head_matter, lines[max(0, place - 6) : place])) else 0


def _is_said_twice(lines: Sequence[Line], place: int) -> bool:
    """Whether another early line, the page's title, holds the same words and some more or none."""
    text = lines[place].text.casefold()
    others = (each.text.casefold() for at, each in enumerate(lines[:_EARLY]) if at != place)
    return any(_is_title_of(text, other) for other in others)


def _is_title_of(text: str, other: str) -> bool:
    """Whether a page's title is this headline, with or without the paper's name after or before it."""
    if other == text:
        return len(text) >= 15
    rest = other.removeprefix(text) if other.startswith(text) else other.removesuffix(text)
    return rest != other and len(rest) <= 60 and bool(re.fullmatch(r"\s*[|—–·»:-]\s.*|.*\s[|—–·»:-]\s*", rest))


def _titles_around(lines: Sequence[Line], place: int) -> bool:
    """In a list of other stories, lines of the same kind stand on both sides."""
    near = (*lines[max(0, place - 2) : place], *lines[place + 1 : place + 3])
    alike = [
        each for each in near if 20 < len(each.text) < 200 and not is_prose(each.text) and not _is_head_matter(each)
    ]
    return len(alike) >= 3


def _beside_date(lines: Sequence[Line], place: int) -> bool:
    near = [lines[at].text for at in (place - 1, place + 1) if 0 <= at < len(lines)]
    return any(_is_date(text) for text in near)


def _is_head_matter(line: Line) -> bool:
    """A date, a byline, the time it takes to read, the name of a section."""
    return bool(_is_date(line.text) or _is_byline(line.text) or _READING.match(line.text) or _TAG.match(line.text))


def _is_date(text: str) -> bool:
    return len(text) <= 100 and is_mostly_a_date(text)


def _is_byline(text: str) -> bool:
    return bool(_who(text))


def _who(text: str) -> list[str]:
    """The names in a byline that says that it is one: "By Ann Lee, 14 May 2025"."""
    found = _BY.match(text) or _SIGNED.match(text)
    if not found or len(text) > 160 or re.search(r"[.!?]$", text):
        return []
    who = re.split(r"\s*[,|•·—–]\s*(?=[^,|•·—–]*\d)", found["who"])[0]
    words = re.findall(r"[^\W\d_]+", who)
    capitals = [word for word in words if word[:1].isupper()]
    return names.people(who) if words and len(capitals) >= len(words) * 0.5 else []


def _name_with_date(lines: Sequence[Line], place: int) -> list[str]:
    """Names that stand alone beside the date, or before it on its line."""
    text = lines[place].text
    if _is_date(text):
        first = re.split(r"\s*[,|•·—–]\s*", text)[0]
        return [first] if names.is_a_name(first) and not re.search(r"\d", first) and not moment(first, UTC) else []
    people = names.people(text) if len(text) <= 100 else []
    are_names = people and all(map(names.is_a_name, people)) and not re.search(r"[.!?:]$", text)
    return people if are_names and _beside_date(lines, place) and not _TAG.match(text) else []


def _end_of_head(lines: Sequence[Line], at: int) -> int:
    """The place after the last date or byline that stands close below the headline."""
    end = at + 1
    for place in range(at + 1, min(at + 9, len(lines))):
        text = lines[place].text
        if _is_head_matter(lines[place]):
            end = place + 1
        elif is_prose(text) and (len(text) > 350 or (end > at + 1 and _tells(text))):
            break
        elif sort_of(text) == "more":
            break  # the dates below are those of other stories
        elif _name_with_date(lines, place):
            end = place + 1
    return end


def _tells(text: str) -> bool:
    """Whether a paragraph, and not a deck, is what follows the byline: two sentences, or a long one."""
    return len(text) > 200 or len(re.findall(r"[.!?…][”»\"’)]*(?:\s|$)", text)) > 1


def _deck(lines: Sequence[Line], at: int, end: int) -> int:
    """The line between the headline and the date or byline; or, after them, none."""
    for place in range(at + 1, end):
        line = lines[place]
        if (
            30 <= len(line.text) <= 400
            and not _name_with_date(lines, place)
            and not _is_head_matter(line)
            and not line.image
            and not sort_of(line.text)
        ):
            if _is_pictures(lines, place) or line.text.casefold() == lines[at].text.casefold():
                continue
            return place
    after = lines[end : end + 3]  # below the byline, and above the picture
    if len(after) == 3 and any(_is_credit(each.text) for each in after[1:]):
        first, is_open = after[0], not re.search(r"[.!?…:]$", after[0].text)
        if is_open and 30 <= len(first.text) <= 300 and not first.image and not sort_of(first.text):
            return -1 if _is_pictures(lines, end) else end
    return -1


def _is_credit(text: str) -> bool:
    return bool(credits.of_photo(text)) or credits.is_at_end(text) or names.is_a_name(text)


def _is_pictures(lines: Sequence[Line], place: int) -> bool:
    """Whether a line is a picture's caption or credit."""
    if credits.parted(lines[place].text)[1]:
        return True
    return place + 1 < len(lines) and bool(credits.of_photo(lines[place + 1].text))


def _bylines(lines: Sequence[Line], places: Sequence[int], at: int) -> tuple[str, ...]:
    inside = [place for place in places if 0 <= place < len(lines)]
    for place in inside:
        if who := _who(lines[place].text):
            return tuple(who)
    return next((tuple(who) for place in inside if place > at and (who := _name_with_date(lines, place))), ())


def _without_site(text: str, lines: Sequence[Line]) -> str:
    """The headline without the paper's name, where another line says it so."""
    shorter = [each.text for each in lines[:_EARLY] if 12 < len(each.text) < len(text) and text.startswith(each.text)]
    return max(shorter, key=len, default=text)
