"""Take the stories out of a feed: RSS in all its dialects, Atom.

A feed's full text is taken where it has one.  Where it has only a beginning, that is what there is: such a story comes
in as a draft for a person to finish, never as the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from time import struct_time
from typing import Any

import feedparser
from lxml import etree

from tamizdat.desk.draft import Block, Draft
from tamizdat.importers import addresses, credits, pictures, tongues
from tamizdat.importers.dates import moment
from tamizdat.importers.decoding import decoded
from tamizdat.importers.found import BadFile, Finding, Found, Notes, Picture, Piece, Remark, Skipped, Wishes
from tamizdat.importers.html import blocks, names, rich, tree
from tamizdat.importers.html.captions import words_of
from tamizdat.importers.leads import split_lead
from tamizdat.importers.opening import content_of
from tamizdat.importers.words import beginning, one_line, plain

_CUT_OFF = re.compile(
    r"(?:\[(?:…|\.{3}|&#8230;)\]|…|\.{3})\s*(?:(?:read|continue|more|weiter|lire|leer|leia|читать|далее)\b.*)?$",
    re.IGNORECASE,
)
_APPEARED = re.compile(
    r"<p>[^<]*(?:<a [^>]*>)?[^<]*(?:</a>)?[^<]*"
    r"(?:appeared first on|est apparu en premier sur|apareció primero en)\s*<a .*?</p>\s*$",
    re.IGNORECASE | re.DOTALL,
)
_SHORT = 500  # letters: a summary that is longer may be the story


def found_in(file: Path, wishes: Wishes) -> Iterator[Finding]:
    """Every entry of a feed.  Raises BadFile when there is none."""
    content = content_of(file)
    _refuse_entities(file, content)
    text, remark = decoded(content)
    if remark:
        yield Remark(f"{file.name}: {remark}")
    feed = feedparser.parse(
        re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode("utf-8"),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not feed.entries:
        raise BadFile(file, "it holds no entry.", "Save the feed again while it has stories.")
    if not re.search(
        r"</(?:\w+:)?(?:rss|feed|RDF)\s*>\s*(?:<!--.*-->\s*)*$", text.rstrip("\x00 \r\n\t"), re.IGNORECASE | re.DOTALL
    ):
        raise BadFile(file, "the feed is cut off: its last tag is missing.", "Save it again.")
    if feed.bozo:
        yield Remark(f"{file.name} is not well made ({_why(feed)}); read as far as it goes")
    seen: set[str] = set()
    for entry, said in zip_longest(feed.entries, _media_words(text)[: len(feed.entries)], fillvalue=""):
        yield _finding(entry, feed.feed, file, wishes, seen, said)


def _media_words(text: str) -> list[str]:
    """What each entry says of its picture: feedparser mixes it up with what the entry says of itself."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    root = etree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode("utf-8"), parser)
    entries = [node for node in root.iter() if rich.tag(node) in ("item", "entry")] if root is not None else []
    return [
        next((node.text or "" for node in entry.iter("{http://search.yahoo.com/mrss/}description")), "")
        for entry in entries
    ]


def _refuse_entities(file: Path, content: bytes) -> None:
    if re.search(rb"<!ENTITY", content[:100_000], re.IGNORECASE):
        raise BadFile(
            file, "it declares entities, as entity bombs do and feeds never need.", "Take the declaration out."
        )


def _why(feed: Any) -> str:
    return beginning(str(feed.get("bozo_exception", "malformed")), 80)


def _finding(entry: Any, feed: Any, file: Path, wishes: Wishes, seen: set[str], said: str) -> Finding:
    title = plain(entry.get("title", ""))
    name = beginning(title or entry.get("link", "") or "entry without a title", 80)
    source = f"feed:{one_line(entry.get('id') or entry.get('link') or title)}"[:480]
    if source in seen:
        return Skipped(name=name, why="the feed holds it twice")
    seen.add(source)
    markup, is_whole = _text(entry)
    if len(markup) > tree.LARGEST:
        return Skipped(name=name, why=f"its text is larger than {tree.LARGEST // 1_000_000} million letters")
    if not title and not markup:
        return Skipped(name=name, why="it has neither title nor text")
    return _found(entry, feed, file, wishes, source, markup, is_whole, said)


def _text(entry: Any) -> tuple[str, bool]:
    """The entry's text, and whether it is the whole story."""
    contents = [str(part.get("value", "")) for part in entry.get("content", [])]
    full = max(contents, key=len, default="")
    summary = str(entry.get("summary", ""))
    if len(plain(full)) > len(plain(summary)) and len(plain(full)) > 0:
        return _APPEARED.sub("", full), not _CUT_OFF.search(plain(full))
    words = plain(summary)
    return _APPEARED.sub("", full or summary), len(words) > _SHORT and not _CUT_OFF.search(words)


def _found(
    entry: Any, feed: Any, file: Path, wishes: Wishes, source: str, markup: str, is_whole: bool, said: str
) -> Found:
    notes = Notes()
    link = one_line(entry.get("link", ""))
    body: tuple[Piece, ...] = blocks.pieces(tree.fragment(markup), notes, link)
    lead, body = split_lead(_enclosed(entry, said), body)
    words = " ".join(words_of(piece) for piece in body if isinstance(piece, Block) and piece.kind == "paragraph")
    title = plain(entry.get("title", "")) or beginning(words, 80)
    placed = pictures.placed(pictures.Album(wishes.media or (file.parent,), wishes.credit), lead, body, title, notes)
    categories = tuple(
        dict.fromkeys(plain(str(tag.get("term", ""))) for tag in entry.get("tags", []) if tag.get("term"))
    )
    declared = str(
        entry.get("language") or (entry.get("title_detail") or {}).get("language") or feed.get("language") or ""
    )
    return Found(
        draft=Draft(
            headline=title,
            language=tongues.chosen(f"{title} {words}", declared, wishes.language),
            source=source,
            deck=_deck(entry, words, is_whole),
            section=categories[0] if categories else "",
            topics=categories[1:],
            bylines=_bylines(entry),
            photo=placed.main,
            body=placed.body,
            published=_when(entry, "published", wishes) or _when(entry, "updated", wishes),
            changed=_when(entry, "updated", wishes),
            former=tuple(filter(None, [addresses.former(link)])),
        ),
        pictures=placed.pictures,
        changed=notes.all(),
        review="" if is_whole else "the feed holds only its beginning",
    )


def _deck(entry: Any, words: str, is_whole: bool) -> str:
    summary = plain(str(entry.get("summary", "")))
    bare = _CUT_OFF.sub("", summary).strip()
    if not is_whole or not bare or bare != summary or len(summary) > 400:
        return ""
    return "" if one_line(words).casefold().startswith(bare.casefold()) else summary


def _bylines(entry: Any) -> tuple[str, ...]:
    whole = str(entry.get("author", ""))
    listed = [whole] if "@" in whole else [str(author.get("name") or "") for author in entry.get("authors", [])]
    # RSS wants "ann@herald.example (Ann Lee)"; only the name is for readers.
    spoken = [re.sub(r"\s*\(?\S+@\S+\)?\s*", " ", name).strip(" ()") for name in listed or [whole]]
    return tuple(dict.fromkeys(person for name in spoken for person in names.people(plain(name))))


def _when(entry: Any, which: str, wishes: Wishes) -> datetime | None:
    if not dict.__contains__(entry, f"{which}_parsed"):  # its own `get` answers with the other date
        return None
    parsed = entry.get(f"{which}_parsed")
    if isinstance(parsed, struct_time) and 1900 <= parsed.tm_year <= 2199:
        return datetime(*parsed[:6], tzinfo=UTC)
    return moment(str(entry.get(which, "")), wishes.zone)


def _enclosed(entry: Any, said: str) -> Picture | None:
    """The picture that the feed gives beside the text, with its words."""
    media = [one for one in entry.get("media_content", []) if _is_picture(one)]
    enclosed = [{"url": one.get("href")} for one in entry.get("enclosures", []) if _is_picture(one)]
    first = next(iter([*media, *enclosed, *entry.get("media_thumbnail", [])]), None)
    if not first or not first.get("url"):
        return None
    caption, in_caption = credits.parted(plain(said), under_picture=True)
    credit = next(
        (plain(str(one.get("content", ""))) for one in entry.get("media_credit", []) if one.get("content")), ""
    )
    title = plain(str(entry.get("media_title", "") or ""))
    return Picture(
        address=str(first["url"]),
        caption=caption or title,
        credit=credits.named(credit) or credit or in_caption,
        alt=title,
    )


def _is_picture(one: Any) -> bool:
    kind = str(one.get("type") or one.get("medium") or "")
    return kind.startswith("image") or bool(
        re.search(r"\.(?:jpe?g|png|webp|gif|avif)(?:\?|$)", str(one.get("url") or one.get("href") or ""), re.IGNORECASE)
    )
