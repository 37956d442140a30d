"""The ledger: promises and movements of money.  Amounts and days; no person is in it, nor a moment of the day."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from tamizdat.support.applying import Changes, Known, apply
from tamizdat.support.truth import Snapshot, Sort, State


class Pledge(models.Model):
    """A promise to give: once, monthly or yearly."""

    provider = models.CharField(max_length=20)
    remote = models.CharField(max_length=255)  # the provider's name for its checkout
    subscription = models.CharField(max_length=255, blank=True)  # for what repeats
    rhythm = models.CharField(max_length=8)
    amount = models.BigIntegerField()  # of one payment, minor units
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, default=State.OPENED)
    language = models.CharField(max_length=35, blank=True)
    variant = models.CharField(max_length=60, blank=True)  # of the appeal that led to it
    opened = models.DateField()
    renews = models.DateField(null=True)
    asked = models.DateTimeField(null=True)  # when the provider was last asked; not when the reader did anything
    doubt = models.CharField(max_length=200, blank=True)  # what a person must look at

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "remote"], name="one_pledge_a_checkout")]
        indexes = [
            models.Index(fields=["provider", "subscription"], name="by_subscription"),
            models.Index(fields=["state"], name="by_state"),
        ]

    @property
    def repeats(self) -> bool:
        return self.rhythm != "once"

    def known(self) -> Known:
        return Known(
            repeats=self.repeats,
            state=State(self.state),
            amount=self.amount,
            currency=self.currency,
            renews=self.renews,
            subscription=self.subscription,
            asked=self.asked,
            entries=frozenset(self.entries.values_list("remote", flat=True)),
        )

    def learn(self, snapshot: Snapshot) -> Changes:
        """Bring it to what its provider says, in one transaction.  Returns what that changed."""
        with transaction.atomic(using="ledger"):
            self.refresh_from_db()
            changes = apply(self.known(), snapshot)
            for name in ("state", "amount", "subscription", "asked"):
                if (value := getattr(changes, name)) is not None:
                    setattr(self, name, value)
            if changes.asked is not None:
                self.renews, self.doubt = changes.renews, changes.doubt[:200]
            self.save()
            for one in changes.entries:
                # One movement is written down once, whichever pledge it was first met at.
                Entry.objects.get_or_create(
                    provider=self.provider,
                    remote=one.remote,
                    defaults={
                        "pledge": self,
                        "sort": one.sort,
                        "amount": one.amount,
                        "currency": one.currency,
                        "day": one.day,
                    },
                )
        return changes


class AppendOnly(models.QuerySet):
    """Rows that are written once."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("an entry is never changed; write another one against it.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("an entry is never taken away; write another one against it.")


class Entry(models.Model):
    """One movement of money, as its provider booked it."""

    pledge = models.ForeignKey(Pledge, null=True, on_delete=models.PROTECT, related_name="entries")
    provider = models.CharField(max_length=20)
    remote = models.CharField(max_length=255)
    sort = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Sort])
    amount = models.BigIntegerField()  # minor units, signed: what comes to us is positive
    currency = models.CharField(max_length=3)
    day = models.DateField()

    objects = AppendOnly.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "remote"], name="one_entry_a_movement")]
        indexes = [models.Index(fields=["day"], name="by_day")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and not self._state.adding:
            raise TypeError("an entry is never changed; write another one against it.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("an entry is never taken away; write another one against it.")


class Hint(models.Model):
    """Somebody says that something happened at a provider.  Never what: that is asked for."""

    provider = models.CharField(max_length=20)
    event = models.CharField(max_length=255)
    object = models.CharField(max_length=255)
    day = models.DateField()
    done = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "event"], name="one_hint_an_event")]


class Orphan(models.Model):
    """Money, or a checkout, that nobody here can place.  A person looks at it."""

    provider = models.CharField(max_length=20)
    remote = models.CharField(max_length=255)
    why = models.CharField(max_length=200)
    day = models.DateField()
    settled = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "remote"], name="one_orphan_a_remote")]


class Switch(models.Model):
    """Whether a provider is used at all, and why it is not."""

    provider = models.CharField(max_length=20, primary_key=True)
    off = models.BooleanField(default=False)
    why = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()


class Signature(models.Model):
    """A keeper answers for a provider that does not refuse cards at risk before their bank is asked, until a day."""

    provider = models.CharField(max_length=20)
    language = models.CharField(max_length=35)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    until = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["provider", "language"], name="by_way")]


class Attestation(models.Model):
    """Somebody looked at an account's rules, where no interface tells them."""

    provider = models.CharField(max_length=20)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()


class Alarm(models.Model):
    """A card of a country at risk reached its bank.  A person decides what to do; nothing is paid back by itself."""

    provider = models.CharField(max_length=20)
    remote = models.CharField(max_length=255, unique=True)
    day = models.DateField()
    by = models.CharField(max_length=150, blank=True)  # who has looked at it
    at = models.DateTimeField(null=True)


class Stated(models.Model):
    """A line of a bank's statement that carried a reference of ours.  Who paid is not in it."""

    name = models.CharField(max_length=100, unique=True)  # what the line is, so that it is brought once
    reference = models.CharField(max_length=20, db_index=True)
    day = models.DateField()
    amount = models.BigIntegerField()  # minor units
    currency = models.CharField(max_length=3)
    brought = models.DateTimeField()


class Cursor(models.Model):
    """How far a provider's own list of what moved has been read."""

    provider = models.CharField(max_length=20, primary_key=True)
    until = models.DateTimeField()
