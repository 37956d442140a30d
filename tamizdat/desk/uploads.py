"""Files that wait for their words.

Where several photos are uploaded at once, Wagtail puts each on the disk as it came, until its form is filled in or for
ever.  It is stripped before that, like every other.
"""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.db.models.signals import pre_save

from tamizdat.desk import stripping


def strip(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Raises BadPhoto, and nothing is written; the form has refused such a file before."""
    if instance.file and not instance.file._committed:
        instance.file.open()
        stripped = stripping.strip(instance.file.read())
        name = instance.file.name.rsplit("/", 1)[-1].rpartition(".")[0] or "photo"
        instance.file = ContentFile(stripped.bytes, name=f"{name}.{stripping.EXTENSIONS[stripped.format]}")


def listen() -> None:
    from wagtail.models import UploadedFile

    pre_save.connect(strip, sender=UploadedFile, dispatch_uid="strip")
