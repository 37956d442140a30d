"""Come in: a one-time link, printed to the terminal of the machine that the newsroom runs on.

There are no passwords.  A link is good once and for ten minutes; what is kept of it is a hash.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from tamizdat.desk.invitations import Invitation

GOOD_FOR = timedelta(minutes=10)


def editor(name: str) -> Any:
    """The account of that name, with every right; made when there is none."""
    users = get_user_model()._default_manager
    user, made = users.get_or_create(username=name, defaults={"is_staff": True, "is_superuser": True})
    if made:
        user.set_unusable_password()
        user.save()
    return user


def one_time_link(user: Any, now: datetime) -> str:
    """Path of a fresh link that signs this person in."""
    token = secrets.token_urlsafe(32)
    Invitation.objects.filter(expires__lte=now).delete()
    Invitation.objects.create(digest=_digest(token), user=user, expires=now + GOOD_FOR)
    return f"/enter/{token}/"


def is_good(token: str, now: datetime) -> bool:
    """Would this link let somebody in?"""
    return Invitation.objects.filter(digest=_digest(token), expires__gt=now).exists()


def consume(token: str, now: datetime) -> Any:
    """The person the link was made for, once; None when it was used, is too old or was never made."""
    with transaction.atomic():
        found = Invitation.objects.select_related("user").filter(digest=_digest(token), expires__gt=now).first()
        if found is None or not Invitation.objects.filter(pk=found.pk).delete()[0]:
            return None
    return found.user if found.user.is_active else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
