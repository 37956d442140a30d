"""Nothing that was never published, or was taken back, is in any byte; and the texts that servers ask for are sane."""

from __future__ import annotations

import html
import re
import urllib.robotparser
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest

from tests.press.enclosures.opened import words_of
from tests.site.edition import Edition, texts

# https://journallist.net/reference-document-for-trust-txt-specifications
TRUST = {"member", "belongto", "control", "controlledby", "social", "vendor", "customer", "disclosure", "contact"}


def leaking(edition: Edition) -> list[str]:
    """Files that hold a secret word, as it stands or as HTML, JSON or an address would write it."""
    found = []
    said = {path: words_of(edition.read(path)) for path in edition.files}
    for secret in edition.secrets:
        needles = {form.encode() for form in _forms(secret)}
        found += [f"{path}: {secret[:40]}" for path, content in said.items() if any(one in content for one in needles)]
        found += [f"{path}: its name" for path in edition.files if secret.lower() in path.lower()]
    for path, text in texts(edition):
        plain = unquote(html.unescape(text)).lower()
        found += [f"{path}: {secret[:40]}" for secret in edition.secrets if secret.lower() in plain]
    return found


def _forms(secret: str) -> Iterator[str]:
    yield from (secret, secret.lower(), secret.upper(), html.escape(secret))
    yield secret.encode("ascii", "backslashreplace").decode()


def robots(edition: Edition) -> list[str]:
    text = edition.read("robots.txt").decode()
    parser = urllib.robotparser.RobotFileParser()
    parser.parse(text.splitlines())
    found = [] if parser.can_fetch("*", f"{edition.address}en/") else ["robots.txt forbids all"]
    maps = [edition.own(address) for address in parser.site_maps() or []]
    found += [f"robots.txt: {path} is not there" for path in maps if not path or not edition.holds(path)]
    return found if maps else [*found, "robots.txt names no sitemap"]


def trust(edition: Edition) -> list[str]:
    found = []
    for path in ("trust.txt", ".well-known/trust.txt"):
        for line in edition.read(path).decode().splitlines():
            name, _, value = line.partition("=")
            if line and not line.startswith("#") and name not in TRUST:
                found.append(f"{path}: there is no {name!r}")
            there = edition.own(value)
            if there is not None and not edition.holds(there):
                found.append(f"{path}: {value} is not there")
    return found


def security(edition: Edition) -> list[str]:
    """RFC 9116: a contact, and an end within a year."""
    lines = dict(line.split(": ", 1) for line in edition.read(".well-known/security.txt").decode().splitlines())
    found = [f"no {name}" for name in ("Contact", "Expires") if name not in lines]
    expires = datetime.fromisoformat(lines.get("Expires", "2000-01-01T00:00:00Z"))
    if not timedelta(days=30) < expires - edition.printed < timedelta(days=366):
        found.append(f"expires at {expires}")
    if not lines.get("Contact", "").startswith(("mailto:", "https://", "tel:")):
        found.append("its contact is no address")
    if lines.get("Canonical") != f"{edition.address}.well-known/security.txt":
        found.append("its canonical is another")
    return found


def strange_files(edition: Edition) -> list[str]:
    """Files of a kind that no edition has, half-written ones among them."""
    known = (".html", ".xml", ".json", ".txt", ".map", ".ics", ".jpg", ".avif", ".epub", ".zim")
    index = re.compile(r"[a-z-]+/search/\d{4}/(pagefind[\w.-]*|wasm\.\w+\.pagefind|(index|fragment)/\w+\.pf_\w+)")
    hidden = [path for path in edition.files if "/." in f"/{path}" and not path.startswith(".well-known/")]
    named_by_hash = re.compile(r"edition/(tiles|paths|old)/[0-9a-f]{2}/[0-9a-f]{62}")
    unknown = [path for path in edition.files if not path.endswith(known) and not named_by_hash.fullmatch(path)]
    unknown = [path for path in unknown if path != "sw.js" and not index.fullmatch(path)]
    return hidden + unknown


JUDGES = (leaking, robots, trust, security, strange_files)


@pytest.mark.parametrize("judge", JUDGES, ids=lambda judge: judge.__name__)
def test_no_word_stands_where_it_must_not(edition: Edition, judge: object) -> None:
    assert len(edition.secrets) >= 2
    assert judge(edition) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "judge"),
    [
        ("en/2026/11/story-0.html", "</main>", "Zanzalimor</main>", leaking),
        ("en/2026/11/story-0.html", "</main>", "Zanzal&#105;mor</main>", leaking),
        ("en/feed.json", '"items"', '"_x": "zanzalimor", "items"', leaking),
        ("robots.txt", "Allow: /", "Disallow: /", robots),
        ("robots.txt", "sitemap.xml", "none.xml", robots),
        ("trust.txt", "disclosure=", "disclosing=", trust),
        ("trust.txt", "ethics.html", "ethic.html", trust),
        (".well-known/security.txt", "Expires: 2027", "Expires: 2028", security),
        (".well-known/security.txt", "mailto:", "", security),
        (".well-known/security.txt", "Contact", "Contacts", security),
    ],
)
def test_the_judges_bite(odd_edition: Edition, path: str, old: str, new: str, judge: object) -> None:
    content = odd_edition.read(path).decode()

    assert old in content
    assert judge(odd_edition.having(path, content.replace(old, new)))


def test_a_secret_in_a_picture_or_a_name_is_found(odd_edition: Edition) -> None:
    assert leaking(odd_edition.having("photos/x.jpg", b"\xff\xd8 Quorvexil"))
    assert leaking(odd_edition.having("en/zanzalimor.html", "<!doctype html>"))
    assert strange_files(odd_edition.having("en/.new-abc", b""))
