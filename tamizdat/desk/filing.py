"""Copy: what the press may know of the newsroom, made from what is printed and from nothing else.

A printed page is its row in the database; drafts live in revisions, which are not read here except for a proof.  Rich
text is cleaned again on its way out, whatever an editor, an import or a restored database put there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tamizdat.desk.appeals import STORIES, Appeal, running
from tamizdat.desk.arrangement import Arrangement
from tamizdat.desk.bylines import Byline
from tamizdat.desk.named import Named
from tamizdat.desk.newsroom import Newsroom, main_language
from tamizdat.desk.passages import passages, stories_linked
from tamizdat.desk.photos import Photo
from tamizdat.desk.sections import Section
from tamizdat.desk.standing import StandingPage
from tamizdat.desk.stories import Story
from tamizdat.desk.topics import Topic
from tamizdat.press import copy


@dataclass(frozen=True)
class Known:
    """What a batch of pages refers to: photos by id, stories by id."""

    photos: Mapping[int, str]  # id -> digest
    stories: Mapping[int, str]  # id of the page -> key

    @classmethod
    def of(cls, pages: Iterable[Any]) -> Known:
        photos: set[int] = set()
        stories: set[int] = set()
        for page in pages:
            photos |= page.photos_in_use()
            stories |= set(stories_linked(page.body))
            if isinstance(page, Story):
                stories |= {row.other_id for row in page.related.all()}
        return cls(
            dict(Photo.objects.filter(pk__in=photos).values_list("pk", "digest")),
            dict(Story.objects.filter(pk__in=stories).values_list("pk", "key")),
        )


def moment(at: datetime) -> str:
    """The moment as copy writes it: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stories(pks: Iterable[int]) -> list[copy.Story]:
    """Copy of these stories as they are printed."""
    related = ("bylines__byline", "topics__topic", "related", "corrections", "former_addresses")
    found = Story.objects.filter(pk__in=list(pks)).select_related("section", "locale").prefetch_related(*related)
    rows = list(found)
    known = Known.of(rows)
    return [story_copy(row, known) for row in rows]


def draft_copy(page: Story | StandingPage, now: datetime | None = None) -> copy.Story | copy.StandingPage:
    """Copy of a page as it stands in memory, lacking or not, for a proof that nobody but the desk sees."""
    known = Known.of([page])
    if isinstance(page, Story):
        return story_copy(page, known, now)
    return page_copy(page, known, now)


def story_copy(story: Story, known: Known, now: datetime | None = None) -> copy.Story:
    language = story.locale.language_code
    published = story.first_published_at or now or datetime.now(UTC)
    return copy.Story(
        key=story.key,
        language=language,
        translation=story.translation_key.hex,
        address=story.address or story.address_of(story.slug or "draft"),
        former=_former(story),
        genre=story.genre,
        section=story.section.slug if story.section else "",
        topics=tuple(dict.fromkeys(row.topic.slug for row in story.topics.all())),
        bylines=tuple(dict.fromkeys(row.byline.slug for row in story.bylines.all())),
        headline=story.headline,
        deck=story.deck.strip(),
        dateline=story.dateline.strip(),
        social_headline=story.social_headline.strip(),
        photo=_main_photo(story, known),
        body=passages(story.body, language, known.photos, known.stories),
        related=tuple(known.stories[row.other_id] for row in story.related.all() if row.other_id in known.stories),
        corrections=tuple(_correction(row) for row in story.corrections.all()),
        published=moment(published),
        changed=moment(max(story.changed_at or published, published)),
    )


def _former(page: Any) -> tuple[str, ...]:
    return tuple(row.address for row in page.former_addresses.all()) if page.pk else ()


def _main_photo(story: Story, known: Known) -> copy.PhotoUse | None:
    if not story.photo_id or story.photo_id not in known.photos:
        return None
    words = {"caption": story.photo_caption, "credit": story.photo_credit, "alt": story.photo_alt}
    return copy.PhotoUse(photo=known.photos[story.photo_id], **words)


def _correction(row: Any) -> copy.Correction:
    return copy.Correction(day=row.day.isoformat(), kind=row.kind, wrong=row.wrong, right=row.right)


def standing_pages(pks: Iterable[int]) -> list[copy.StandingPage]:
    """Copy of these standing pages as they are printed."""
    rows = list(
        StandingPage.objects.filter(pk__in=list(pks)).select_related("locale").prefetch_related("former_addresses")
    )
    known = Known.of(rows)
    return [page_copy(row, known) for row in rows]


def page_copy(page: StandingPage, known: Known, now: datetime | None = None) -> copy.StandingPage:
    language = page.locale.language_code
    return copy.StandingPage(
        key=page.key,
        language=language,
        translation=page.translation_key.hex,
        address=page.address or page.address_of(page.slug or "draft"),
        former=_former(page),
        role=page.role,
        order=page.order,
        title=page.title,
        body=passages(page.body, language, known.photos, known.stories),
        changed=moment(page.changed_at or page.first_published_at or now or datetime.now(UTC)),
    )


# The small rows: few enough to be made anew at every sweep


def _named(model: type[Named], pks: Iterable[int]) -> Iterator[tuple[Any, str, copy.Names, list[Any]]]:
    """(row, main language, names, translations)."""
    rows = list(model.objects.filter(pk__in=list(pks)).prefetch_related("translations__locale"))
    main = main_language() if rows else ""
    for row in rows:
        others = list(row.translations.all())
        yield row, main, {main: row.name} | {other.locale.language_code: other.name for other in others}, others


def _texts(main: str, own: str, others: list[Any], field: str) -> copy.Names:
    texts = {main: own} | {other.locale.language_code: getattr(other, field) for other in others}
    return {language: text.strip() for language, text in texts.items() if text.strip()}


def sections(pks: Iterable[int]) -> Iterator[copy.Section]:
    for row, main, names, others in _named(Section, pks):
        descriptions = _texts(main, row.description, others, "description")
        yield copy.Section(key=row.slug, names=names, descriptions=descriptions, order=row.order)


def bylines(pks: Iterable[int]) -> Iterator[copy.Byline]:
    for row, main, names, others in _named(Byline, pks):
        yield copy.Byline(key=row.slug, sort=row.sort, names=names, bios=_texts(main, row.bio, others, "bio"))


def topics(pks: Iterable[int]) -> Iterator[copy.Topic]:
    for row, _main, names, _others in _named(Topic, pks):
        yield copy.Topic(key=row.slug, names=names)


def arrangements(printed: Any) -> Iterator[copy.Arrangement]:
    """Front pages, with those of their stories that are in the queryset `printed`."""
    for row in Arrangement.objects.select_related("locale").prefetch_related("picks"):
        picked = [row.lead_id, *(pick.story_id for pick in row.picks.all())]
        keys = dict(printed.filter(pk__in=[pk for pk in picked if pk]).values_list("pk", "key"))
        picks = dict.fromkeys(keys[pk] for pk in picked[1:] if pk in keys)
        lead = keys.get(row.lead_id, "")
        yield copy.Arrangement(
            key=row.locale.language_code, lead=lead, picks=tuple(key for key in picks if key != lead)
        )


def appeals(printed: Any, now: datetime) -> Iterator[copy.Appeal]:
    """Those that run, one for each place, language and section, each on the newest stories that are printed."""
    last = {(row.locale_id, row.place, row.section_id): row for row in running(now)}
    for row in last.values():
        stories = printed.filter(locale_id=row.locale_id)
        stories = stories.filter(section_id=row.section_id) if row.section_id else stories
        newest = stories.order_by("-first_published_at", "-key").values_list("key", flat=True)[:STORIES]
        yield appeal_copy(row, newest)


def appeal_copy(row: Appeal, stories: Iterable[str]) -> copy.Appeal:
    """`stories` are keys."""
    return copy.Appeal(
        key=row.slug,
        language=row.locale.language_code,
        place=row.place,
        section=row.section.slug if row.section else "",
        headline=row.headline,
        text=row.text,
        button=row.button,
        stories=tuple(sorted(stories)),
    )


def photos(pks: Iterable[int]) -> Iterator[copy.Photo]:
    seen = set()
    for digest, width, height in Photo.objects.filter(pk__in=list(pks)).values_list("digest", "width", "height"):
        if digest and digest not in seen:
            seen.add(digest)
            yield copy.Photo(key=digest, width=width, height=height)


def newsroom() -> copy.Newsroom:
    settings = Newsroom.load()
    languages = settings.languages() or ("en",)
    others = list(settings.translations.select_related("locale"))
    return copy.Newsroom(
        uid=settings.uid,
        languages=languages,
        names=_texts(languages[0], settings.name, others, "name"),
        straplines=_texts(languages[0], settings.strapline, others, "strapline"),
        address=settings.address,
        time_zone=settings.time_zone,
        email=settings.email,
        security_contact=settings.security_contact,
        colour=settings.colour.lower(),
        logo=settings.logo.digest if settings.logo else "",
    )
