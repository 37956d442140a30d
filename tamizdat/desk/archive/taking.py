"""Take: a newsroom that has nothing yet becomes equal to the one an archive was given by.

Keys, addresses, dates and names stay.  All of it or nothing: one transaction for each database, and photos that came
with an archive that was refused are removed again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import Error as DatabaseFault
from django.db import transaction
from wagtail.models import Locale, Page, PageViewRestriction

from tamizdat.desk import stripping
from tamizdat.desk.archive import pages
from tamizdat.desk.archive.form import MEDIA, PAGES, PARTS, Unfit
from tamizdat.desk.archive.reading import Archive, opened
from tamizdat.desk.arrangement import Arrangement, Pick
from tamizdat.desk.bylines import Byline, BylineName
from tamizdat.desk.frozen import FormerAddress
from tamizdat.desk.marks import leave
from tamizdat.desk.newsroom import Newsroom, NewsroomName, Paper
from tamizdat.desk.opening import open_newsroom, open_paper
from tamizdat.desk.photos import FOLDER, Photo
from tamizdat.desk.refusal import Refused
from tamizdat.desk.sections import Section, SectionName
from tamizdat.desk.standing import StandingPage
from tamizdat.desk.stories import Story
from tamizdat.desk.topics import Topic, TopicName
from tamizdat.press.shelving import take_bounds

Told = Callable[[str, int, int], None]  # hears (phase, done, of how many)
Line = dict[str, Any]
FULL = (Story, StandingPage, Section, Topic, Byline, Photo)


@dataclass(frozen=True)
class Taken:
    """What came, or would come."""

    stories: int
    pages: int
    photos: int


def take(file: Path, told: Told, *, dry: bool = False) -> Taken:
    """Raises Unfit when the file is no archive that can be taken, Refused when the newsroom has something already."""
    if not dry and (there := next((model for model in FULL if model._default_manager.exists()), None)):
        name = there._meta.verbose_name_plural
        raise Refused(
            f"the newsroom has {name} already, and an archive is taken into an empty one. Make one with `init`."
        )
    with opened(file, told) as archive:
        kinds = Counter(line.get("kind") for line in archive.lines(PAGES))
        photos = sum(1 for _ in archive.lines("photos.jsonl"))
        found = Taken(kinds["story"], kinds["page"], photos)
        if not dry:
            with _whole_or_nothing() as written:
                _Taking(archive, found, told, written).all()
            leave("an archive was taken in")
    return found


@contextmanager
def _whole_or_nothing() -> Iterator[list[Path]]:
    """Gives a list for the files that are written, to be removed when it comes to nothing."""
    written: list[Path] = []
    try:
        with transaction.atomic(), transaction.atomic(using="press"):
            yield written
    except BaseException as error:
        for path in written:
            path.unlink(missing_ok=True)
        known = (KeyError, TypeError, ValueError, AttributeError, ValidationError, DatabaseFault, Refused)
        if isinstance(error, known) and not isinstance(error, Unfit):
            raise Unfit(f"it says what cannot be: {_why(error)}.") from error
        raise


def _why(error: BaseException) -> str:
    said = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return f"{type(error).__name__}, {' '.join(said.split())[:200]}"


class _Taking:
    """One archive being taken in."""

    def __init__(self, archive: Archive, found: Taken, told: Told, written: list[Path]) -> None:
        self.archive, self.found, self.told, self.written = archive, found, told, written
        self.photo_rows: dict[str, Photo] = {}
        self.logo: str | None = None

    def all(self) -> None:
        for part in PARTS:
            getattr(self, part.removesuffix(".jsonl"))(self.archive.lines(part))

    def newsroom(self, lines: Iterator[Line]) -> None:
        (line,) = lines
        languages = list(line["languages"])
        if sorted(line["papers"]) != sorted(languages):
            raise Unfit("newsroom.jsonl names papers in other languages than it prints in.")
        _only_these_languages(languages)
        main = line["main"] or languages[0]
        first = [main, *(language for language in languages if language != main)]
        open_newsroom(line["name"], first, line["address"], line["time_zone"])
        room = Newsroom.load()
        for name in ("uid", "strapline", "email", "security_contact", "colour"):
            setattr(room, name, str(line[name]))
        room.main = _locale(line["main"]) if line["main"] else None
        room.translations = [
            NewsroomName(locale=_locale(language), **words) for language, words in line["translations"].items()
        ]
        room.full_clean(exclude=["logo"])
        room.save()
        for language, title in line["papers"].items():
            open_paper(_locale(language))
            Paper.objects.filter(locale__language_code=language).update(title=title, draft_title=title)
        self.logo = line["logo"]

    def photos(self, lines: Iterator[Line]) -> None:
        for number, line in enumerate(lines, 1):
            self.photo_rows[line["photo"]] = self._photo(line)
            self.told("import", number, self.found.photos)
        if self.logo:
            room = Newsroom.load()
            room.logo = self.photo_rows[self.logo]
            room.save()

    def _photo(self, line: Line) -> Photo:
        if not MEDIA.fullmatch(line["file"]) or line["file"] not in self.archive.names:
            raise Unfit(f"photos.jsonl names {line['file']!r:.80}, which is not there.")
        content = self.archive.photo(line["file"])
        words = {name: str(line[name]) for name in ("caption", "credit", "alt")}
        digest = hashlib.sha256(content).hexdigest()
        if digest not in line["file"]:
            raise Unfit(f"{line['file']} is not named by its bytes.")
        try:
            bare = stripping.is_bare(content)
            stripped = None if bare else stripping.strip(content)
        except stripping.BadPhoto as bad:
            raise Unfit(f"{line['file']}: {bad}") from bad
        if stripped:  # somebody packed a photo by hand: it is taken as an upload would be
            content, digest = stripped.bytes, hashlib.sha256(stripped.bytes).hexdigest()
        suffix = f".{stripping.EXTENSIONS[stripped.format]}" if stripped else Path(line["file"]).suffix
        path = Path(settings.MEDIA_ROOT) / FOLDER / f"{digest}{suffix}"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            self.written.append(path)
            path.write_bytes(content)
            path.chmod(0o600)
        photo = Photo(title=str(line["title"])[:255], digest=digest, file=f"{FOLDER}/{path.name}", **words)
        photo._set_image_file_metadata()
        photo.save()
        return photo

    def sections(self, lines: Iterator[Line]) -> None:
        for line in lines:
            _named(Section(**_some(line, "slug", "name", "description", "order")), SectionName, line)

    def topics(self, lines: Iterator[Line]) -> None:
        for line in lines:
            _named(Topic(**_some(line, "slug", "name")), TopicName, line)

    def bylines(self, lines: Iterator[Line]) -> None:
        for line in lines:
            _named(Byline(**_some(line, "slug", "name", "sort", "bio")), BylineName, line)

    def pages(self, lines: Iterator[Line]) -> None:
        """Twice through them: a page may be linked to one that comes later.  One page at a time is held."""
        total = self.found.stories + self.found.pages
        places: dict[str, int] = {}
        for number, line in enumerate(lines, 1):
            page = pages.begin(line)
            places[page.key] = page.pk
            self.told("import", number, total)
        known = pages.Known.of(places, self.photo_rows)
        for number, line in enumerate(self.archive.lines(PAGES), 1):
            page = pages.KINDS[line["kind"]].objects.get(pk=places[line["key"]])
            pages.finish(page, line, known)
            if line["restricted"]:
                PageViewRestriction.objects.create(page_id=page.pk, restriction_type=PageViewRestriction.LOGIN)
            self.told("write", number, total)

    def fronts(self, lines: Iterator[Line]) -> None:
        for line in lines:
            front = Arrangement.objects.get(locale=_locale(line["language"]))
            front.lead = _story(line["lead"]) if line["lead"] else None
            front.picks = [Pick(sort_order=place, story=_story(key)) for place, key in enumerate(line["picks"])]
            front.save()

    def shelves(self, lines: Iterator[Line]) -> None:
        take_bounds(list(lines))

    def redirects(self, lines: Iterator[Line]) -> None:
        found = {key: pk for model in (Story, StandingPage) for key, pk in model.objects.values_list("key", "pk")}
        rows = [FormerAddress(page_id=found[line["page"]], address=line["address"]) for line in lines]
        for row in rows:
            row.clean_fields(exclude=["page"])
        FormerAddress.objects.bulk_create(rows)


def _only_these_languages(languages: list[str]) -> None:
    """An empty newsroom's papers in other languages go: they hold nothing.  Then in the archive's order."""
    known = dict(settings.LANGUAGES)
    if not languages or any(language not in known for language in languages):
        raise Unfit(f"newsroom.jsonl names languages that are not known here: {', '.join(map(str, languages))[:80]}.")
    for language in languages:
        Locale.objects.get_or_create(language_code=language)
    Newsroom.objects.update(main=None)
    NewsroomName.objects.all().delete()
    for paper in Paper.objects.exclude(locale__language_code__in=languages):
        Page.objects.get(pk=paper.pk).delete()
    Arrangement.objects.exclude(locale__language_code__in=languages).delete()
    Page.objects.filter(depth=1).update(locale=Locale.objects.get(language_code=languages[0]))
    Locale.objects.exclude(language_code__in=languages).delete()


def _locale(language: str) -> Any:
    return Locale.objects.get(language_code=language)


def _story(key: str) -> Story:
    if found := Story.objects.filter(key=key).first():
        return found
    raise Unfit(f"fronts.jsonl names {key!r:.40}, which is no story of the archive.")


def _some(line: Line, *names: str) -> Line:
    return {name: line[name] for name in names}


def _named(row: Any, name: type, line: Line) -> None:
    row.translations = [name(locale=_locale(code), **words) for code, words in line["translations"].items()]
    row.full_clean()
    row.save()
