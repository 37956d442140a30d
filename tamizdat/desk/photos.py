"""Photos: pictures with the words that must go with them.

Only a stripped picture is ever written to disk, whichever way it came in; the file that was uploaded is not kept.  The
words here are what a story starts with; each use may say it better.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.search import index

from tamizdat.desk import stripping

FOLDER = "photos"


class Photo(AbstractImage):
    """A picture the newsroom may print."""

    file: Any

    caption = models.TextField(
        _("caption"), max_length=1000, help_text=_("What is to be seen, where and when: a full sentence.")
    )
    credit = models.CharField(
        _("credit"),
        max_length=300,
        help_text=_(
            "Who made it and for whom. A photographer at risk may be “Herald”. Nothing is printed without one."
        ),
    )
    alt = models.TextField(
        _("description for those who cannot see it"),
        max_length=500,
        help_text=_(
            "Say what the picture shows as you would on the telephone, in a sentence, without “photo of”. "
            "The caption is read out too: do not repeat it."
        ),
    )
    digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)  # SHA-256 of the stripped file

    admin_form_fields = ("title", "file", "caption", "credit", "alt", "collection")
    search_fields = [
        *AbstractImage.search_fields,
        index.SearchField("caption"),
        index.SearchField("credit"),
        index.FilterField("digest"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    @property
    def default_alt_text(self) -> str:
        return self.alt

    @property
    def content(self) -> bytes:
        """The stripped file's bytes."""
        with self.open_file() as file:
            return bytes(file.read())

    @classmethod
    def of(
        cls, stripped: stripping.Stripped, filename: str, caption: str, credit: str, alt: str, by: Any = None
    ) -> Photo:
        """The photo with these bytes: the one that is there, else a new one with these words."""
        digest = hashlib.sha256(stripped.bytes).hexdigest()
        if found := cls.objects.filter(digest=digest).order_by("pk").first():
            return found
        title = filename.rsplit("/", 1)[-1].rsplit(".", 1)[0][:200] or digest[:12]
        photo = cls(title=title, caption=caption, credit=credit[:300], alt=alt, uploaded_by_user=by)
        photo._take(stripped)
        photo.save()
        return photo

    def clean(self) -> None:
        super().clean()
        if self._is_new_file():
            try:
                self._strip()
            except stripping.BadPhoto as error:
                raise ValidationError({"file": str(error)}) from error

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises BadPhoto when the file was never validated and cannot be stripped."""
        replaced = self._is_new_file() and not self._state.adding
        if self._is_new_file():
            self._strip()
        super().save(*args, **kwargs)
        if replaced or getattr(self, "_replaced", False):
            self._say_it_changed()

    def _is_new_file(self) -> bool:
        if not self.file or getattr(self, "_stripped_name", None) == self.file.name:
            return False
        ours = self.file._committed and self.digest and self.file.name.startswith(f"{FOLDER}/{self.digest}")
        return not ours

    def _strip(self) -> None:
        before = self.file
        before.open()
        stripped = stripping.strip(before.read())
        if before._committed:  # somebody wrote the unstripped file already: it must not stay
            before.storage.delete(before.name)
        self._replaced = bool(self.digest)
        self._take(stripped)

    def _take(self, stripped: stripping.Stripped) -> None:
        self.digest = hashlib.sha256(stripped.bytes).hexdigest()
        self._stripped_name = f"{self.digest}.{stripping.EXTENSIONS[stripped.format]}"
        self.file = ContentFile(stripped.bytes, name=self._stripped_name)
        self._set_image_file_metadata()

    def _say_it_changed(self) -> None:
        """Pages that show this photo must be filed anew: their copy names it by its bytes."""
        for page in {use.page for use in self.uses.select_related("page__content_type")}:
            page.specific_class.objects.filter(pk=page.pk).update(turn=models.F("turn") + 1)

    def get_upload_to(self, filename: str) -> str:
        return f"{FOLDER}/{filename}"


class Rendition(AbstractRendition):
    """A size of a photo that the desk's own screens show."""

    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_a_size")
        ]
