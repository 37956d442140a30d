"""Give: the newsroom's work as lines of JSON and its photos, the same bytes whenever nothing has changed.

What belongs to this desk alone is left out: accounts, histories, comments, keys, and everything about readers.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wagtail.models import Locale, Page, PageViewRestriction

from tamizdat.desk.archive import bodies
from tamizdat.desk.archive.form import ABOUT, FORM, MANIFEST, PARTS, VERSION
from tamizdat.desk.arrangement import Arrangement
from tamizdat.desk.bylines import Byline
from tamizdat.desk.frozen import FormerAddress
from tamizdat.desk.newsroom import Newsroom, Paper
from tamizdat.desk.photos import Photo
from tamizdat.desk.sections import Section
from tamizdat.desk.standing import StandingPage
from tamizdat.desk.stories import Story
from tamizdat.desk.topics import Topic
from tamizdat.press.shelving import bounds

Told = Callable[[str, int, int], None]  # hears (phase, done, of how many)
Line = dict[str, Any]
EPOCH = (1980, 1, 1, 0, 0, 0)  # of every file in the archive, so that equal newsrooms give equal bytes
STORY_WORDS = ("headline", "title", "slug", "deck", "dateline", "genre", "social_headline")
PAGE_WORDS = ("title", "slug", "role", "order")
PHOTO_WORDS = ("photo_caption", "photo_credit", "photo_alt")


@dataclass(frozen=True)
class Given:
    """What was written."""

    lines: dict[str, int]  # part -> lines
    photos: int
    size: int  # bytes of the archive


@dataclass(frozen=True)
class Names:
    """By what the archive names rows: ids -> names."""

    photos: dict[int, str]
    pages: dict[int, str]


def give(file: Path, told: Told) -> Given:
    """Write the archive.  Raises OSError; there is no file of that name then, unless there was one before."""
    part = file.with_name(f"{file.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            given = _Giving(archive, told).all()
        handle = os.open(part, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
        size = part.stat().st_size
        os.replace(part, file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Given(*given, size)


class _Giving:
    """One archive being written."""

    def __init__(self, archive: zipfile.ZipFile, told: Told) -> None:
        self.archive, self.told = archive, told
        self.names = Names(photo_names(), {**_keys(Story), **_keys(StandingPage)})
        self.manifest: dict[str, list[object]] = {}

    def all(self) -> tuple[dict[str, int], int]:
        self._write(ABOUT, [json.dumps({"format": FORM, "version": VERSION}).encode()])
        counts = {}
        for name in PARTS:
            counts[name] = self._write(name, map(_line, getattr(self, name.removesuffix(".jsonl"))()))
        photos = list(Photo.objects.order_by("digest", "pk"))
        for number, photo in enumerate(photos, 1):
            name = media_name(photo)
            if name not in self.manifest:
                self._write(name, [photo.content], packed=False)
            self.told("photos", number, len(photos))
        self._write(MANIFEST, [json.dumps(self.manifest, indent=1).encode()])
        return counts, len(photos)

    def _write(self, name: str, parts: Iterable[bytes], *, packed: bool = True) -> int:
        """Write one file, part by part, and say how many parts there were."""
        entry = zipfile.ZipInfo(name, EPOCH)
        entry.external_attr = 0o600 << 16
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        digest, size, count = hashlib.sha256(), 0, 0
        with self.archive.open(entry, "w", force_zip64=True) as file:
            for part in parts:
                file.write(part)
                digest.update(part)
                size, count = size + len(part), count + 1
        self.manifest[name] = [size, digest.hexdigest()]
        return count

    # Parts, each by its name

    def newsroom(self) -> Iterator[Line]:
        room = Newsroom.load()
        words = ("uid", "name", "strapline", "address", "time_zone", "email", "security_contact", "colour")
        papers = {paper.locale.language_code: paper for paper in Paper.objects.select_related("locale")}
        yield {
            **{name: getattr(room, name) for name in words},
            "main": room.main.language_code if room.main else None,
            "languages": [locale.language_code for locale in Locale.objects.order_by("pk")],
            "papers": {language: paper.title for language, paper in papers.items()},
            "translations": _translations(room, ("name", "strapline")),
            "logo": self.names.photos.get(room.logo_id or 0),
        }

    def photos(self) -> Iterator[Line]:
        for photo in Photo.objects.order_by("digest", "pk"):
            words = {name: getattr(photo, name) for name in ("title", "caption", "credit", "alt")}
            yield {"photo": self.names.photos[photo.pk], "file": media_name(photo), **words}

    def sections(self) -> Iterator[Line]:
        for row in Section.objects.order_by("slug"):
            names = _translations(row, ("name", "description"))
            yield {**_words(row, ("slug", "name", "description", "order")), "translations": names}

    def topics(self) -> Iterator[Line]:
        for row in Topic.objects.order_by("slug"):
            yield {**_words(row, ("slug", "name")), "translations": _translations(row, ("name",))}

    def bylines(self) -> Iterator[Line]:
        for row in Byline.objects.order_by("slug"):
            names = _translations(row, ("name", "bio"))
            yield {**_words(row, ("slug", "name", "sort", "bio")), "translations": names}

    def pages(self) -> Iterator[Line]:
        models = (Story, StandingPage)
        total, done = sum(model.objects.count() for model in models), 0
        for model in models:
            related = ("former_addresses", "bylines", "topics", "related", "corrections")[: 5 if model is Story else 1]
            rows = model.objects.order_by("key").select_related("locale").prefetch_related(*related)
            for page in rows.iterator(chunk_size=200):
                yield self._page(page)
                done += 1
                self.told("write", done, total)

    def _page(self, page: Any) -> Line:
        row = self._version(page)
        draft = self._version(page.get_latest_revision_as_object()) if page.latest_revision_id else row
        return {
            "kind": "story" if isinstance(page, Story) else "page",
            "key": page.key,
            "language": page.locale.language_code,
            "translation": page.translation_key.hex,
            "source": page.source,
            "address": page.address,
            "live": page.live,
            "changed": page.has_unpublished_changes,
            "expired": page.expired,
            "turn": page.turn,
            "restricted": PageViewRestriction.objects.filter(page_id=page.pk).exists(),
            "first_published": _moment(page.first_published_at),
            "last_published": _moment(page.last_published_at),
            "changed_at": _moment(page.changed_at),
            "printed": row,
            "scheduled": self._scheduled(page),
            "draft": None if draft == row else draft,
        }

    def _scheduled(self, page: Any) -> Line | None:
        due = page.scheduled_revision
        if due is None:
            return None
        newest = due.pk == page.latest_revision_id
        at = _moment(due.approved_go_live_at)
        return {"at": at, "version": None if newest else self._version(due.as_object())}

    def _version(self, page: Any) -> Line:
        """What the page says, as it is printed or as somebody drafted it."""
        common = {
            "body": bodies.given(page.body, self.names.photos, self.names.pages),
            "go_live": _moment(page.go_live_at),
            "expire": _moment(page.expire_at),
        }
        if isinstance(page, StandingPage):
            return {**_words(page, PAGE_WORDS), **common}
        return {
            **_words(page, STORY_WORDS + PHOTO_WORDS),
            **common,
            "section": page.section.slug if page.section else None,
            "photo": self.names.photos.get(page.photo_id or 0),
            "bylines": [row.byline.slug for row in page.bylines.all()],
            "topics": [row.topic.slug for row in page.topics.all()],
            "related": [
                self.names.pages[row.other_id] for row in page.related.all() if row.other_id in self.names.pages
            ],
            "corrections": [
                {"day": row.day.isoformat(), **_words(row, ("kind", "wrong", "right"))}
                for row in page.corrections.all()
            ],
        }

    def fronts(self) -> Iterator[Line]:
        for row in Arrangement.objects.select_related("locale").order_by("locale__language_code"):
            picks = [self.names.pages[pick.story_id] for pick in row.picks.all()]
            lead = self.names.pages.get(row.lead_id or 0)
            yield {"language": row.locale.language_code, "lead": lead, "picks": picks}

    def shelves(self) -> Iterator[Line]:
        yield from bounds()

    def redirects(self) -> Iterator[Line]:
        for row in FormerAddress.objects.order_by("address"):
            if row.page_id in self.names.pages:
                yield {"address": row.address, "page": self.names.pages[row.page_id]}


def photo_names() -> dict[int, str]:
    """What the archive calls each photo: by its bytes' hash; where several have the same, they are counted."""
    names: dict[int, str] = {}
    seen: dict[str, int] = {}
    for pk, digest in Photo.objects.order_by("digest", "pk").values_list("pk", "digest"):
        seen[digest] = seen.get(digest, 0) + 1
        names[pk] = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
    return names


def media_name(photo: Photo) -> str:
    return f"media/{photo.digest}{Path(photo.file.name).suffix}"


def _keys(model: type[Page]) -> dict[int, str]:
    return dict(model._default_manager.values_list("pk", "key"))


def _words(row: Any, names: tuple[str, ...]) -> Line:
    return {name: getattr(row, name) for name in names}


def _translations(row: Any, names: tuple[str, ...]) -> Line:
    found = {other.locale.language_code: _words(other, names) for other in row.translations.select_related("locale")}
    return dict(sorted(found.items()))


def _moment(at: Any) -> str | None:
    return at.isoformat() if at else None


def _line(line: Line) -> bytes:
    return (json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()
