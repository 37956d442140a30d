"""Bring the press to what the desk says is published.

A glance files what editors have just done, and costs the same in every archive; a sweep compares everything.

The sweep is the truth: it asks nobody what happened, it compares.  A lost signal, a killed process, a row changed by
hand or a page restricted last night costs a minute, not a story.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tamizdat.desk import filing, timetable
from tamizdat.desk.bylines import Byline
from tamizdat.desk.marks import Mark
from tamizdat.desk.newsroom import Newsroom
from tamizdat.desk.photos import Photo
from tamizdat.desk.printed import next_moment, printed, stamps
from tamizdat.desk.sections import Section
from tamizdat.desk.standing import StandingPage
from tamizdat.desk.stories import Story, StoryByline, StoryTopic
from tamizdat.desk.topics import Topic
from tamizdat.desk.uses import PhotoUse
from tamizdat.press import filing as press
from tamizdat.press.copy import KINDS, Enclosure, Issue, Letters, Reach, Row, Support

OTHERS = (
    Reach.kind,
    Enclosure.kind,
    Letters.kind,
    Issue.kind,
    Support.kind,
)  # press, newsletter and support file those
OURS = tuple(kind for kind in KINDS if kind not in OTHERS)
CHUNK = 200  # pages made into copy at a time
GLANCED = 50  # marks that are looked at one by one
_MARK = re.compile(r"(?:desk\.)?(Story|StandingPage|rename|Section|Byline|Topic|Photo|Arrangement) (\d+)")
_SMALL: dict[str, Callable[[Iterable[int]], Iterable[Row]]] = {
    "Section": filing.sections,
    "Byline": filing.bylines,
    "Topic": filing.topics,
    "Photo": filing.photos,
}
_MODELS: dict[str, Any] = {"Section": Section, "Byline": Byline, "Topic": Topic, "Photo": Photo}

Told = Callable[[int, int], None]  # hears (pages done, of how many)


@dataclass(frozen=True)
class Swept:
    """What a sweep did."""

    filed: int  # rows of copy that are new or changed
    withdrawn: int
    due: datetime | None  # when time alone will next change what is public
    refused: tuple[str, ...] = ()  # scheduled pages that could not be printed, one line each
    whole: bool = True  # everything was compared


def glance(now: datetime) -> Swept | None:
    """File what marks name.  None where that is not enough: then a sweep has to compare everything.

    It is enough when pages were published or changed, or a byline, a topic, a section, a photo or a front page was, and
    nothing was withdrawn or deleted.  What is named no longer (the last story of a byline) is left to the next sweep.
    """
    done = timetable.keep(now)
    marks = list(Mark.objects.order_by("pk").values_list("pk", "what")[: GLANCED + 1])
    named = [_MARK.fullmatch(what) for _, what in marks]
    if not marks or len(marks) > GLANCED or not all(named):
        return None
    of: dict[str, set[int]] = defaultdict(set)
    for one in filter(None, named):
        of[one[1]].add(int(one[2]))
    pks = of["Story"] | of["StandingPage"] | of["rename"]
    found = {kind: _named_pages(model, pks, now) for kind, model in (("story", Story), ("page", StandingPage))}
    if sum(len(pages.keys) for pages in found.values()) != len(pks) or any(one.gone for one in found.values()):
        return None
    if any(model._default_manager.filter(pk__in=of[kind]).count() != len(of[kind]) for kind, model in _MODELS.items()):
        return None
    named_by_pages = _small_rows_of(pks, now)
    touched = [row for kind, made in _SMALL.items() for row in made(of[kind])]
    held = press.held_of(row.name for row in [*named_by_pages, *touched])
    filed = _file_small(named_by_pages + [row for row in touched if row.name in held], held)
    for kind, made in (("story", filing.stories), ("page", filing.standing_pages)):
        filed += _file_pages(kind, found[kind].printed, made, found[kind].held, None)
    Mark.objects.filter(pk__in=[pk for pk, _ in marks]).delete()
    return Swept(filed, 0, next_moment(now), done.refused, whole=False)


@dataclass(frozen=True)
class _Named:
    """The pages of one kind among those that marks name."""

    keys: frozenset[str]
    printed: dict[str, tuple[int, str]]  # key -> (id, stamp)
    held: dict[str, str]  # "story:KEY" -> stamp

    @property
    def gone(self) -> bool:
        """Does the press hold one that is printed no more?"""
        return any(name.partition(":")[2] not in self.printed for name in self.held)


def _named_pages(model: Any, pks: set[int], now: datetime) -> _Named:
    keys = frozenset(model.objects.filter(pk__in=pks).values_list("key", flat=True))
    kind = "story" if model is Story else "page"
    return _Named(keys, stamps(printed(model, now).filter(pk__in=pks)), press.held_of(f"{kind}:{key}" for key in keys))


def _small_rows_of(pks: set[int], now: datetime) -> list[Row]:
    """What these pages name; and the front pages, which may name them."""
    stories = Story.objects.filter(pk__in=pks)
    uses = PhotoUse.objects.filter(draft=False, page__in=pks)
    return [
        *filing.sections(_used(stories.exclude(section=None), "section")),
        *filing.bylines(_used(StoryByline.objects.filter(story__in=pks), "byline")),
        *filing.topics(_used(StoryTopic.objects.filter(story__in=pks), "topic")),
        *filing.photos(_used(uses, "photo")),
        *filing.arrangements(printed(Story, now)),
    ]


def sweep(now: datetime, thorough: bool = False, photos: bool = False, told: Told | None = None) -> Swept:
    """File what is published and differs from what the press holds; withdraw what it holds and nobody publishes.

    Pages are compared by a stamp; `thorough` makes all copy anew and compares that.  With `photos` the press is given
    the bytes of those that its store has lost.
    """
    newest = Mark.objects.order_by("-pk").values_list("pk", flat=True).first()
    done = timetable.keep(now)
    filed, withdrawn = _reconcile(now, thorough, photos, told)
    if newest:
        Mark.objects.filter(pk__lte=newest).delete()
    return Swept(filed, withdrawn, next_moment(now), done.refused)


def _reconcile(now: datetime, thorough: bool, photos: bool, told: Told | None) -> tuple[int, int]:
    stories, pages = printed(Story, now), printed(StandingPage, now)
    wanted = {"story": stamps(stories), "page": stamps(pages)}
    small = list(_small_rows(stories, pages, now))
    names = {row.name for row in small} | {f"{kind}:{key}" for kind, keys in wanted.items() for key in keys}
    # Thorough: as if the press held nothing; it compares what it is given by itself.
    held = {f"{kind}:{key}": stamp for kind in OURS for key, stamp in press.held(kind).items()}
    known = {} if thorough else held
    if photos:
        _keep_bytes([row.key for row in small if row.kind == "photo"])
    filed = _file_small(small, known)
    filed += _file_pages("story", wanted["story"], filing.stories, known, told)
    filed += _file_pages("page", wanted["page"], filing.standing_pages, known, None)
    return filed, press.withdraw(sorted(held.keys() - names))


def _small_rows(stories: Any, pages: Any, now: datetime) -> Iterator[Row]:
    """Everything that is not a page, as far as something printed names it: a byline kept for later is nobody's news."""
    yield filing.newsroom()
    yield from filing.sections(_used(stories, "section"))
    yield from filing.bylines(_used(StoryByline.objects.filter(story__in=stories.values("pk")), "byline"))
    yield from filing.topics(_used(StoryTopic.objects.filter(story__in=stories.values("pk")), "topic"))
    yield from filing.arrangements(stories)
    yield from filing.appeals(stories, now)
    uses = PhotoUse.objects.filter(draft=False)
    shown = {*_used(uses.filter(page__in=stories.values("pk")), "photo")}
    shown |= {*_used(uses.filter(page__in=pages.values("pk")), "photo")}
    logo = Newsroom.load().logo_id
    yield from filing.photos(shown | ({logo} if logo else set()))


def _used(rows: Any, name: str) -> set[int]:
    return set(rows.order_by().values_list(f"{name}_id", flat=True).distinct())


def _file_small(rows: list[Row], held: dict[str, str]) -> int:
    fresh = {row.name: row for row in rows if held.get(row.name) != row.digest()}
    _keep_bytes([row.key for row in fresh.values() if row.kind == "photo"])
    return press.file(fresh.values(), stamps={name: row.digest() for name, row in fresh.items()})


def _keep_bytes(digests: list[str]) -> None:
    for digest in digests:
        if not press.holds(digest):
            press.keep(Photo.objects.filter(digest=digest)[0].content)


def _file_pages(
    kind: str,
    wanted: dict[str, tuple[int, str]],
    made: Callable[[Iterable[int]], list[Any]],
    held: dict[str, str],
    told: Told | None,
) -> int:
    changed = [pk for key, (pk, stamp) in wanted.items() if held.get(f"{kind}:{key}") != stamp]
    filed = 0
    for start in range(0, len(changed), CHUNK):
        chunk = changed[start : start + CHUNK]
        rows = made(chunk)
        filed += press.file(rows, stamps={row.name: wanted[row.key][1] for row in rows if row.key in wanted})
        if told:
            told(start + len(chunk), len(changed))
    return filed
