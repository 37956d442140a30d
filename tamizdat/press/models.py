"""The press's own books: what was filed, what each plate read, which sheets that made.

Everything here can be made again from the desk, except the shelves' bounds and the editions' numbers, which are kept
like addresses: once given, they stay.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Change(models.Model):
    """Copy that waits for the next run.  The newest change of a name wins."""

    name = models.CharField(max_length=400, db_index=True)  # "story:KEY"
    body = models.TextField()  # JSON of the row; empty: withdrawn
    stamp = models.CharField(max_length=300)  # what the filer wants to be told by `held`
    filed = models.DateTimeField(auto_now_add=True)


class Filed(models.Model):
    """One row of copy as the press holds it.  Changes only inside a run, so that a run sees one state."""

    name = models.CharField(max_length=400, primary_key=True)
    body = models.TextField()
    digest = models.CharField(max_length=64)
    stamp = models.CharField(max_length=300)


class Entry(models.Model):
    """A row's place in one list ("en/section/news", "photo/KEY", "sections"), ordered by position."""

    list = models.CharField(max_length=500)
    position = models.CharField(max_length=200)
    row = models.CharField(max_length=400, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["list", "position"], name="one_row_a_position")]


class Shelf(models.Model):
    """A full shelf of a list: numbered from the oldest, its bounds never moved once given.

    It holds the positions from `low` (included) to the next shelf's `low` (left out); the last one, to `high`.
    """

    list = models.CharField(max_length=500)
    number = models.PositiveIntegerField()  # from 1
    low = models.CharField(max_length=200)  # "" for the first
    high = models.CharField(max_length=200)  # left out

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["list", "number"], name="one_shelf_a_number")]


class Plate(models.Model):
    """What prints sheets: a kind and its argument, with what it read the last time."""

    name = models.CharField(max_length=600, unique=True)  # "story/KEY", "front/en"
    dirty = models.BooleanField(default=True)
    due = models.DateTimeField(null=True, db_index=True)  # when time alone changes it
    value = models.TextField(default="")  # of a standing plate, which other plates read

    class Meta:
        indexes: ClassVar = [models.Index(fields=["id"], name="plates_to_print", condition=models.Q(dirty=True))]


class Point(models.Model):
    """A plate read one thing: "story:KEY#card"."""

    plate = models.ForeignKey(Plate, models.CASCADE, related_name="points")
    key = models.CharField(max_length=500, db_index=True)


class Range(models.Model):
    """A plate read a stretch of a list, both bounds included; whatever enters or leaves it touches the plate."""

    plate = models.ForeignKey(Plate, models.CASCADE, related_name="ranges")
    list = models.CharField(max_length=500)
    low = models.CharField(max_length=200)
    high = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["list", "high"], name="range_by_list")]


class Sheet(models.Model):
    """One file of the edition.  Where `digest` and `placed` differ, the served folder is behind."""

    path = models.CharField(max_length=1000, primary_key=True)
    plate = models.ForeignKey(Plate, models.SET_NULL, null=True, related_name="sheets")
    digest = models.CharField(max_length=64)  # SHA-256 of the bytes; empty: to be removed
    placed = models.CharField(max_length=64, default="")
    signed = models.CharField(max_length=64, default="")  # of the bytes that the newest head stands for
    size = models.PositiveIntegerField(default=0)  # bytes

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["path"], name="sheets_to_place", condition=~models.Q(digest=models.F("placed"))),
            models.Index(fields=["path"], name="sheets_to_sign", condition=~models.Q(digest=models.F("signed"))),
        ]


class Rendition(models.Model):
    """A size of a photo that was made once."""

    photo = models.CharField(max_length=64)
    recipe = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField()  # pixels
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()  # bytes

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["photo", "recipe"], name="one_rendition_a_recipe")]


class Problem(models.Model):
    """Something a plate could not print, for the desk to show.  Gone when the plate prints again."""

    plate = models.ForeignKey(Plate, models.CASCADE, related_name="problems")
    text = models.TextField()


class Run(models.Model):
    """One run of the press.  `finished` stays empty when it was killed; the next run goes on from there."""

    edition = models.PositiveIntegerField()
    started = models.DateTimeField()
    finished = models.DateTimeField(null=True)
    rendered = models.PositiveIntegerField(default=0)  # sheets
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)  # of the sheets changed
    tree = models.TextField(default="")  # edition.json as it was signed; empty: nothing was


class Theme(models.Model):
    """What the edition was printed with the last time (press.theme)."""

    digest = models.CharField(max_length=64)


class Old(models.Model):
    """Bytes that a path held in an earlier edition, kept for readers who have its head."""

    path = models.CharField(max_length=1000, db_index=True)
    digest = models.CharField(max_length=64, unique=True)  # of the leaf, in hex: its name in old/
    edition = models.PositiveIntegerField()  # the last one that had it
    at = models.DateTimeField()  # when it was replaced


class SignedHead(models.Model):
    """The newest head.  It is written in one transaction with what it stands for, then placed."""

    body = models.TextField()  # JSON of edition.head.Head
    at = models.DateTimeField()  # when it was signed
