"""Take back the files of pictures when what they were kept for is rolled back: a database forgets, a disk does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from tamizdat.desk.photos import Photo


@contextmanager
def whole_or_nothing() -> Iterator[None]:
    """A transaction that also takes back the files of photos made in it."""
    made: list[Photo] = []

    def note(sender: Any, instance: Photo, created: bool, **_: Any) -> None:
        if created:
            made.append(instance)

    post_save.connect(note, sender=Photo, weak=False)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for photo in made:
            if not Photo.objects.filter(file=photo.file.name).exists():
                photo.file.storage.delete(photo.file.name)
        raise
    finally:
        post_save.disconnect(note, sender=Photo)
