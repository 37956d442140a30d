"""What a person shows to come in: a passkey; or a password, and with it a code from an app or from a sheet of paper.

django-allauth keeps them and knows the ceremonies; this is all that we use of it.  A code from the app is good once,
also when the newsroom was started anew in between.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from struct import error as StructError
from typing import Any

from allauth.core.context import request_context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

PERIOD = 30  # seconds that a code of the app is shown
NEIGHBOURS = (0, -1, 1)  # a telephone's clock may be half a minute off
APP_DIGITS = 6


class NotShown(Exception):
    """What was shown is not what is asked for.  Says no more: whoever guesses learns nothing."""


# Passkeys


def passkey_wanted(request: HttpRequest, user: Any) -> dict[str, Any]:
    """What the browser needs to make a passkey for this person; PIN or finger are asked for each time."""
    with request_context(request):
        return _plain(webauthn.begin_registration(user, passwordless=True))


def keep_passkey(request: HttpRequest, user: Any, credential: str, name: str) -> None:
    """Raises NotShown."""
    with _shown(request):
        made = json.loads(credential)
        webauthn.parse_registration_response(made)
        if not webauthn.complete_registration(made).is_user_verified():
            raise NotShown
        webauthn.WebAuthn.add(user, name, made)


def passkey_asked(request: HttpRequest) -> dict[str, Any]:
    """What the browser needs to show some passkey of this desk."""
    with request_context(request):
        return _plain(webauthn.begin_authentication(None))


def by_passkey(request: HttpRequest, credential: str, now: datetime) -> Any:
    """Whose passkey this is.  Raises NotShown."""
    with _shown(request):
        shown = json.loads(credential)
        webauthn.parse_authentication_response(shown)
        user = webauthn.extract_user_from_response(shown)
        used = webauthn.complete_authentication(user, shown)
        if not user.is_active:
            raise NotShown
        Authenticator.objects.filter(pk=used.pk).update(last_used_at=now)
        return user


@contextmanager
def _shown(request: HttpRequest) -> Iterator[None]:
    try:
        with request_context(request):
            yield
    except (ValidationError, LookupError, ValueError, TypeError, AttributeError, RecursionError, StructError) as error:
        raise NotShown from error


def _plain(options: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(json.dumps(options, default=dict)))


# Apps


def app_secret(request: HttpRequest) -> str:
    """The secret that this browser is being shown, until it is kept or the session ends."""
    with request_context(request):
        return str(totp.get_totp_secret())


def app_picture(request: HttpRequest, user: Any) -> str:
    """The secret as an SVG to be photographed by the app."""
    with request_context(request):
        adapter = get_adapter()
        return str(adapter.build_totp_svg(adapter.build_totp_url(user, app_secret(request))))


@transaction.atomic
def keep_app(request: HttpRequest, user: Any, code: str, now: datetime) -> None:
    """The app shows the right code, so from now on its codes count, and no other app's.  Raises NotShown."""
    secret = app_secret(request)
    counter = _counter(secret, code, now, after=0)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    kept = totp.TOTP.activate(user, secret).instance
    kept.data["counter"] = counter
    kept.save()
    with request_context(request):
        totp.clear_totp_secret(request)


def _counter(secret: str, code: str, now: datetime, after: int) -> int:
    """Which of the app's periods this code belongs to.  Raises NotShown, also for one not later than `after`."""
    here = int(now.timestamp()) // PERIOD
    for counter in (here + step for step in NEIGHBOURS):
        expected = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if counter > after and compare_user_code(actual=code, expected=expected):
            return counter
    raise NotShown


# A password and a code


def by_code(name: str, password: str, code: str, now: datetime) -> tuple[Any, bool]:
    """(whose these are, whether the code came from the sheet).  Raises NotShown, for whatever reason."""
    user = get_user_model()._default_manager.filter(username__iexact=name.strip(), is_active=True).first()
    if user is None:
        make_password(password)  # as slow as for somebody who is known
        raise NotShown
    if not user.check_password(password):
        raise NotShown
    code = "".join(code.split()).replace("-", "")
    if len(code) == APP_DIGITS:
        _use_app(user, code, now)
        return user, False
    _use_sheet(user, code, now)
    return user, True


@transaction.atomic
def _use_app(user: Any, code: str, now: datetime) -> None:
    kept = Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.TOTP).first()
    if kept is None:
        raise NotShown
    kept.data["counter"] = _counter(kept.data["secret"], code, now, after=kept.data.get("counter", 0))
    kept.last_used_at = now
    kept.save()


def _use_sheet(user: Any, code: str, now: datetime) -> None:
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    if kept is None or not RecoveryCodes(kept).validate_code(code):
        raise NotShown
    Authenticator.objects.filter(pk=kept.pk).update(last_used_at=now)


# Sheets of recovery codes


@transaction.atomic
def fresh_sheet(user: Any) -> list[str]:
    """Ten codes to be written down; those of an earlier sheet open nothing any more."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    return list(RecoveryCodes.activate(user).generate_codes())


def codes_left(user: Any) -> int:
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(RecoveryCodes(kept).get_unused_codes()) if kept else 0


# What a person has


def devices(user: Any) -> Any:
    """Passkeys and app, the oldest first."""
    return (
        Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).order_by("created_at")
    )


@transaction.atomic
def remove(user: Any, pk: int) -> bool:
    """One passkey or app of this person's opens nothing any more; False for the last, which is kept."""
    held = list(devices(user).select_for_update())
    if len(held) < 2:
        return False
    return any(one.delete()[0] for one in held if one.pk == pk)


def forget(user: Any) -> None:
    """Nothing this person has opens anything any more."""
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
