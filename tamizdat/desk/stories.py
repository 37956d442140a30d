"""Stories: one piece of journalism in one language each.

What is printed is the row; what is being written is the newest revision.  Only the row ever becomes copy.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from tamizdat.desk import remaining
from tamizdat.desk.body import BodyBlock, photos_in
from tamizdat.desk.bylines import Byline
from tamizdat.desk.changing import edit, move
from tamizdat.desk.correcting import correct
from tamizdat.desk.corrections import Correction
from tamizdat.desk.forms import panels
from tamizdat.desk.frozen import Frozen
from tamizdat.desk.newsroom import Newsroom
from tamizdat.desk.photos import Photo
from tamizdat.desk.publishing import Publishing, publish, schedule, withdraw
from tamizdat.desk.renaming import rename
from tamizdat.desk.sections import Section
from tamizdat.desk.topics import Topic
from tamizdat.desk.wording import words_for

LONGEST_HEADLINE = 500  # characters; Wagtail's own title keeps the first 255


class Story(Frozen, Page):
    """One piece of journalism in one language."""

    class Genre(models.TextChoices):
        NEWS = "news", _("News")
        REPORT = "report", _("Report")
        ANALYSIS = "analysis", _("Analysis")
        OPINION = "opinion", _("Opinion")
        INTERVIEW = "interview", _("Interview")
        LIVE = "live", pgettext_lazy("genre", "Live")
        HANDBOOK = "handbook", _("Handbook")

    headline = models.CharField(_("headline"), max_length=LONGEST_HEADLINE)
    headline.required_on_save = True
    deck = models.TextField(
        _("deck"), blank=True, max_length=1000, help_text=_("One or two sentences under the headline.")
    )
    dateline = models.CharField(
        _("dateline"), blank=True, max_length=200, help_text=_("Where it was reported from, if that may be told.")
    )
    genre = models.CharField(_("genre"), max_length=10, choices=Genre.choices, default=Genre.NEWS)
    social_headline = models.CharField(
        _("headline for sharing"),
        blank=True,
        max_length=300,
        help_text=_("Where links are passed on; empty: the headline."),
    )
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, null=True, related_name="stories", verbose_name=_("section")
    )
    photo = models.ForeignKey(
        Photo, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )
    photo.wagtail_reference_index_ignore = True  # `uses` tells of it
    photo_caption = models.TextField(
        _("caption"),
        blank=True,
        max_length=1000,
        help_text=_("Left empty, it is taken from the photo, as are the next two."),
    )
    photo_credit = models.CharField(_("credit"), blank=True, max_length=300)
    photo_alt = models.TextField(_("description for those who cannot see it"), blank=True, max_length=500)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    edit_handler = panels.STORY
    exclude_fields_in_copy = [*Frozen.exclude_fields_in_copy, "headline"]  # a copy is called what its form says
    parent_page_types = ["desk.Paper"]
    subpage_types: list[str] = []
    # Bodies are not indexed: the desk's search is for headlines, and an index of bodies costs more than the save.
    search_fields = [
        *Page.search_fields,
        index.SearchField("headline"),
        index.SearchField("deck"),
        index.FilterField("section"),
    ]

    class Meta(Frozen.Meta):
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    # The desk's verbs, for whoever holds a story

    def publish(self, revision: Any = None, user: Any = None, now: datetime | None = None, **kwargs: Any) -> Any:
        """Print this revision of it, as Wagtail calls it; without one, the newest draft."""
        if revision is None:
            return publish(self, now, user)
        skip = kwargs.pop("skip_permission_checks", False)
        return Publishing(revision, now, user=user, **kwargs).execute(skip_permission_checks=skip)

    def correct(
        self, wrong: str, right: str, kind: str = "correction", day: date | None = None, **who: Any
    ) -> Correction:
        return correct(self, wrong, right, kind, day, **who)

    def edit(self, by: Any = None, **values: Any) -> Story:
        return edit(self, by, **values)

    def schedule(self, at: datetime, by: Any = None) -> Story:
        return schedule(self, at, by)

    def withdraw(self, by: Any = None) -> Story:
        return withdraw(self, by)

    def rename(self, slug: str, by: Any = None) -> Story:
        return rename(self, slug, by)

    def change_section(self, section: Section, **who: Any) -> Story:
        return move(self, section, **who)

    # Rules

    def _set_core_field_defaults(self) -> None:
        self.headline = " ".join((self.headline or self.title).split())
        title = self._meta.get_field("title").max_length or 255
        self.title = self.headline if len(self.headline) <= title else self.headline[: title - 1] + "…"
        super()._set_core_field_defaults()

    def clean(self) -> None:
        super().clean()
        if self.photo is not None:
            wording, lacking = words_for(self.photo, self.photo_caption, self.photo_credit, self.photo_alt)
            self.photo_caption, self.photo_credit, self.photo_alt = wording
            if lacking:
                raise ValidationError({f"photo_{name}": text for name, text in lacking.items()})
        self._check_photos_in_body()

    def _check_photos_in_body(self) -> None:
        for raw in self.body.raw_data if self.body else ():
            if raw["type"] == "photo" and not (raw["value"].get("credit") and raw["value"].get("alt")):
                raise ValidationError({"body": _("A photo in the body lacks its credit or its description.")})

    def with_content_json(self, content: dict[str, Any]) -> Any:
        return super().with_content_json(remaining.without_the_deleted(content, self))

    # What the press must know

    def address_of(self, slug: str) -> str:
        day = (self.first_published_at or timezone.now()).astimezone(Newsroom.load().zone)
        return f"{self.locale.language_code}/{day:%Y/%m}/{slug}.html"

    def photos_in_use(self) -> set[int]:
        return {*photos_in(self.body), *([self.photo_id] if self.photo_id else [])}

    def words(self) -> object:
        return (
            self.headline,
            self.deck,
            self.dateline,
            [row.byline_id for row in self.bylines.all()],
            (self.photo_id, self.photo_caption, self.photo_credit, self.photo_alt),
            [(block["type"], block["value"]) for block in self.body.raw_data] if self.body else [],
            [(row.day, row.kind, row.wrong, row.right) for row in self.corrections.all()],
        )


class StoryByline(Orderable):
    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="bylines")
    byline = models.ForeignKey(Byline, on_delete=models.PROTECT, related_name="+", verbose_name=_("byline"))

    panels = [FieldPanel("byline")]

    class Meta(Orderable.Meta):
        verbose_name = _("byline of a story")
        verbose_name_plural = _("bylines of stories")

    def __str__(self) -> str:
        return str(self.byline)


class StoryTopic(Orderable):
    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="topics")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+", verbose_name=_("topic"))

    panels = [FieldPanel("topic")]

    class Meta(Orderable.Meta):
        verbose_name = _("topic of a story")
        verbose_name_plural = _("topics of stories")

    def __str__(self) -> str:
        return str(self.topic)


class RelatedStory(Orderable):
    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="related")
    other = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+", verbose_name=_("story"))

    panels = [FieldPanel("other")]

    class Meta(Orderable.Meta):
        verbose_name = _("related story")
        verbose_name_plural = _("related stories")

    def __str__(self) -> str:
        return str(self.other)
