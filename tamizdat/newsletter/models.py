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


class Came(models.Model):
    """A letter that was taken: it may be fetched again, and does nothing then."""

    name = models.BinaryField(primary_key=True)
    day = models.DateField(db_index=True)


class Pending(models.Model):
    """What waits for its owner to press a button, or for the hour in which mail may be sent to them."""

    WAITS = (("join", "a confirmation"), ("ask", "a choice"), ("later", "room among this hour's mail"))

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


class Suppressed(models.Model):
    """The mark of an address that nothing may be sent to: it bounced, complained, or asked to be forgotten."""

    mark = models.BinaryField(unique=True)
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
