"""Every screen answers those who are signed in, and nobody else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from tamizdat.desk.actions.schedule import schedule
from tamizdat.desk.actions.stand import stand
from tamizdat.desk.actions.translate import translate
from tamizdat.desk.draft import Block
from tamizdat.desk.sweep import sweep
from tests import cast

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
# Addresses in attributes, and those that scripts find in the page's own JSON.
ADDRESS = re.compile(r"""(?:href|src|action)=["']([^"'#\s]+)["']|["'](/admin/[^"'\s]*)["']""")

SKIPPED = re.compile(r"logout|/bulk/|/static/|block-preview|/999999/|\\\\|%5C|/documents/")  # some want to know of what


@pytest.fixture
def desk(newsroom: Any, picture: bytes) -> Client:
    """Vera at a desk with a story in every state."""
    words = (Block(kind="paragraph", value="<p>Write to us at the harbour.</p>"),)
    printed = cast.story(photo=cast.draft_photo()).publish(now=NOW)
    translate(printed, "ru")
    schedule(cast.story(headline="The night ferry"), NOW + timedelta(days=400))
    cast.story(headline="A draft").publish(now=NOW).edit(headline="A draft, changed")
    stand("en", "about", 1, "About the Herald", words).publish(now=NOW)
    sweep(NOW)
    client = Client(raise_request_exception=False)
    client.force_login(cast.vera())
    return client


def _found(page: str, here: str) -> set[str]:
    text = page + unescape(page).replace("\\", "")
    found = {urljoin(here, one or two) for one, two in ADDRESS.findall(text)}
    return {one for one in found if one.startswith("/admin/") and not SKIPPED.search(one)}


def _answers(client: Client, address: str) -> tuple[int, str]:
    response = client.get(address, HTTP_HOST="localhost")
    kind = response.headers.get("Content-Type", "")
    text = f' href="{response.headers["Location"]}"' if "Location" in response.headers else ""
    if kind.startswith("application/json"):
        text += " ".join(part for part in response.json().values() if isinstance(part, str))
    elif kind.startswith("text/html") and "Content-Security-Policy" not in response.text:  # not a proof's own links
        text += response.text
    return response.status_code, text


def test_every_address_that_a_screen_names_answers(desk: Client) -> None:
    seen, waiting, failed = {"/admin/"}, ["/admin/"], []

    while waiting:
        address = waiting.pop()
        status, text = _answers(desk, address)
        # 405: an address that a script posts to.
        if status not in (200, 301, 302, 405):
            failed.append(f"{status} {address}")
        for one in sorted(_found(text, address)):
            key = urlsplit(one).path
            if key not in seen:
                seen.add(key)
                waiting.append(one)

    assert "\n".join(failed) == ""
    assert len(seen) > 80
