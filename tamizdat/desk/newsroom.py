"""The newsroom: what it is called, where it is found, and the paper it prints in each language."""

from __future__ import annotations

import re
import uuid
import zoneinfo
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Locale, Page, PagePermissionTester

from tamizdat.desk.photos import Photo
from tamizdat.desk.reading import ReadHere

ADDRESS = re.compile(r"https://[a-z0-9.-]+(:\d+)?/([^\s?#]+/)?|http://[a-z2-7]{56}\.onion/([^\s?#]+/)?")


class Standing(PagePermissionTester):
    """A paper holds an archive: at the desk it can be neither deleted nor copied, moved or half-hidden."""

    def _never(self, *where: object) -> bool:
        return False

    can_delete = can_copy = can_copy_to = can_move = can_move_to = can_set_view_restrictions = _never


class Paper(ReadHere, Page):
    """The paper in one language: the parent of its stories and standing pages.  Printed by the press, not served."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["desk.Story", "desk.StandingPage"]
    is_creatable = False
    content_panels = Page.content_panels

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")

    def permissions_for_user(self, user: Any) -> Standing:
        return Standing(user, self)

    def printed_path(self) -> str:
        return f"{self.locale.language_code}/index.html"

    def is_site_root(self) -> bool:
        return False  # nothing is served from here; Wagtail would offer its list of sites, which we leave out


def new_uid() -> str:
    return uuid.uuid4().hex


def time_zones() -> list[tuple[str, str]]:
    return [
        (name, name.replace("_", " "))
        for name in sorted(zoneinfo.available_timezones())
        if "/" in name or name == "UTC"
    ]


@register_setting(icon="cogs", order=10)
class Newsroom(ClusterableModel, BaseGenericSetting):
    """The newsroom's settings that readers see."""

    uid = models.CharField(max_length=32, default=new_uid, editable=False)  # names the feeds for ever
    name = models.CharField(_("name"), max_length=200, default="Tamizdat", help_text=_("On the masthead."))
    strapline = models.CharField(_("strapline"), max_length=300, blank=True, help_text=_("One line under the name."))
    main = models.ForeignKey(
        Locale, on_delete=models.PROTECT, null=True, verbose_name=_("main language"), related_name="+"
    )
    address = models.CharField(
        _("public address"),
        max_length=300,
        blank=True,
        help_text=_(
            "Where readers find the paper: https://…/ or http://….onion/. Without one the paper is complete, but "
            "search engines and feeds are not told where it stands."
        ),
    )
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", choices=time_zones)
    email = models.EmailField(_("address for readers"), blank=True)
    security_contact = models.CharField(
        _("security contact"),
        max_length=300,
        blank=True,
        help_text=_("For people who find a hole: mailto:… or https://…"),
        validators=[RegexValidator(r"^(mailto:[^\s@]+@[^\s@]+|https://\S+)$", _("Write mailto:… or https://…"))],
    )
    colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#7a1f1f",
        help_text=_(
            "Of the masthead and of links, as #rrggbb. It is darkened or lightened where it could not be read."
        ),
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write it as #rrggbb."))],
    )
    logo = models.ForeignKey(
        Photo, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("logo"), related_name="+"
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("strapline"), FieldPanel("main"), FieldPanel("time_zone")],
            heading=_("The paper"),
        ),
        InlinePanel("translations", heading=_("In other languages"), label=_("language")),
        MultiFieldPanel(
            [FieldPanel("address"), FieldPanel("email"), FieldPanel("security_contact")], heading=_("Where it is found")
        ),
        MultiFieldPanel([FieldPanel("colour"), FieldPanel("logo")], heading=_("How it looks")),
    ]

    class Meta:
        verbose_name = _("newsroom")
        verbose_name_plural = _("newsrooms")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.address and not ADDRESS.fullmatch(self.address):
            raise ValidationError({"address": _("Write https://…/ or http://….onion/, with a slash at the end.")})

    @cached_property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    def languages(self) -> tuple[str, ...]:
        """Codes of the languages it prints, the main one first."""
        return tuple(dict.fromkeys(self._codes()))

    def _codes(self) -> Iterator[str]:
        if self.main:
            yield self.main.language_code
        yield from Locale.objects.order_by("pk").values_list("language_code", flat=True)


class NewsroomName(models.Model):
    """The newsroom's name for readers of one more language."""

    newsroom = ParentalKey(Newsroom, on_delete=models.CASCADE, related_name="translations")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, verbose_name=_("language"), related_name="+")
    name = models.CharField(_("name"), max_length=200)
    strapline = models.CharField(_("strapline"), max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["newsroom", "locale"], name="one_newsroom_name_a_language")]

    def __str__(self) -> str:
        return self.name


def main_language() -> str:
    """Code of the newsroom's main language."""
    languages = Newsroom.load().languages()
    return languages[0] if languages else "en"
