"""The letters a page is set from: templates with one language's words and dates.

One Jinja2 environment a language, made once in a process: what is printed depends on the page and the language alone.
Everything is escaped except what `html` marks, and a name that is missing is an error, never an empty place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, MutableMapping
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from tamizdat.front import dates
from tamizdat.front.directions import direction
from tamizdat.front.pages import Card, Link, Picture, StoryPage
from tamizdat.front.scripts import script
from tamizdat.front.ways import way
from tamizdat.front.words import has_words, words
from tamizdat.money import written

TEMPLATES = Path(__file__).parent / "templates"
WORDS = re.compile(r'\{\{ _\("([^"\\]*)"\) \}\}')
BLOCK = re.compile(r"<(p|ul|ol|h\d|div|table|blockquote)\b")
# In JSON inside a script element "<" could end the element; these escapes mean the same to every reader of JSON.
JSON_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


class Case(Environment):
    """What every template knows is one plain dictionary.

    Jinja joins it to the names of one template in a chain, and compares the two, name by name, wherever a template
    imports another: a tenth of the time of a page.  Ours have no names of their own.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


class TrimmedLoader(FileSystemLoader):
    """Reads templates without their indentation and empty lines: 300 bytes of a page are otherwise white space.

    Words that stand alone are set in the language as the template is read: a page has twenty, and asks for none.
    """

    def __init__(self, folder: Path, say: Callable[[str], str]) -> None:
        super().__init__(folder)
        self._say = say

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, name, fresh = super().get_source(environment, template)
        return WORDS.sub(self._set, re.sub(r"\n\s+", "\n", source)), name, fresh

    def _set(self, match: re.Match[str]) -> str:
        said = self._say(match[1])
        return match[0] if any(sign in said for sign in "{}%") else said


def json_ld(value: dict[str, Any]) -> Markup:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return html(text.translate(JSON_ESCAPES))


def html(value: str) -> Markup:
    """Marks HTML as safe, and nothing else does: it was cleaned before it came here, or made from escaped parts."""
    return Markup(value)  # noqa: S704


def paragraphs(value: str) -> Markup:
    """Clean inline HTML as a paragraph; HTML that already has blocks stays as it is."""
    text = value.strip()
    return html(text if not text or BLOCK.match(text) else f"<p>{text}</p>")


def host(address: str) -> str:
    """The host of an address, without "www."; empty for an address inside the site."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def opening(page: StoryPage) -> tuple[str | Picture, ...]:
    """The story's body, its dateline put at the start of the first paragraph."""
    if not page.dateline or not page.body:
        return page.body
    first, *rest = page.body
    line = Markup('<span class="dateline">{}</span> — ').format(page.dateline)
    if isinstance(first, str) and first.startswith("<p>"):
        return (html(f"<p>{line}{first[3:]}"), *rest)
    return (Markup('<p><span class="dateline">{}</span></p>').format(page.dateline), *page.body)


# From here to `listed`, Python and no macros: a page has some thirty links, most of them the same on every page.


@lru_cache(maxsize=4096)
def _byline(language: str, links: tuple[Link, ...]) -> Markup:
    names = dates.series(tuple(_name(link) for link in links), language)
    return html(str(escape(words(language).gettext("By {names}"))).replace("{names}", names))


def _name(link: Link) -> str:
    label = str(escape(link.label))
    return f'<a href="{escape(link.href)}" rel="author">{label}</a>' if link.href else label


@lru_cache(maxsize=4096)
def _attributes(link: Link) -> Markup:
    language = escape(link.language)
    said = f' lang="{language}" hreflang="{language}"' if language else ""
    current = ' aria-current="page"' if link.current else ""
    return html(f'href="{escape(link.href)}"{said}{current}')


@lru_cache(maxsize=512)
def listed(links: tuple[Link, ...]) -> Markup:
    """Items of a list of links; those of the frame are the same on every page of a folder."""
    return html("".join(f"<li><a {_attributes(one)}>{escape(one.label)}</a></li>\n" for one in links))


def _in_a_list(language: str, card: Card) -> Markup:
    """A card as lists show it: the same story stands in five of them, at two depths."""
    return _card(language, card, card.published.isoformat(), "h2", True)


def _to_read_next(language: str, card: Card) -> Markup:
    """A card as it stands below other stories."""
    return _card(language, card, card.published.isoformat(), "h3", False)


@lru_cache(maxsize=4096)
def _card(language: str, card: Card, moment: str, heading: str, full: bool) -> Markup:
    # By the moment as it is written, too: the same moment in two zones is equal to Python.
    macro = typecase(language).get_template("parts/card.html").module.card  # type: ignore[attr-defined]
    return html(macro(card, heading=heading, picture=full, deck=full, by=full, year=True))


def _in_language(language: str, template: str, **values: Any) -> Markup:
    language = language if has_words(language) else "en"
    values |= {"language": language, "direction": direction(language)}
    return html(typecase(language).get_template(template).render(values))


@lru_cache(maxsize=64)
def typecase(language: str) -> Environment:
    """The environment of one language."""
    environment = Case(
        loader=TrimmedLoader(TEMPLATES, words(language).gettext),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,  # there are forty
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(words(language), newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {
        "host": host,
        "html": html,
        "iso_day": date.fromisoformat,
        "attributes": _attributes,
        "json_ld": json_ld,
        "in_a_list": partial(_in_a_list, language),
        "listed": listed,
        "opening": opening,
        "paragraphs": paragraphs,
        "to_read_next": partial(_to_read_next, language),
    }
    for name in (
        "brief",
        "countries_named",
        "currency_named",
        "day",
        "moment",
        "money",
        "number",
        "series",
        "size",
        "sum",
    ):
        environment.globals[name] = partial(_dated, getattr(dates, name), language)
    environment.globals["way_named"] = lambda slug: way(slug, language)
    environment.globals["byline"] = partial(_byline, language)
    environment.globals |= {
        "script": lambda name: html(script(name)),
        "direction_of": direction,
        "plain_sum": written,
        "has_words": has_words,
        "in_language": _in_language,
    }
    return environment


def _dated(write: Callable[..., str], language: str, *values: Any) -> str:
    return write(*values, language)
