"""Take a page in: first its place in the paper, then, when all others are there too, its words, drafts and dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wagtail.blocks import StreamValue

from tamizdat.desk.archive import bodies
from tamizdat.desk.archive.form import Unfit
from tamizdat.desk.archive.giving import PAGE_WORDS, PHOTO_WORDS, STORY_WORDS
from tamizdat.desk.body import BodyBlock
from tamizdat.desk.bylines import Byline
from tamizdat.desk.corrections import Correction
from tamizdat.desk.newsroom import Paper
from tamizdat.desk.photos import Photo
from tamizdat.desk.sections import Section
from tamizdat.desk.standing import StandingPage
from tamizdat.desk.stories import RelatedStory, Story, StoryByline, StoryTopic
from tamizdat.desk.topics import Topic

Line = dict[str, Any]
KINDS: dict[str, type[Story] | type[StandingPage]] = {"story": Story, "page": StandingPage}
KEY = re.compile(r"[0-9a-f]{32}")
MOMENTS = {"first_published": "first_published_at", "last_published": "last_published_at", "changed_at": "changed_at"}


@dataclass(frozen=True)
class Known:
    """What pages refer to, by the names that the archive has for it."""

    photos: Mapping[str, Photo]
    pages: Mapping[str, int]
    sections: Mapping[str, Section]
    topics: Mapping[str, Topic]
    bylines: Mapping[str, Byline]

    @classmethod
    def of(cls, places: Mapping[str, int], photos: Mapping[str, Photo]) -> Known:
        def rows(model: Any) -> dict[str, Any]:
            return {row.slug: row for row in model.objects.all()}

        return cls(photos, places, rows(Section), rows(Topic), rows(Byline))


def begin(line: Line) -> Any:
    """A page with nothing in it yet, so that others can be linked to it."""
    if line["kind"] not in KINDS or not KEY.fullmatch(line["key"]):
        raise Unfit(f"pages.jsonl has a page of kind {line['kind']!r:.20} and key {line['key']!r:.40}.")
    paper = Paper.objects.select_related("locale").get(locale__language_code=line["language"])
    words = {name: line["printed"][name] for name in ("title", "slug")}
    more = {"headline": line["printed"]["headline"]} if line["kind"] == "story" else {}
    page = KINDS[line["kind"]](
        live=False,
        locale=paper.locale,
        key=line["key"],
        translation_key=UUID(line["translation"]),
        source=line["source"],
        **words,
        **more,
    )
    page.to_be_indexed = False  # nothing refers to it, and nobody looks for it, before it has its words
    paper.add_child(instance=page)
    return page


def finish(page: Any, line: Line, known: Known) -> None:
    """Its words as printed, its drafts, and the dates and addresses that no save may change."""
    _say(page, line["printed"], known)
    page.save(clean=False)
    printed = page.save_revision(clean=False, log_action=False)
    newest = printed
    if due := line["scheduled"]:
        version = due["version"] or line["draft"] or line["printed"]
        newest = _revision(page, version, known)
        newest.approved_go_live_at = datetime.fromisoformat(due["at"])
        newest.save()
    if line["draft"] and not (due and due["version"] is None):
        newest = _revision(page, line["draft"], known)
    _keep(page, line, printed, newest)


def _revision(page: Any, version: Line, known: Known) -> Any:
    draft = type(page).objects.get(pk=page.pk)
    _say(draft, version, known)
    return draft.save_revision(clean=False, log_action=False)


def _keep(page: Any, line: Line, printed: Any, newest: Any) -> None:
    words = {name: line["printed"][name] for name in ("title", "slug")}
    said = line["draft"] or line["printed"]
    moments = {field: _moment(line[name]) for name, field in MOMENTS.items()}
    flags = {"live": bool(line["live"]), "has_unpublished_changes": bool(line["changed"]), "expired": line["expired"]}
    times = {"go_live_at": _moment(line["printed"]["go_live"]), "expire_at": _moment(line["printed"]["expire"])}
    type(page).objects.filter(pk=page.pk).update(
        address=line["address"],
        turn=line["turn"],
        draft_title=said["title"],
        latest_revision=newest,
        live_revision=printed if line["live"] else None,
        **words,
        **moments,
        **flags,
        **times,
    )


def _say(page: Any, version: Line, known: Known) -> None:
    """Everything that a version of the page says."""
    page.body = _body(version["body"], known)
    page.go_live_at, page.expire_at = _moment(version["go_live"]), _moment(version["expire"])
    story = isinstance(page, Story)
    for name in STORY_WORDS + PHOTO_WORDS if story else PAGE_WORDS:
        setattr(page, name, version[name])
    if not story:
        return
    page.section = known.sections[version["section"]] if version["section"] else None
    page.photo = known.photos[version["photo"]] if version["photo"] else None
    page.bylines = [
        StoryByline(sort_order=at, byline=known.bylines[slug]) for at, slug in enumerate(version["bylines"])
    ]
    page.topics = [StoryTopic(sort_order=at, topic=known.topics[slug]) for at, slug in enumerate(version["topics"])]
    others = [known.pages[key] for key in version["related"]]
    page.related = [RelatedStory(sort_order=at, other_id=pk) for at, pk in enumerate(others)]
    page.corrections = [_correction(at, row) for at, row in enumerate(version["corrections"])]


def _correction(at: int, row: Line) -> Correction:
    words = {name: str(row[name]) for name in ("kind", "wrong", "right")}
    return Correction(sort_order=at, day=date.fromisoformat(row["day"]), **words)


def _body(blocks: Any, known: Known) -> StreamValue:
    stream = BodyBlock()
    photos = {name: photo.pk for name, photo in known.photos.items()}
    raw = bodies.taken(blocks, photos, known.pages)
    if other := next((block["type"] for block in raw if block["type"] not in stream.child_blocks), ""):
        raise Unfit(f"pages.jsonl has a block of kind {other!r:.40}, which there is not.")
    return StreamValue(stream, raw, is_lazy=True)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
