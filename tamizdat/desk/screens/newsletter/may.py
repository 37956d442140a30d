"""Who may do what with the newsletter, and who else there is to look at an issue."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from tamizdat.desk import roles
from tamizdat.desk.roles import Role

WRITING = (Role.EDITOR, Role.PUBLISHER, Role.KEEPER)
SENDING = (Role.PUBLISHER, Role.KEEPER)
View = Callable[..., HttpResponse]


def writes(user: Any) -> bool:
    return roles.of(user) in WRITING


def sends(user: Any) -> bool:
    """May approve an issue, stop it, and open the list."""
    return roles.of(user) in SENDING


def for_writers(view: View) -> View:
    return _only(writes, view)


def for_senders(view: View) -> View:
    return _only(sends, view)


def _only(may: Callable[[Any], bool], view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        if not may(request.user):
            raise PermissionDenied
        return view(request, *given, **named)

    return guarded


def others(user: Any) -> bool:
    """Is there anybody else who could approve?"""
    people = get_user_model()._default_manager.filter(is_active=True).exclude(pk=user.pk)
    return any(sends(person) for person in people)
