"""Addresses between sheets and out into the world."""

from __future__ import annotations

from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tamizdat.press.links import absolute, relative


@pytest.mark.parametrize(
    ("here", "there", "written"),
    [
        ("index.html", "en/index.html", "en/index.html"),
        ("en/2026/11/a.html", "en/2026/11/b.html", "b.html"),
        ("en/2026/11/a.html", "en/2026/11/a.html", "a.html"),
        ("en/2026/11/a.html", "photos/p.jpg", "../../../photos/p.jpg"),
        ("en/index.html", "index.html", "../index.html"),
        ("404.html", "ru/новости/index.html", "ru/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/index.html"),
        ("a.html", "b c.html", "b%20c.html"),
        ("a.html", "50%.html", "50%25.html"),
        ("a.html", "what?.html", "what%3F.html"),
        ("a.html", "c#.html", "c%23.html"),
    ],
)
def test_a_relative_address_leads_there(here: str, there: str, written: str) -> None:
    address = relative(here, there)

    assert address == written
    assert unquote(urlsplit(urljoin(f"https://x.example/{here}", address)).path) == f"/{there}"


@pytest.mark.parametrize("name", ["a:b.html", "javascript:alert(1).html", "//evil.example.html", "mailto:x.html"])
def test_a_name_with_a_colon_is_no_scheme(name: str) -> None:
    address = relative("en/a.html", f"en/{name.lstrip('/')}")

    assert urlsplit(address).scheme == ""
    assert urlsplit(address).netloc == ""


@pytest.mark.parametrize(
    ("there", "written"),
    [
        ("index.html", "https://herald.example/"),
        ("en/index.html", "https://herald.example/en/"),
        ("en/a.html", "https://herald.example/en/a.html"),
        ("en/суд.html", "https://herald.example/en/%D1%81%D1%83%D0%B4.html"),
    ],
)
def test_an_absolute_address_stands_at_the_public_one(there: str, written: str) -> None:
    assert absolute("https://herald.example/", there) == written
    assert absolute("", there) == ""
