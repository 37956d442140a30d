"""Coming in as tests do it: somebody is invited, keeps an app, and shows name, password and code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone

from tamizdat.desk import factors
from tamizdat.desk.entering import invite
from tamizdat.desk.roles import Role

MINUTE = timedelta(minutes=1)
PASSWORD = "herring under a fur coat"


@pytest.fixture(autouse=True)
def nobody_tried_yet() -> Iterator[None]:
    cache.clear()
    # Slow hashing is Django's own, and took 20 of these tests' 30 seconds.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
    cache.clear()


def is_in(client: Client) -> bool:
    return bool(client.get("/admin/").status_code == 200)


def code_of(secret: str, now: datetime | None = None) -> str:
    """What the app shows."""
    moment = now or timezone.now()
    return totp.format_hotp_value(totp.hotp_value(secret, int(moment.timestamp()) // factors.PERIOD))


def enrolled(name: str = "Olga", role: Role = Role.EDITOR) -> tuple[Client, str, list[str]]:
    """Somebody who came by an invitation and chose an app: her browser, the app's secret, her sheet of codes."""
    client = Client()
    _, path = invite(name, role, timezone.now())
    page = client.get(path).text
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert secret
    sheet = client.post(path, {"password": PASSWORD, "code": code_of(secret[1])}).text
    return client, secret[1], re.findall(r"<li>(\d{8})</li>", sheet)


def signs_in(name: str, password: str, code: str) -> Client:
    client = Client()
    client.post("/sign-in/", {"name": name, "password": password, "code": code})
    return client


def later(secret: str) -> str:
    """The app's next code: the one shown now was used already."""
    return code_of(secret, timezone.now() + timedelta(seconds=factors.PERIOD))


def cast_olga() -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username="Olga")
