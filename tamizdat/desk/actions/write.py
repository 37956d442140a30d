"""Write: a draft brought from outside becomes a story at the desk, through the checks an editor's form goes through.

What the draft names and the desk lacks is made: sections, bylines, topics.  A picture that is here already is not kept
twice.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from tamizdat.desk import setting, stripping
from tamizdat.desk.bylines import Byline
from tamizdat.desk.corrections import Correction
from tamizdat.desk.draft import Draft, DraftPhoto
from tamizdat.desk.frozen import FormerAddress
from tamizdat.desk.named import Named
from tamizdat.desk.newsroom import Paper
from tamizdat.desk.refusal import Refused
from tamizdat.desk.sections import Section
from tamizdat.desk.slugs import slug_of
from tamizdat.desk.stories import RelatedStory, Story, StoryByline, StoryTopic
from tamizdat.desk.topics import Topic

NamedRow = TypeVar("NamedRow", bound=Named)


def write(draft: Draft, by: Any = None) -> Story:
    """The draft as an unpublished story.  A draft whose `source` is known already is returned as it stands.

    Raises Refused, in one line, for a language the newsroom does not print in, a headline of over 500 characters, a
    picture that is none; nothing is half-written then.
    """
    if draft.source and (known := Story.objects.filter(source=draft.source).first()):
        return known
    try:
        with transaction.atomic():
            return _written(draft, by)
    except ValidationError as error:
        raise Refused.because(draft.headline[:80] or "(no headline)", error) from error
    except stripping.BadPhoto as error:
        raise Refused(f"{draft.headline[:80]}: {error}") from error


def _written(draft: Draft, by: Any) -> Story:
    paper = _paper(draft.language)
    story = Story(live=False, locale=paper.locale, owner=by, source=draft.source, changed_at=draft.changed)
    _set_words(story, draft)
    _set_photo(story, draft.photo)
    story.section = _section(draft.section)
    story.body = setting.body(draft.body, by)
    story.first_published_at = draft.published
    _set_rows(story, draft)
    _set_translation(story, draft)
    paper.add_child(instance=story)
    _set_former(story, draft)
    story.save_revision(user=by, clean=False, log_action=False)
    return story


def _paper(language: str) -> Paper:
    paper = Paper.objects.filter(locale__language_code=language).select_related("locale").first()
    if paper is None:
        raise Refused(
            f"The newsroom does not print in {language!r}; add it at the desk first, under Settings, Languages."
        )
    return paper


def _set_words(story: Story, draft: Draft) -> None:
    story.headline = draft.headline
    story.slug = slug_of(draft.slug, "") if draft.slug else ""
    story.deck, story.dateline, story.genre = draft.deck.strip(), draft.dateline.strip(), draft.genre
    story.social_headline = draft.social_headline.strip()
    story._set_core_field_defaults()
    ours = {"headline", "title", "dateline", "genre", "social_headline", "source"}
    story.clean_fields(exclude=[field.name for field in story._meta.fields if field.name not in ours])


def _set_photo(story: Story, photo: DraftPhoto | None) -> None:
    if photo is not None:
        story.photo = setting.kept(photo, story.owner)
        story.photo_caption, story.photo_credit, story.photo_alt = photo.caption, photo.credit, photo.alt


def _section(name: str) -> Section:
    if name:
        return named(Section, name, Section.objects.filter(slug=name).first())
    return Section.objects.order_by("order", "pk").first() or named(Section, "News")


def named(model: type[NamedRow], name: str, known: NamedRow | None = None) -> NamedRow:
    """The row of that name in any language, made when there is none."""
    name = " ".join(name.split())
    row = (
        known
        or model.objects.filter(name__iexact=name).first()
        or model.objects.filter(translations__name=name).first()
    )
    if row is None:
        row = model(name=name)
        row.full_clean()
        row.save()
    return row


def _set_rows(story: Story, draft: Draft) -> None:
    bylines = dict.fromkeys(name for name in draft.bylines if name.strip())
    topics = dict.fromkeys(name for name in draft.topics if name.strip())
    story.bylines = [StoryByline(sort_order=place, byline=named(Byline, name)) for place, name in enumerate(bylines)]
    story.topics = [StoryTopic(sort_order=place, topic=named(Topic, name)) for place, name in enumerate(topics)]
    story.corrections = [
        Correction(sort_order=place, day=note.day.date(), kind=note.kind, wrong=note.wrong, right=note.right)
        for place, note in enumerate(draft.corrections)
    ]
    others = {story.source: story for story in Story.objects.filter(source__in=draft.related)}
    found = [others[source] for source in draft.related if source in others]
    story.related = [RelatedStory(sort_order=place, other=other) for place, other in enumerate(found)]


def _set_translation(story: Story, draft: Draft) -> None:
    original = Story.objects.filter(source=draft.translation_of).first() if draft.translation_of else None
    if original and not Story.objects.filter(translation_key=original.translation_key, locale=story.locale).exists():
        story.translation_key = original.translation_key


def _set_former(story: Story, draft: Draft) -> None:
    wanted = dict.fromkeys(address.strip().lstrip("/")[:500] for address in draft.former)
    rows = [FormerAddress(page_id=story.pk, address=address) for address in wanted if address]
    FormerAddress.objects.bulk_create(rows, ignore_conflicts=True)  # the first page to claim an address keeps it
