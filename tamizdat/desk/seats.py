"""Seats: who sits at the desk now, and what they showed to get in.

A session alone opens nothing.  It needs a seat, and a seat is taken by whoever has shown two factors; when it is given
up, or taken away, the session is worth nothing at once, wherever its cookie lies.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.signals import user_logged_out
from django.contrib.sessions.models import Session
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

IDLE = timedelta(hours=12)  # a seat that nobody used for so long is free again
LONGEST = timedelta(days=7)
LOOK = timedelta(minutes=5)  # how exactly it is written down when a seat was used
BACKEND = "django.contrib.auth.backends.ModelBackend"


class Way(StrEnum):
    PASSKEY = "passkey"
    APP = "app"  # with a password
    SHEET = "sheet"  # of recovery codes, with a password
    DEMO = "demo"


NAMES = {
    Way.PASSKEY: _("passkey"),
    Way.APP: _("password and app"),
    Way.SHEET: _("password and recovery code"),
    Way.DEMO: _("one-time link of the demo"),
}


class Seat(models.Model):
    """One person at one browser."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seats")
    session = models.CharField(max_length=40, unique=True)
    way = models.CharField(max_length=10, choices=[(way.value, name) for way, name in NAMES.items()])
    taken = models.DateTimeField()
    used = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user} since {self.taken:%Y-%m-%d %H:%M}"


def take(request: HttpRequest, user: Any, way: Way, now: datetime) -> Seat:
    """Sign this person in, in a new session."""
    end(Seat.objects.filter(models.Q(used__lte=now - IDLE) | models.Q(taken__lte=now - LONGEST)))
    request.session.flush()
    login(request, user, backend=BACKEND)
    return Seat.objects.create(user=user, session=request.session.session_key, way=way, taken=now, used=now)


def of(request: HttpRequest, now: datetime) -> Seat | None:
    """The seat of whoever asks; None when there is none, or when it was left for too long."""
    seat = Seat.objects.filter(session=request.session.session_key or "-", user=request.user).first()
    if seat is None or now - seat.used > IDLE or now - seat.taken > LONGEST:
        return None
    if now - seat.used > LOOK:
        seat.used = now
        seat.save(update_fields=["used"])
    return seat


def taken_by(user: Any, now: datetime) -> Any:
    """A person's open seats, the latest used first."""
    return Seat.objects.filter(user=user, used__gt=now - IDLE, taken__gt=now - LONGEST).order_by("-used")


def last_seen(user: Any) -> datetime | None:
    """When a person last came in, or used an open seat."""
    used = user.seats.aggregate(models.Max("used"))["used__max"]
    return max((moment for moment in (used, user.last_login) if moment), default=None)


def end(seats: Any) -> int:
    """Take seats away, and their sessions with them.  Of each is kept on which day its person was last seen."""
    keys = []
    for seat in seats.select_related("user"):
        keys.append(seat.session)
        type(seat.user).objects.filter(pk=seat.user.pk, last_login__lt=seat.used).update(last_login=seat.used)
    Session.objects.filter(session_key__in=keys).delete()
    return int(seats.delete()[0])


def listen() -> None:
    user_logged_out.connect(_leave, dispatch_uid="a seat is left")


def _leave(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    end(Seat.objects.filter(session=request.session.session_key or "-"))
