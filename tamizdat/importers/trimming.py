"""Tell a page's story from the furniture between and after its paragraphs.

Each passage is weighed alone, then by its neighbours: a box has a title, short lines and buttons that say nothing by
themselves.  What is cut is handed back, so that the report can show it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from tamizdat.importers import credits, cues
from tamizdat.importers.dates import is_mostly_a_date
from tamizdat.importers.furniture import Sort, is_prose, is_speech, sort_of
from tamizdat.importers.vocabulary import either
from tamizdat.importers.words import one_line

_TITLES_AFTER = 12  # a list that leads on is seldom longer
_GAP = 4  # short lines between two parts of one box
_LETTER = 12  # paragraphs of an appeal that is a letter
_GREETING = re.compile(rf"^(?:{either('greeting')})\b", re.IGNORECASE)
_CORRECTION = re.compile(rf"^\W*(?:{either('correction')})\b", re.IGNORECASE)
_ONE_SENTENCE = re.compile(r"[^.!?…]{15,}[.!?…][\"”»’)\]]*")
_MADE_BY = re.compile(rf"^(?:{either('made-by')})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Passage:
    """One block of a page as a reader sees it."""

    text: str
    linked: float = 0.0  # how much of it is a link, 0 to 1
    heading: bool = False
    bullet: bool = False
    fixed: bool = False  # never furniture: a picture's words, a quotation that the page marks as one


def furniture_in(passages: Sequence[Passage], bylines: Sequence[str] = ()) -> list[bool]:
    """For each passage whether it is furniture.  `bylines` wrote the story: what is said of them at its end is none."""
    return _Weighing(passages, bylines).verdicts()


class _Weighing:
    def __init__(self, passages: Sequence[Passage], bylines: Sequence[str] = ()) -> None:
        self.passages = passages
        self.bylines = tuple(bylines)
        self.sorts: list[Sort | None] = [None if each.fixed else _own_sort(each) for each in passages]
        self.labels = {place for place, sort in enumerate(self.sorts) if sort == "more"}
        self.prose = [_is_told(each) for each in passages]

    def verdicts(self) -> list[bool]:
        self._repeated()
        self._lists_that_lead_on()
        self._nothing_after()
        self._teasers()
        self._comments()
        self._letters()
        self._between()
        self._salutations()
        self._buttons_below()
        self._titles_of_boxes()
        self._about_who_wrote()
        self._after_the_end()
        return [sort is not None for sort in self.sorts]

    def _free(self, place: int) -> bool:
        """Whether a passage is there and still counts as story."""
        return 0 <= place < len(self.passages) and self.sorts[place] is None and not self.passages[place].fixed

    def _repeated(self) -> None:
        """A short line that a page says three times is a button."""
        seen = Counter(each.text.casefold() for each in self.passages)
        for place, each in enumerate(self.passages):
            if seen[each.text.casefold()] >= 3 and len(each.text) <= 60 and self._free(place) and not self.prose[place]:
                self.sorts[place] = "row"

    def _lists_that_lead_on(self) -> None:
        for start, sort in enumerate(self.sorts):
            if sort != "more" or re.search(r"[:：]\s*\S", self.passages[start].text):
                continue
            place = start + 1
            while place <= start + _TITLES_AFTER and self._is_title(place):
                self.sorts[place] = "more"
                place += 1

    def _teasers(self) -> None:
        """Other stories, each as a linked title, a date and a sentence; one alone may be the story's own link."""
        heads = [place for place in range(len(self.passages) - 1) if self._is_teaser(place)]
        for place in heads if len(heads) > 1 else []:
            after = place + 2
            below = after < len(self.passages) and self._free(after) and len(self.passages[after].text) <= 250
            for each in range(place, after + 1 if below else after):
                self.sorts[each] = "more"

    def _is_teaser(self, place: int) -> bool:
        linked = self.passages[place].linked >= 0.8 and self._free(place)
        return linked and self._free(place + 1) and is_mostly_a_date(self.passages[place + 1].text)

    def _comments(self) -> None:
        """From the heading of the readers' comments on, nothing is the story."""
        told = [place for place, is_told in enumerate(self.prose) if is_told]
        for place, each in enumerate(self.passages):
            before = sum(len(self.passages[at].text) for at in told if at < place)
            if len(each.text) <= 40 and cues.COMMENTS.match(each.text) and before > 400 and self._free(place):
                self.sorts[place:] = [
                    sort or (None if self.passages[at].fixed else "row")
                    for at, sort in enumerate(self.sorts[place:], place)
                ]
                return

    def _nothing_after(self) -> None:
        """After a label that leads on, near the end, where no two paragraphs follow each other: other stories."""
        for start, sort in enumerate(list(self.sorts)):
            label = self.passages[start].text
            if start not in self.labels or sort != "more" or len(label) > 40 or re.search(r"[:：]\s*\S", label):
                continue
            later = range(start + 1, len(self.passages))
            before = sum(len(self.passages[place].text) for place in range(start) if self._is_story(place))
            told = sum(len(self.passages[place].text) for place in later if self._is_story(place))
            pairs = any(self._is_story(place) and self._is_story(place + 1) for place in later)
            titles = len(list(takewhile(lambda place: self.sorts[place] == "more", later)))
            next_one = start + 1 + titles  # bare titles, then a paragraph without a cue: the story goes on
            goes_on = titles >= 2 and self._is_story(next_one) and not self._cues(next_one)
            if before > 2 * told and not pairs and not goes_on:
                for place in later:
                    if self._free(place) and not belongs_to_its_makers(self.passages[place].text):
                        self.sorts[place] = "more"
                return

    def _is_title(self, place: int) -> bool:
        if not self._free(place) or credits.of_photo(self.passages[place].text):
            return False
        each = self.passages[place]
        if each.linked >= 0.8:
            return len(each.text) <= 250
        finished = bool(re.search(r"[.…][\"”»’)]*$", each.text))
        return (
            len(each.text) <= 160
            and not finished
            and not (self.prose[place] and is_speech(each.text))
            and not _CORRECTION.match(each.text)
            and not self._stands_before_prose(place)
        )

    def _stands_before_prose(self, place: int) -> bool:
        """A heading of the story itself: short, then at least two paragraphs of it."""
        return self.passages[place].heading and all(self._is_story(place + step) for step in (1, 2))

    def _is_story(self, place: int) -> bool:
        return self._free(place) and self.prose[place]

    def _letters(self) -> None:
        """An appeal often is a letter: paragraphs beside it that speak as "we" to "you" belong to it."""
        for start, sort in enumerate(list(self.sorts)):
            if sort not in ("appeal", "letter"):
                continue
            for step in (-1, 1):
                place = start + step
                while abs(place - start) <= _LETTER and self._speaks_to_reader(place):
                    self.sorts[place] = sort
                    place += step

    def _speaks_to_reader(self, place: int) -> bool:
        if not self._free(place):
            return False
        found = cues.traits(one_line(self.passages[place].text))
        if "said" in found or is_speech(self.passages[place].text):
            return False
        return (
            {"we", "you"} <= found
            or ("we" in found and bool({"give", "money", "do it", "address"} & found))
            or ("you" in found and bool({"give", "address", "do it"} & found or {"money", "frequency"} <= found))
        )

    def _between(self) -> None:
        """What lies between two parts of a box belongs to it: short lines, or one paragraph that names nobody."""
        marked = [place for place, sort in enumerate(self.sorts) if sort]
        for before, after in pairwise(marked):
            inside = range(before + 1, after)
            if not 0 < len(inside) <= _GAP or not all(map(self._free, inside)):
                continue
            sentence = len(inside) == 1 and self._is_sentence(before + 1)
            if sentence and self.sorts[before] != self.sorts[after]:
                continue
            if all(self._is_small(place) for place in inside) or self._is_one_of_a_letter(before, after):
                for place in inside:
                    self.sorts[place] = self.sorts[before]

    def _is_small(self, place: int) -> bool:
        text = self.passages[place].text
        return (
            len(text) <= 90
            and not is_prose(text)
            and not is_speech(text)
            and not credits.of_photo(text)
            and not belongs_to_its_makers(text)
        )

    def _is_sentence(self, place: int) -> bool:
        """A short paragraph of a story: finished, and with no cue of a box."""
        text = self.passages[place].text
        told = bool(_ONE_SENTENCE.fullmatch(text)) and len(text.split()) >= 4
        found = self._cues(place)
        return told and self.passages[place].linked < 0.5 and (not found or (found == {"you"} and len(text) > 45))

    def _cues(self, place: int) -> frozenset[str]:
        """The traits of a passage that a story has no use for."""
        return cues.traits(one_line(self.passages[place].text)) - {"money", "said"}

    def _is_one_of_a_letter(self, before: int, after: int) -> bool:
        if after - before != 2 or not {self.sorts[before], self.sorts[after]} <= {"appeal", "letter"}:
            return False
        found = cues.traits(one_line(self.passages[before + 1].text))
        return "said" not in found and bool({"we", "you", "give", "money", "frequency"} & found)

    def _salutations(self) -> None:
        """A letter begins where it greets its readers."""
        for start, each in enumerate(self.passages):
            if not _GREETING.match(each.text) or len(each.text) > 80 or not self._free(start):
                continue
            end = next(
                (place for place in range(start + 1, min(start + 6, len(self.sorts))) if self.sorts[place]), start
            )
            if self.sorts[end] in ("appeal", "letter") and all(map(self._free, range(start, end))):
                self.sorts[start:end] = [self.sorts[end]] * (end - start)

    def _buttons_below(self) -> None:
        """Short lines that ask for something, right below a box that does."""
        for place in range(1, len(self.sorts)):
            if self.sorts[place - 1] in ("appeal", "letter") and self._free(place):
                below = list(takewhile(self._is_button, range(place, min(place + _GAP, len(self.sorts)))))
                asking = [each for each in below if self._asks(each)]
                for each in range(place, asking[-1] + 1 if asking else place):
                    self.sorts[each] = self.sorts[place - 1]

    def _is_button(self, place: int) -> bool:
        return self._free(place) and len(self.passages[place].text) <= 40 and self._is_small(place)

    def _asks(self, place: int) -> bool:
        found = cues.traits(one_line(self.passages[place].text))
        return bool({"do it", "give", "frequency", "money", "address"} & found)

    def _titles_of_boxes(self) -> None:
        """The short line right above a box, where it has a cue of its own or nothing of the story follows the box."""
        for place in range(len(self.passages) - 2, -1, -1):
            above = self.sorts[place + 1]
            if (
                above not in ("appeal", "letter", "more", "small print")
                or not self._free(place)
                or not self._is_small(place)
                or self._is_sentence(place)
            ):
                continue
            if self._cues(place) or not any(self._is_story(later) for later in range(place + 1, len(self.passages))):
                self.sorts[place] = above

    def _about_who_wrote(self) -> None:
        """The last paragraphs, where they begin with the name of somebody who wrote the story."""
        told = [place for place in range(len(self.passages)) if self._is_story(place)]
        while len(told) > 2 and self._is_of_author(self.passages[told[-1]].text):
            self.sorts[told.pop()] = "row"

    def _is_of_author(self, text: str) -> bool:
        named = any(" " in name and text.startswith(name) for name in self.bylines)
        return named and len(text) <= 300 and "said" not in cues.traits(one_line(text))

    def _after_the_end(self) -> None:
        """Once the last paragraph is over, unfinished short lines are tags, titles and buttons."""
        last = max((place for place in range(len(self.passages)) if self._is_story(place)), default=-1)
        for place in range(last + 1, len(self.passages)):
            each = self.passages[place]
            if last >= 0 and self._free(place) and not self.prose[place] and not belongs_at_the_end(each):
                self.sorts[place] = "row"


def _is_told(passage: Passage) -> bool:
    """Whether a passage tells: finished sentences, or somebody's line in a conversation."""
    said = is_speech(passage.text) and bool(re.search(r"[.!?…][\"”»]?$", passage.text)) and len(passage.text) >= 15
    return passage.linked < 0.5 and (is_prose(passage.text) or said)


def belongs_to_its_makers(text: str) -> bool:
    """Whether a line corrects the story or says who made it."""
    return bool(_CORRECTION.match(text) or _MADE_BY.match(text))


def belongs_at_the_end(passage: Passage) -> bool:
    """Whether a line after the last paragraph may be the story's: a correction, who made it, a finished sentence."""
    text = passage.text
    if belongs_to_its_makers(text) or credits.of_photo(text):
        return True
    return bool(re.search(r"[.!?…]$", text)) and len(text) >= 25 and passage.linked < 0.5


def _own_sort(passage: Passage) -> Sort | None:
    if _CORRECTION.match(passage.text):
        return None
    return sort_of(passage.text)
