"""Standing pages: what is not news.  About us, the policies, how to reach us safely."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page

from tamizdat.desk.body import BodyBlock, photos_in
from tamizdat.desk.forms import panels
from tamizdat.desk.frozen import Frozen
from tamizdat.desk.named import reserved
from tamizdat.desk.publishing import Publishing, publish
from tamizdat.desk.slugs import slug_of


class StandingPage(Frozen, Page):
    """A page of the paper that is not news."""

    class Role(models.TextChoices):
        ABOUT = "about", _("About us")
        CONTACT = "contact", _("Contact")
        ETHICS = "ethics", _("Ethics")
        CORRECTIONS = "corrections", _("How we correct mistakes")
        OWNERSHIP = "ownership", _("Owners and money")
        PRIVACY = "privacy", _("Privacy")
        SAFETY = "safety", _("Reading and writing to us safely")
        OTHER = "other", _("Something else")

    role = models.CharField(
        _("what it is"),
        max_length=12,
        choices=Role.choices,
        default=Role.OTHER,
        help_text=_("Search engines are told."),
    )
    order = models.PositiveIntegerField(
        _("place"), default=0, help_text=_("In the paper's footer; the smallest first.")
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    edit_handler = panels.STANDING_PAGE
    parent_page_types = ["desk.Paper"]
    subpage_types: list[str] = []

    class Meta(Frozen.Meta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def publish(self, revision: Any = None, user: Any = None, now: datetime | None = None, **kwargs: Any) -> Any:
        """Print this revision of it, as Wagtail calls it; without one, the newest draft."""
        if revision is None:
            return publish(self, now, user)
        skip = kwargs.pop("skip_permission_checks", False)
        return Publishing(revision, now, user=user, **kwargs).execute(skip_permission_checks=skip)

    def address_of(self, slug: str) -> str:
        slug = slug_of(slug, "page")
        return f"{self.locale.language_code}/{f'{slug}-page' if reserved(slug) else slug}.html"

    def photos_in_use(self) -> set[int]:
        return set(photos_in(self.body))

    def words(self) -> object:
        return self.title, [(block["type"], block["value"]) for block in self.body.raw_data] if self.body else []
