"""The corpus as an archive of ours (docs/reference/archive-format.md), which `tamizdat import` takes."""

from __future__ import annotations

import hashlib
import io
import json
import random
import uuid
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from bench.press.corpus import PHOTOS, SEED, Article, World

SPACE = uuid.UUID("6f6a3f0e-5f7e-4c3b-9a52-0a4d9f0c1a11")


def write(file: Path, world: World, number: int) -> None:
    """An archive of that many stories."""
    pictures = [photo(at) for at in range(PHOTOS)]
    names = [hashlib.sha256(content).hexdigest() for content in pictures]
    parts: dict[str, bytes] = {
        "archive.json": json.dumps({"format": "tamizdat-archive", "version": 1}).encode(),
        "newsroom.jsonl": _lines([_newsroom()]),
        "photos.jsonl": _lines(
            {"photo": name, "file": f"media/{name}.jpg", "title": name[:8], "caption": "c", "credit": "d", "alt": "e"}
            for name in names
        ),
        "sections.jsonl": _lines(
            {"slug": slug, "name": name, "description": "", "order": at, "translations": {}}
            for at, (slug, name) in enumerate(world.sections.items())
        ),
        "topics.jsonl": _lines({"slug": slug, "name": name, "translations": {}} for slug, name in world.topics.items()),
        "bylines.jsonl": _lines(
            {"slug": slug, "name": name, "sort": "pseudonym", "bio": "", "translations": {}}
            for slug, name in world.bylines.items()
        ),
    }
    parts |= {f"media/{name}.jpg": content for name, content in zip(names, pictures, strict=True)}
    rest = dict.fromkeys(("fronts.jsonl", "shelves.jsonl", "redirects.jsonl"), b"")
    said: dict[str, list[Any]] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
            said[name] = [len(content), hashlib.sha256(content).hexdigest()]
        digest, size = hashlib.sha256(), 0
        with archive.open("pages.jsonl", "w", force_zip64=True) as pages:
            for article in world.articles(number):
                line = _line(page(article, names))
                digest.update(line)
                size += len(line)
                pages.write(line)
        said["pages.jsonl"] = [size, digest.hexdigest()]
        for name, content in rest.items():
            archive.writestr(name, content)
            said[name] = [len(content), hashlib.sha256(content).hexdigest()]
        archive.writestr("manifest.json", json.dumps(said))


def key(number: int) -> str:
    return uuid.uuid5(SPACE, f"story {number}").hex


def page(article: Article, photos: list[str]) -> dict[str, Any]:
    when = article.published.isoformat()
    blocks = {"p": "paragraph", "h2": "heading", "quote": "quote"}
    body = [
        {
            "id": str(uuid.uuid5(SPACE, f"block {article.number} {at}")),
            "type": blocks[kind],
            "value": {"p": f"<p>{text}</p>", "h2": text, "quote": {"text": text, "who": ""}}[kind],
        }
        for at, (kind, text) in enumerate(article.blocks)
    ]
    version = {
        "headline": article.headline,
        "title": article.headline,
        "slug": article.slug,
        "deck": article.deck,
        "dateline": "",
        "genre": "news",
        "social_headline": "",
        "section": article.section,
        "photo": photos[article.photo],
        "photo_caption": article.caption,
        "photo_credit": article.credit,
        "photo_alt": article.alt,
        "bylines": list(article.bylines),
        "topics": list(article.topics),
        "related": [key(one) for one in article.related[:3]],
        "corrections": [],
        "body": body,
        "go_live": None,
        "expire": None,
    }
    return {
        "kind": "story",
        "key": key(article.number),
        "translation": uuid.uuid5(SPACE, f"translation {article.number}").hex,
        "source": "",
        "language": "en",
        "address": f"en/{article.published:%Y/%m}/{article.slug}.html",
        "live": True,
        "changed": False,
        "expired": False,
        "restricted": False,
        "first_published": when,
        "last_published": when,
        "changed_at": when,
        "turn": 0,
        "printed": version,
        "scheduled": None,
        "draft": None,
    }


def photo(number: int) -> bytes:
    """A picture of shapes, which compresses about as a photograph does."""
    draw = random.Random(f"{SEED} photo {number}")
    grain = Image.frombytes("L", (160, 107), draw.randbytes(160 * 107))
    picture = grain.resize((1280, 853), Image.Resampling.BICUBIC).convert("RGB")
    shapes = ImageDraw.Draw(picture)
    for _ in range(60):
        corner = (draw.randrange(1280), draw.randrange(853))
        size = draw.randrange(20, 300)
        colour = (draw.randrange(256), draw.randrange(256), draw.randrange(256))
        shapes.ellipse((*corner, corner[0] + size, corner[1] + size), fill=colour)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _newsroom() -> dict[str, Any]:
    return {
        "uid": uuid.uuid5(SPACE, "newsroom").hex,
        "name": "The Example Courier",
        "strapline": "",
        "address": "https://courier.example/",
        "time_zone": "UTC",
        "email": "",
        "security_contact": "",
        "colour": "#7a1f1f",
        "main": "en",
        "languages": ["en", "ru"],
        "papers": {"en": "The Example Courier", "ru": "Пример"},
        "translations": {"ru": {"name": "Пример", "strapline": ""}},
        "logo": None,
    }


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(map(_line, rows))


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
