"""A stock static site beside ours in the censor's bench: Hugo's print of the demo's stories, on one domain, behind
nginx as Debian sets it up.

It has the same stories and photos.  Nothing in it looks for another address or checks what it gets.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench.press.corpus import Article, World
from bench.press.peers import Peer, install
from tamizdat.press.wording import plain
from tests.client.relay import Relay
from tests.client.stage import Host, Stage
from tests.mirrors.servers import free_port

# /etc/nginx/nginx.conf and sites-available/default of Debian 12, with TLS and HTTP/2 as its comments suggest.
SERVER = """
types {{ text/html html; text/css css; image/jpeg jpg; application/xml xml; }}
server {{
    listen 127.0.0.1:{port} ssl http2; server_name _; root {root}; index index.html;
    ssl_certificate {cert}; ssl_certificate_key {cert};
    gzip on; access_log {folder}/asked;
    location / {{ try_files $uri $uri/ =404; }}
}}
"""


class Stock(Stage):
    """Plays the scenes as a newsroom that has one address."""

    def __init__(self, folder: Path, cert: Path, home: Path) -> None:
        install("hugo")
        self.folder, self.cert, self.blocker = folder, cert, None
        folder.mkdir()
        site, longest = _printed(folder / "site", home)
        inner = free_port()
        self.relays = [Relay(inner)]
        (folder / "host").mkdir()
        self.hosts = [Host("courier.example", "own", folder / "host", self.relays[0].port, inner, settings=SERVER)]
        found = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
        place = SimpleNamespace(files={**found, "reader.html": b""})
        self.herald: Any = SimpleNamespace(place=place, places=lambda: place)
        self._story = longest

    def story(self) -> str:
        return self._story


def _printed(folder: Path, home: Path) -> tuple[Path, str]:
    """(the site's folder, path of the page that tells the same story as ours)."""
    world = World()
    peer = Peer("hugo", folder, world, 0)
    section = next(iter(world.sections))
    articles = list(_articles(home, world, section))
    (folder / "static/media").mkdir(parents=True, exist_ok=True)
    for number, (article, photo) in enumerate(articles):
        peer.write(article)
        if photo:
            (folder / f"static/media/{number}.jpg").write_bytes(photo.read_bytes())
    peer.build()
    heaviest = max((one for one, _ in articles), key=lambda one: sum(len(text) for _, text in one.blocks))
    return folder / "public", f"{section}/{heaviest.slug}/index.html"


def _articles(home: Path, world: World, section: str) -> Iterator[tuple[Article, Path | None]]:
    """The demo's stories in English that are one page with us, each with its large photo."""
    books = sqlite3.connect(home / "press.sqlite3")
    for number, (body,) in enumerate(
        books.execute("SELECT body FROM press_filed WHERE name LIKE 'story:%'").fetchall()
    ):
        row = json.loads(body)
        if row["language"] != "en" or (home / "edition" / row["address"].replace(".html", ".2.html")).exists():
            continue
        use = row["photo"] or {}
        photos = list((home / "edition/photos").glob(f"{use['photo'][:16]}-large.jpg")) if use else []
        texts = [part["html"] for part in row["body"] if part["html"]]
        article = Article(
            number=number,
            slug=row["address"].rpartition("/")[2].removesuffix(".html"),
            headline=row["headline"],
            deck=row["deck"],
            section=section,
            bylines=(next(iter(world.bylines)),),
            topics=(next(iter(world.topics)),),
            published=datetime.fromisoformat(row["published"]),
            photo=number,
            caption=use.get("caption", ""),
            credit=use.get("credit", ""),
            alt=use.get("alt", ""),
            blocks=tuple(("p", plain(text)) for text in texts),
            related=(),
        )
        yield article, photos[0] if photos else None
    books.close()
