"""The newsletter's rows, in a database of their own.

No row says who somebody is: addresses are in sealed records only.  Those of the list open with a key that is locked;
those that wait for an answer with the intake's, which is destroyed after two weeks.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Letterbox(models.Model):
    """Where readers' forms are fetched from."""

    address = models.CharField(max_length=200, unique=True)  # "https://herald.example"
    heard = models.DateTimeField(null=True)  # when it last answered
    trouble = models.TextField(default="")  # why it did not, since

    @classmethod
    def site(cls) -> str:
        """Where links in mail lead: the first one's address; empty when there is none."""
        return cls.objects.order_by("id").values_list("address", flat=True).first() or ""


class Came(models.Model):
    """A letter that was taken: it may be fetched again, and does nothing then."""

    name = models.BinaryField(primary_key=True)
    day = models.DateField(db_index=True)


class Pending(models.Model):
    """What waits for its owner to press a button, or for the hour in which mail may be sent to them."""

    WAITS = (
        ("join", "a confirmation"),
        ("ask", "a choice"),
        ("remind", "a day"),
        ("later", "room among this hour's mail"),
    )

    kind = models.CharField(max_length=10, choices=WAITS)
    print = models.BinaryField(unique=True)  # of the token that was mailed; of the letter, for what comes later
    sealed = models.BinaryField()  # for the intake
    day = models.DateField(db_index=True)


class Subscription(models.Model):
    """Somebody who gets the newsletter.  Nothing here but the sealed record says who."""

    sealed = models.BinaryField()  # for the list
    languages = models.JSONField(default=list)
    full = models.BooleanField(default=False)
    day = models.DateField()  # when it was confirmed
    bounced = models.DateField(null=True)  # when mail to it came back first


class Token(models.Model):
    """By what was mailed to a reader, their subscription is found without knowing whose it is."""

    print = models.BinaryField(unique=True)
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="tokens")


class Gone(models.Model):
    """A token whose owner left: what is frozen by then is not sent to them."""

    print = models.BinaryField(unique=True)
    day = models.DateField(db_index=True)


class Wish(models.Model):
    """What the owner of an address wants, to be done when the list is opened next."""

    sealed = models.BinaryField()  # for the list
    day = models.DateField()


class Reminder(models.Model):
    """Somebody wants one message on a day some months off, and confirmed it."""

    sealed = models.BinaryField()  # for the list
    day = models.DateField(db_index=True)


class Suppressed(models.Model):
    """The mark of an address that nothing may be sent to: it bounced, complained, or asked to be forgotten."""

    mark = models.BinaryField(unique=True)
    why = models.CharField(max_length=20)
    day = models.DateField()


class Heard(models.Model):
    """What a mail vendor told of a message, until it is known whose it was: for a minute."""

    message = models.CharField(max_length=32)  # what stands before the @ of its id
    why = models.CharField(max_length=20)
    day = models.DateField()


class Opening(models.Model):
    """Somebody opened the list: when, who, what for, and how many records.  Nothing of what was in them."""

    at = models.DateTimeField()
    who = models.CharField(max_length=150)
    purpose = models.CharField(max_length=40)
    records = models.PositiveIntegerField(default=0)


class Count(models.Model):
    """How often something happened on a day; for charts."""

    day = models.DateField()
    what = models.CharField(max_length=20)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "what"], name="one_count_a_day")]


class Rhythm(models.Model):
    """When issues go out: one row.  The hour is that of the newsroom's own clock."""

    weekday = models.PositiveSmallIntegerField(default=4)  # 0 is Monday
    hour = models.PositiveSmallIntegerField(default=18)
    minute = models.PositiveSmallIntegerField(default=0)


class Issue(models.Model):
    """One issue of the newsletter, in one language."""

    STATES = (("draft", "draft"), ("approved", "approved"), ("frozen", "frozen"), ("sent", "sent"))

    language = models.CharField(max_length=20)
    subject = models.CharField(max_length=150)
    intro = models.TextField(default="", blank=True)  # plain text, paragraphs parted by an empty line
    appeal = models.TextField(default="", blank=True)  # the same
    due = models.DateTimeField()
    state = models.CharField(max_length=10, choices=STATES, default="draft")
    secret = models.CharField(max_length=64)  # of its message ids
    made_by = models.CharField(max_length=150, default="")
    approved_by = models.CharField(max_length=150, default="")
    approved = models.CharField(max_length=64, default="")  # digest of what was approved
    frozen_at = models.DateTimeField(null=True)
    candidates = models.PositiveIntegerField(default=0)  # on the list when it was frozen
    excluded = models.JSONField(default=dict)  # reason -> how many of them
    said = models.JSONField(default=dict)  # all that was frozen of it, whatever becomes of its stories
    sent_at = models.DateTimeField(null=True)
    waits = models.TextField(default="")  # why it did not go out at its hour
    figures = models.JSONField(default=dict)  # when it was sent: sent, refused, skipped


class Pick(models.Model):
    """A story in an issue, with words of its own where the editor gave some."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="picks")
    position = models.PositiveSmallIntegerField()
    story = models.CharField(max_length=32)  # key of its copy
    headline = models.CharField(max_length=300, default="", blank=True)
    blurb = models.TextField(default="", blank=True)
