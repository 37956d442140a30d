"""What the press knows a page by: its key and its address, which no draft, copy or revert may change.

An address is given at first publication and never taken away: a rename leaves the old one behind as a redirect.  Old
addresses and photos in use are rows of their own, outside the revisions, so an old draft cannot bring old ones back.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models.signals import post_delete
from django.utils import timezone
from modelsearch.index import insert_or_update_object
from modelsearch.signal_handlers import post_delete_signal_handler
from wagtail.models import Page, PagePermissionTester, ReferenceIndex

from tamizdat.desk import uses
from tamizdat.desk.forms.copying import DraftCopyForm
from tamizdat.desk.reading import ReadHere
from tamizdat.desk.slugs import numbered, slug_of

NEVER_FROM_A_DRAFT = ("key", "address", "changed_at", "turn", "source")


def new_key() -> str:
    return uuid.uuid4().hex


class FormerAddress(models.Model):
    """An address that must lead to where the page is now; may hold a query ("?p=12")."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="former_addresses")
    page.wagtail_reference_index_ignore = True
    address = models.CharField(max_length=500, unique=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.address


class InItsPaper(PagePermissionTester):
    """A page stays in the paper of its language, and is either published or not: nobody may move or half-hide it."""

    def can_move(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False


def listen() -> None:
    """Have the search index forget a page that is deleted."""
    for model in Frozen.__subclasses__():
        post_delete.connect(post_delete_signal_handler, sender=model)


class Frozen(ReadHere, models.Model):
    """A page with a key, an address and a count of changes that its revisions do not show."""

    title: Any
    slug: Any

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    address = models.CharField(max_length=300, blank=True, editable=False)
    changed_at = models.DateTimeField(null=True, editable=False)  # the last published change a reader should hear of
    turn = models.PositiveIntegerField(default=0, editable=False)  # grows when an address or a photo's file changes
    source = models.CharField(max_length=500, blank=True, editable=False)  # an import's stable name for it

    exclude_fields_in_copy = list(NEVER_FROM_A_DRAFT)
    copy_form_class = DraftCopyForm
    # Hung in by `apps`, since the press's proof knows all pages.
    proof: Any = None  # (page, request, mode) -> response
    weigher: Any = None  # (page, moment); raises ValidationError for what the press would refuse
    to_be_indexed = True
    search_auto_update = False  # see `save`
    proof_modes: Any = None  # (page) -> (mode, name) of each part it is printed in

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["address"], name="%(class)s_by_address")]  # the next one serves no question
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=~models.Q(address=""), name="%(class)s_one_page_an_address"
            ),
            models.UniqueConstraint(
                fields=["source"], condition=~models.Q(source=""), name="%(class)s_one_page_a_source"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> Any:
        from wagtail.signal_handlers import disable_reference_index_auto_update  # needs all models

        # Wagtail indexes the page's references anew for each of its child rows, and words and references for changes
        # that name none: eight times for one publication, half its cost.  Once is enough.
        with disable_reference_index_auto_update():
            saved = self._save(*args, **kwargs)
        if kwargs.get("update_fields") is None and self.to_be_indexed:
            ReferenceIndex.create_or_update_for_object(self)
            insert_or_update_object(self)
        return saved

    def _save(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("update_fields") is not None:
            return super().save(*args, **kwargs)
        if self.live and not self.address:
            self.address = self.free_address(self.slug)
        saved = super().save(*args, **kwargs)
        uses.note(self, self.photos_in_use(), draft=False)
        return saved

    @staticmethod
    def _slug_is_available(slug: str, parent_page: Any, page: Any = None) -> bool:
        return True  # pages are found by their address; two months may each have a "strike"

    def with_content_json(self, content: dict[str, Any]) -> Any:
        page = super().with_content_json(content)
        kept = type(self)._default_manager.filter(pk=self.pk).values(*NEVER_FROM_A_DRAFT).first()
        for name in NEVER_FROM_A_DRAFT:
            setattr(page, name, kept[name] if kept else getattr(self, name))
        return page

    def printed_path(self) -> str:
        return self.address if self.live else ""

    def permissions_for_user(self, user: Any) -> InItsPaper:
        return InItsPaper(user, self)

    def is_previewable(self) -> bool:
        return True  # asked for every row of a list: no part is to be counted for that

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return list(type(self).proof_modes(self))

    def weigh(self, now: datetime) -> None:
        """Would the press print it?  Raises ValidationError when it would not."""
        type(self).weigher(self, now)

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        return type(self).proof(self, request, mode_name)

    def photos_in_use(self) -> set[int]:
        """Ids of the photos this version of the page shows."""
        raise NotImplementedError

    def words(self) -> object:
        """Everything whose change a reader should hear of, comparable with `==`."""
        raise NotImplementedError

    def address_of(self, slug: str) -> str:
        """The address with this last part."""
        raise NotImplementedError

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        revision = super().save_revision(*args, **kwargs)
        uses.note(self, self.photos_in_use(), draft=True)
        return revision

    def _set_core_field_defaults(self) -> None:
        # The slug follows the headline until somebody writes another, or the page is printed.
        follows = self.slug in ("", slug_of(self.draft_title, self._name))
        if follows and self.title and not self.address:
            self.slug = slug_of(self.title, self._name)
        super()._set_core_field_defaults()

    @property
    def _name(self) -> str:
        return self._meta.model_name or "page"

    # Addresses

    def free_address(self, slug: str) -> str:
        """The first of slug, slug-2, slug-3… whose address no other page has or had."""
        return next(address for address in self._addresses(slug) if not self._is_taken(address))

    def _addresses(self, slug: str) -> Iterator[str]:
        plain = slug_of(slug, self._name)
        number = 1
        while True:
            yield self.address_of(numbered(plain, number))
            number += 1

    def _is_taken(self, address: str) -> bool:
        if type(self)._default_manager.filter(address=address).exclude(pk=self.pk).exists():
            return True
        return FormerAddress.objects.filter(address=address).exclude(page_id=self.pk).exists()

    def note_change(self, now: datetime | None = None) -> None:
        """Remember when a reader-visible change is published: called on the version that is about to go live."""
        now = now or timezone.now()
        before = type(self)._default_manager.filter(pk=self.pk).first()
        was_printed = bool(before and before.address)
        if not was_printed:
            self.changed_at = self.changed_at or self.first_published_at or now
        elif before.words() != self.words():
            self.changed_at = now
