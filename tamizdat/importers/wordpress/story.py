"""One entry of an export as a story: its words, names, headings, dates and old addresses."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from tamizdat.importers import addresses
from tamizdat.importers.dates import moment
from tamizdat.importers.found import UTC, Notes
from tamizdat.importers.vocabulary import either
from tamizdat.importers.wordpress.entries import Entry, Heading, Term
from tamizdat.importers.words import listed, one_line, plain

_NO_SECTION = re.compile(rf"^(?:{either('no-section')})(?:-\w\w)?$", re.IGNORECASE)
_NO_TOPIC = listed("author post_format language post_translations nav_menu wp_theme term_language category post_tag")
_PRIMARY = re.compile(r"primary[_-](?:category|section|term)$", re.IGNORECASE)
_BYLINE_KEY = re.compile(
    r"^_?(?:custom[_-]?|guest[_-]?)?(?:byline|guest[_-]?author|author[_-]?(?:name|byline)|custom[_-]?author)$",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:admin\w*|administrator|root|webmaster|wordpress|wp-?admin|user\d*|test\d*user)$", re.IGNORECASE
)
_MAIL = re.compile(r"\S+@\S+\.\w+")


@dataclass(frozen=True)
class Headings:
    """Where a story is filed."""

    section: str
    topics: tuple[str, ...]
    language: str  # as a plugin for languages says; "" where none does
    siblings: str  # shared by the translations of one story


def headline(entry: Entry, text: str, notes: Notes) -> str:
    """The title; without one the first words of the text."""
    if title := plain(entry.get("title")):
        return title
    notes.say("it had no title; its first words stand in")
    words = one_line(text)
    return words if len(words) <= 80 else words[:80].rsplit(" ", 1)[0] + "…"


def bylines(entry: Entry, heading: Heading, notes: Notes) -> tuple[str, ...]:
    """The names readers saw: co-authors, else a byline of the story's own, else who wrote it."""
    coauthors = [_shown(term.name, term.slug, heading) for term in entry.terms if term.domain == "author"]
    own = [
        plain(value)
        for key, value in entry.meta.items()
        if _BYLINE_KEY.match(key) and plain(value) and not value.isdigit()
    ]
    creator = one_line(entry.get("dc:creator"))
    names = coauthors or own or ([plain(heading.authors.get(creator, creator))] if creator else [])
    names = [re.sub("[\u200b-\u200f]", "", name).strip() for name in names]
    kept = [name for name in dict.fromkeys(names) if name and not _is_account(name, notes)]
    return tuple(kept)


def _shown(name: str, slug: str, heading: Heading) -> str:
    login = slug.removeprefix("cap-")
    if name in (slug, login) or name in heading.authors:
        return plain(heading.authors.get(name) or heading.authors.get(login) or name)
    return plain(name)


def _is_account(name: str, notes: Notes) -> bool:
    if _MAIL.fullmatch(name):
        notes.say("a mail address is no byline: left out")
        return True
    if _NOBODY.match(name):
        notes.say(f"the account “{name}” is no byline: left out")
        return True
    return False


def headings(entry: Entry, site: Heading) -> Headings:
    """Section, topics, language and translations of an entry."""
    categories = [term for term in entry.terms if term.domain == "category" and term.name and not _is_none(term)]
    numbers = [value for key, value in entry.meta.items() if _PRIMARY.search(key)]
    primary = next((site.terms[number].name for number in numbers if number in site.terms), "")
    names = list(dict.fromkeys(plain(term.name) for term in categories))
    section = next((name for name in names if name == plain(primary)), names[0] if names else "")
    tags = [plain(term.name) for term in entry.terms if term.domain not in _NO_TOPIC or term.domain == "post_tag"]
    topics = [name for name in (*names, *tags) if name and name != section]
    language = next((term.slug for term in entry.terms if term.domain == "language"), "")
    siblings = next((term.slug for term in entry.terms if term.domain == "post_translations"), "")
    return Headings(section, tuple(_once(topics)), language, siblings)


def _once(names: list[str]) -> list[str]:
    """Each name once, whatever its capitals."""
    return list({name.casefold(): name for name in reversed(names)}.values())[::-1]


def _is_none(term: Term) -> bool:
    return bool(_NO_SECTION.match(term.slug) or _NO_SECTION.match(term.name))


def published(entry: Entry, zone: tzinfo) -> datetime | None:
    """When it first came out; dates of all zeros are none."""
    return (
        moment(entry.get("wp:post_date_gmt"), UTC)
        or moment(entry.get("pubDate"), UTC)
        or moment(entry.get("wp:post_date"), zone)
    )


def changed(entry: Entry, zone: tzinfo) -> datetime | None:
    return moment(entry.get("wp:post_modified_gmt"), UTC) or moment(entry.get("wp:post_modified"), zone)


def deck(entry: Entry, text: str) -> str:
    """The excerpt a person wrote; one that only repeats the beginning of the text is none."""
    said = plain(entry.get("excerpt:encoded"))
    bare = re.sub(r"\s*(?:\[?(?:…|\.\.\.|&hellip;)\]?|\[[^\]]*\])\s*$", "", said)
    return "" if not bare or one_line(text).startswith(bare) else said


def source(entry: Entry, site: Heading) -> str:
    """A name for the entry that stays the same in the next export of the same site."""
    number, guid = entry.get("wp:post_id"), one_line(entry.get("guid"))
    name = guid or (f"{site.link.rstrip('/')}/?p={number}" if number else one_line(entry.get("link")))
    return f"wordpress:{name or plain(entry.get('title'))}"[:480]


def former(entry: Entry) -> tuple[str, ...]:
    """The addresses under which readers know it."""
    link, number = one_line(entry.get("link")), entry.get("wp:post_id")
    path = addresses.former(link)
    slugs = [slug for slug in entry.former_slugs if slug]
    kind = {"page": "page_id"}.get(entry.get("wp:post_type"), "p")
    old = [_with_slug(path, slug) for slug in slugs if path and "?" not in path]
    guid = one_line(entry.get("guid"))
    short = addresses.former(guid) if re.search(r"\?(?:p|page_id)=\d+$", guid) else ""
    known = [path, *old, short, f"?{kind}={number}" if number.isdigit() else ""]
    return tuple(address for address in dict.fromkeys(known) if address and len(address) <= 450)


def _with_slug(path: str, slug: str) -> str:
    readable = addresses.former(f"/{slug}")
    parts = path.rstrip("/").split("/")
    return "/".join([*parts[:-1], readable]) + ("/" if path.endswith("/") else "")


def footnotes(entry: Entry) -> str:
    """The notes that the block editor keeps beside the text, as a list; "" for none."""
    try:
        notes = json.loads(entry.meta.get("footnotes") or "[]")
        found = [str(note["content"]) for note in notes if note.get("content")]
    except (ValueError, TypeError, KeyError, AttributeError):
        return ""
    return f"<hr><ol>{''.join(f'<li>{note}</li>' for note in found)}</ol>" if found else ""
