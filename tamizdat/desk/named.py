"""What sections, bylines and topics share: a name in each language, and a slug that is an address.

The slug is given once.  It is the folder of pages that readers have bookmarked, so it never changes afterwards; a name
may change at any time.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.models import Locale

from tamizdat.desk.slugs import LONGEST, SLUG, YEAR, numbered, slug_of

# Folders and files the press prints beside those of sections, bylines and topics.
RESERVED = frozenset(
    {
        "admin",
        "all",
        "archive",
        "atom",
        "by",
        "byline",
        "bylines",
        "corrections",
        "edition",
        "feed",
        "feeds",
        "front",
        "index",
        "json",
        "media",
        "news-sitemap",
        "newsletter",
        "offline",
        "old",
        "page",
        "pages",
        "parts",
        "photo",
        "photos",
        "reach",
        "robots",
        "rss",
        "search",
        "section",
        "sections",
        "shelf",
        "shelves",
        "sitemap",
        "sitemaps",
        "specimen",
        "static",
        "store",
        "stories",
        "story",
        "support",
        "tag",
        "tags",
        "topic",
        "topics",
        "trust",
        "well-known",
    }
)


def reserved(slug: str) -> bool:
    """Would pages under this slug stand in the way of others?"""
    return slug in RESERVED or bool(YEAR.fullmatch(slug))


class Named(ClusterableModel):
    """Has a name for readers of the main language, others in rows of its own, and a slug."""

    name = models.CharField(
        _("name"), max_length=200, help_text=_("As readers of the newsroom's main language see it.")
    )
    slug = models.CharField(
        _("slug"),
        max_length=LONGEST,
        unique=True,
        blank=True,
        help_text=_(
            "Its part of the web address: small Latin letters, digits, hyphens. Left empty, it is made from the name. "
            "Once saved it stays."
        ),
    )

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if not self.slug and self.name:
            self.slug = self.free_slug()
        self._check_slug()

    def _check_slug(self) -> None:
        if self.slug and not SLUG.fullmatch(self.slug):
            raise ValidationError({"slug": _("Use small Latin letters, digits and single hyphens only.")})
        if reserved(self.slug):
            raise ValidationError(
                {
                    "slug": _("“%(slug)s” is taken by pages the press prints itself; choose another.")
                    % {"slug": self.slug}
                }
            )
        before = type(self).objects.filter(pk=self.pk).values_list("slug", flat=True).first() if self.pk else None
        if before and before != self.slug:
            raise ValidationError({"slug": _("The slug stays “%(slug)s”: addresses hang on it.") % {"slug": before}})

    def free_slug(self) -> str:
        """A slug from the name that is neither reserved nor taken."""
        wanted = slug_of(self.name, self._meta.model_name or "x")
        if reserved(wanted):
            wanted = f"{self._meta.model_name}-{wanted}"
        others = type(self).objects.exclude(pk=self.pk)
        taken = set(others.filter(slug__startswith=wanted[: LONGEST - 6]).values_list("slug", flat=True))
        number = 1
        while numbered(wanted, number) in taken:
            number += 1
        return numbered(wanted, number)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = self.free_slug()
        super().save(*args, **kwargs)


class NameInLanguage(models.Model):
    """The name for readers of one more language."""

    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, verbose_name=_("language"), related_name="+")
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
