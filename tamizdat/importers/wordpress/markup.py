"""Bring the text of a WordPress entry, block editor or classic, to HTML that reads as its readers saw it.

Block comments mark who made a part; the parts themselves are HTML already.  Classic text has its paragraphs in its
line breaks.  Shortcodes that stand for pictures and players become those; the rest go, their words stay.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tamizdat.importers.found import Notes
from tamizdat.importers.words import listed

_COMMENT = re.compile(
    r"<!--\s+(?P<close>/)?wp:(?P<name>[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)*)\s+(?P<json>\{.*?\}\s+)?(?P<alone>/)?-->",
    re.DOTALL,
)
_SILENT_BLOCKS = re.compile(
    r"^(?:more|nextpage|spacer|separator|footnotes|social-link|social-links|navigation\S*|search|site-\S+|template-part|"
    r"page-list|home-link|loginout|avatar|post-\S+|query\S*|comment\S*|block|pattern|read-more)$"
)
_GATES = re.compile(
    r"(?:^|[/_-])(?:members?|membership|paywall|paid|premium|subscribers?|restrict\w*|patrons?|patreon|locked|loggedin|logged[_-]in|hide[_-]content|private)(?:$|[/_-])",
    re.IGNORECASE,
)
_SHORTCODE = re.compile(
    r"(?<!\[)\[(?P<close>/)?(?P<name>[A-Za-z][\w-]*)(?P<attributes>(?:\s+[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\]\"']+)|\s+(?:\"[^\"]*\"|'[^']*'|https?://[^\s\]]+)|\s+[\w-]+)*)\s*/?\](?!\])"
)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\]\"']+))|(https?://[^\s\]\"']+)")
_KNOWN = listed(
    "caption wp_caption gallery embed audio video playlist youtube vimeo dailymotion soundcloud twitter tweet instagram"
)


@dataclass
class Text:
    """An entry's text as HTML, and what was met on the way."""

    html: str
    gated: str = ""  # what in it only members could read
    pages: bool = False
    numbers: list[str] = field(default_factory=list)  # of pictures that shortcodes and blocks call by number alone


@dataclass(frozen=True)
class Surroundings:
    """What an entry's text may point to: pictures by number, blocks kept for use in many stories."""

    picture: Callable[[str], str]  # number -> img element, "" when there is none
    shared: Callable[[str], str]  # number of a shared block -> its text
    children: tuple[str, ...] = ()  # numbers of the pictures uploaded with the entry


def readable(text: str, around: Surroundings, notes: Notes) -> Text:
    """The text as HTML."""
    made = Text("")
    text = text.replace("<![CDATA[", "&lt;![CDATA[")  # a writer's own; a parser of HTML would swallow what follows
    if _COMMENT.search(text):
        text = _without_comments(_with_shared(text, around), made, notes)
    else:
        text = paragraphed(text)
    text = _without_page_marks(text)
    made.html = _without_shortcodes(text, around, made, notes)
    return made


def _with_shared(text: str, around: Surroundings, depth: int = 0) -> str:
    """The text with shared blocks written out; three deep at most, since one may hold itself."""

    def written_out(found: re.Match[str]) -> str:
        number = _attributes_of(found).get("ref")
        if found["name"] != "block" or not number or depth > 2:
            return found.group()
        return _with_shared(around.shared(str(number)), around, depth + 1)

    return _COMMENT.sub(written_out, text)


def _attributes_of(found: re.Match[str]) -> dict[str, Any]:
    try:
        values = json.loads(found["json"] or "{}")
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _without_comments(text: str, made: Text, notes: Notes) -> str:
    """The HTML inside the blocks; text between blocks, and in classic blocks, gets its paragraphs."""
    parts: list[str] = []
    depth = 0
    at = 0
    for found in _COMMENT.finditer(text):
        between = text[at : found.start()]
        parts.append(between if depth and not _in_classic(text, at) else paragraphed(between))
        parts.append(_block_mark(found, made, notes))
        if not found["alone"]:
            depth = max(0, depth - 1) if found["close"] else depth + 1
        at = found.end()
    parts.append(paragraphed(text[at:]))
    return "".join(parts)


def _in_classic(text: str, at: int) -> bool:
    """Whether the text that starts here stands in a block of the classic editor."""
    before = text.rfind("<!--", 0, at)
    found = _COMMENT.match(text, before) if before >= 0 else None
    return bool(found and not found["close"] and found["name"] in ("freeform", "core/freeform", "classic"))


def _block_mark(found: re.Match[str], made: Text, notes: Notes) -> str:
    name = found["name"].removeprefix("core/")
    if _GATES.search(name) and not found["close"]:
        made.gated = made.gated or f"block “{name}”"
    if not found["alone"]:
        return ""
    values = _attributes_of(found)
    address = next((values[key] for key in ("url", "src", "href") if isinstance(values.get(key), str)), "")
    if address.startswith(("http://", "https://")) and not _SILENT_BLOCKS.match(name):
        return f"\n\n{html.escape(address)}\n\n"
    if not _SILENT_BLOCKS.match(name):
        notes.say(f"block “{name}” dropped: it was made anew at each visit")
    return ""


def _without_page_marks(text: str) -> str:
    return re.sub(r"<!--\s*(?:more.*?|nextpage|noteaser)\s*-->", "\n\n", text, flags=re.DOTALL)


_KEPT_AS_TYPED = re.compile(
    r"(<(pre|script|style|textarea|svg|math)\b.*?</\2\s*>|<!--.*?-->|<[^<>]*>)", re.DOTALL | re.IGNORECASE
)
_EDGE = re.compile(
    r"^<\s*/?\s*(?:table|thead|tbody|tfoot|tr|td|th|ul|ol|li|div|dl|dt|dd|form|blockquote|figure|figcaption|h[1-6]|hr|p|"
    r"section|article|aside|header|footer|iframe|details|summary|pre|script|style)\b",
    re.IGNORECASE,
)


def paragraphed(text: str) -> str:
    """Classic text with its line breaks made visible: an empty line parts paragraphs, a single one breaks the line."""
    parts = _KEPT_AS_TYPED.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    made: list[str] = []
    for number in range(0, len(parts), 3):
        before = parts[number - 2] if number else ""
        after = parts[number + 1] if number + 1 < len(parts) else ""
        made.append(_broken(parts[number], bool(_EDGE.match(before)), bool(_EDGE.match(after))))
        if after:
            made.append(after)
    return "".join(made)


def _broken(words: str, after_edge: bool, before_edge: bool) -> str:
    """Words between two tags; a line break beside the edge of a block says nothing."""
    if after_edge:
        words = words.lstrip("\n\t ")
    if before_edge:
        words = words.rstrip("\n\t ")
    words = re.sub(r"[ \t]*\n[ \t]*(?:\n[ \t]*)+", "<br><br>", words)
    return re.sub(r"[ \t]*\n[ \t]*", "<br>", words)


def _without_shortcodes(text: str, around: Surroundings, made: Text, notes: Notes) -> str:
    text = _captions(text)
    text = re.sub(r"(\[/([A-Za-z][\w-]*)\])(?=\[\2[\s\]])", r"\1<br><br>", text)  # parts of one row, such as tabs
    closed = {found["name"].lower() for found in _SHORTCODE.finditer(text) if found["close"]}

    def replaced(found: re.Match[str]) -> str:
        name = found["name"].lower()
        if not _is_shortcode(found, name, closed):
            return found.group()
        if _GATES.search(name) or any(map(_GATES.search, attributes(found["attributes"])[0])):
            made.gated = made.gated or f"shortcode [{name}]"
        return _instead(found, name, around, notes)

    text = _SHORTCODE.sub(replaced, text)
    return re.sub(r"\[(\[[A-Za-z/][^\[\]]*\])\]", r"\1", text)


def _is_shortcode(found: re.Match[str], name: str, closed: set[str]) -> bool:
    """Words in brackets belong to the story; only what is written as code is code."""
    return bool(
        name in _KNOWN
        or name in closed
        or "=" in found["attributes"]
        or (not found["attributes"] and re.search(r"[_-]", name))
    )


def _instead(found: re.Match[str], name: str, around: Surroundings, notes: Notes) -> str:
    values, address = attributes(found["attributes"])
    if name == "gallery" and not found["close"]:
        numbers = re.findall(r"\d+", values.get("ids") or values.get("include") or "") or list(around.children)
        return "".join(f"<figure>{img}</figure>" for number in numbers if (img := around.picture(number)))
    if name in ("caption", "wp_caption"):
        return ""
    if found["close"]:
        return "<br><br>" if name in _KNOWN else ""
    source = address or next(
        (
            values[key]
            for key in ("src", "url", "mp3", "mp4", "m4a", "m4v", "ogg", "webm", "id")
            if _is_address(values.get(key))
        ),
        "",
    )
    if source:
        notes.say(f"shortcode [{name}] made a link")
        return f"<br><br>{html.escape(source)}<br><br>"
    if name != "embed":
        notes.say(f"shortcode [{name}] taken out, the words inside it kept")
    return "<br><br>" if name in _KNOWN else ""


def _is_address(value: str | None) -> bool:
    return bool(value and value.startswith(("http://", "https://")))


def attributes(text: str) -> tuple[dict[str, str], str]:
    """The named attributes of a shortcode, and an address that stands without a name."""
    values: dict[str, str] = {}
    address = ""
    for key, double, single, bare, alone in _ATTRIBUTE.findall(text):
        if alone:
            address = address or html.unescape(alone)
        else:
            values[key.lower()] = html.unescape(double or single or bare)
    return values, address


_CAPTION = re.compile(
    r"\[(wp_)?caption\b(?P<attributes>(?:[^\]\"']|\"[^\"]*\"|'[^']*')*)\](?P<inside>.*?)\[/(wp_)?caption\]",
    re.DOTALL | re.IGNORECASE,
)
_IMAGE = re.compile(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", re.IGNORECASE)


def _captions(text: str) -> str:
    """[caption] as a figure, in both its forms: words as an attribute, words after the picture."""

    def figure(found: re.Match[str]) -> str:
        values, _ = attributes(found["attributes"])
        image = _IMAGE.search(found["inside"])
        words = values.get("caption") or _IMAGE.sub("", found["inside"], count=1)
        number = html.escape(values.get("id", ""))
        img = image.group() if image else ""
        return f'<figure id="{number}">{img}<figcaption>{words.strip()}</figcaption></figure>'

    return _CAPTION.sub(figure, text)
