"""Come in for the first time: a one-time link, printed to the terminal of the machine that the newsroom runs on.

A link is good once and for ten minutes; what is kept of it is a hash.  An invitation's is used up when its person has a
passkey or an app, and not before.  The demo's opens the desk at once, and only in a newsroom that is marked as demo.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import transaction

from tamizdat.desk import factors, roles, seats
from tamizdat.desk.invitations import Invitation
from tamizdat.desk.refusal import Refused
from tamizdat.desk.roles import Role

GOOD_FOR = timedelta(minutes=10)
LONGEST_NAME = 60
_named = RegexValidator(r"^\w[\w .’'-]*\Z")


def editor(name: str) -> Any:
    """The account of that name, with every right; made when there is none."""
    return _account(name, Role.KEEPER)


def invite(name: str, role: Role | None, now: datetime) -> tuple[Any, str]:
    """(the person, the path of a link) for somebody new, or for somebody who lost what he came in with.

    Without a role a person keeps the one he has; somebody new is a reporter.  Whoever had left is back with it.
    Raises Refused for a name that cannot be.
    """
    with transaction.atomic():
        user = _account(name, role)
        if not user.is_active:
            user.is_active = True
            user.save(update_fields=["is_active"])
        return user, f"/invited/{_token(user, now)}/"


def _account(name: str, role: Role | None) -> Any:
    users = get_user_model()._default_manager
    user = users.filter(username__iexact=name).first()
    if user is None:
        try:
            _named(name[: LONGEST_NAME + 1])
        except ValidationError:
            raise Refused(
                f"{name!r} is no name for an account; use letters, digits, spaces, dots and hyphens."
            ) from None
        if len(name) > LONGEST_NAME:
            raise Refused(f"A name for an account has at most {LONGEST_NAME} letters.")
        user = users.create_user(name)  # with no password
        role = role or Role.REPORTER
    if role:
        roles.give(user, role)
    return user


def one_time_link(user: Any, now: datetime) -> str:
    """Path of a fresh link that signs this person in, in the demo."""
    return f"/enter/{_token(user, now)}/"


def _token(user: Any, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    Invitation.objects.filter(expires__lte=now).delete()
    Invitation.objects.filter(user=user).delete()  # one link a person
    Invitation.objects.create(digest=_digest(token), user=user, expires=now + GOOD_FOR)
    return token


def invited(token: str, now: datetime) -> Any:
    """The person this link was made for, as long as it is good; looking does not use it up."""
    found = Invitation.objects.select_related("user").filter(digest=_digest(token), expires__gt=now).first()
    return found.user if found and found.user.is_active else None


def consume(token: str, now: datetime) -> Any:
    """The person the link was made for, once; None when it was used, is too old or was never made."""
    with transaction.atomic():
        user = invited(token, now)
        if user is None or not Invitation.objects.filter(digest=_digest(token)).delete()[0]:
            return None
    return user


def end(user: Any) -> int:
    """Close this person's account; how many open seats were taken away.  What he wrote stays, under its bylines."""
    with transaction.atomic():
        user.is_active = False
        user.save(update_fields=["is_active"])
        factors.forget(user)
        Invitation.objects.filter(user=user).delete()
        return seats.end(user.seats.all())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
