"""Whether an entry of an export was public, and what kind of thing it was.

Public is only what WordPress calls published, without a password and without a sign that members alone could read it.
In doubt a thing was not public.
"""

from __future__ import annotations

import re

from tamizdat.importers.found import Status
from tamizdat.importers.wordpress.entries import Entry
from tamizdat.importers.words import listed

_STATUSES: dict[str, Status] = {
    "publish": "published",
    "future": "future",
    "draft": "draft",
    "pending": "pending",
    "private": "private",
    "trash": "trash",
}
_GATE_KEY = re.compile(
    r"(?:^|[_-])(?:members?|membership|memberships|paywall|paywalled|premium|paid|subscribers?|patrons?|patreon|restrict\w*|protect|protected|gate|gated)(?:$|[_-])"
    r"|(?:access|member|required)[_-]levels?|(?:product|page)[_-]access|lock(?:ed)?[_-](?:content|post)|logged[_-]?in"
    r"|(?:content|newsletter|post)[_-](?:access|visibility|restriction)",
    re.IGNORECASE,
)
_OPEN_KEY = re.compile(r"force[_-]public|comments?$|exclude|disable|hide[_-]|upsell|_count$", re.IGNORECASE)
_OPEN_VALUE = re.compile(
    r"|0|no|off|false|none|null|public|open|everybody|everyone|all|anyone|default|inherit|free|a:0:\{\}|b:0;|\[\]|N;"
)
_GATE_DOMAIN = re.compile(r"(?:^|[_-])(?:members?|memberships?|paywall|premium|access)(?:$|[_-])", re.IGNORECASE)
# One value of a list as PHP writes it: after a key, and no key itself.
_PHP_PAIR = re.compile(
    r'(?:s:\d+:"[^"]*"|i:-?\d+);(?:s:\d+:"(?P<text>[^"]*)";|[ibd]:(?P<number>[^;]*);|(?P<list>a:\d+:\{))'
)
_GATE_TERM = re.compile(r"^(?:members?|subscribers?|premium|paid)[ _-]?(?:only|content|exclusive)?$", re.IGNORECASE)
INNER = listed(
    "attachment revision nav_menu_item custom_css customize_changeset oembed_cache user_request wp_block "
    "wp_template wp_template_part wp_global_styles wp_navigation wp_font_family wp_font_face wp_changeset"
)
_STORY_WORD = re.compile(
    r"news|artic|stor(?:y|ies)|column|opinion|interview|investigat|review|blog|report|analys|essay|feature|editorial|noticia|nachricht|novost",
    re.IGNORECASE,
)
_NO_STORY_WORD = re.compile(
    r"product|shop|order|coupon|form|popup|slide|banner|advert|^ads?$|menu|template|layout|field|elementor|widget|testimonial|"
    r"event|venue|ticket|faq|team|sponsor|forum|topic|reply|log|redirect|snippet|mail|subscri|donat|campaign|amp_|_cache|guest[-_]author",
    re.IGNORECASE,
)


def status_of(entry: Entry, gated_by_text: str) -> tuple[Status, str]:
    """How the entry stood at its origin, and why when its own word was not the last one."""
    said = entry.get("wp:status").lower()
    status: Status = _STATUSES.get(said, "draft")
    if status in ("trash", "private"):
        return status, ""
    if entry.fields.get("wp:post_password", "").strip():
        return "password", ""
    if status == "published" and (gate := gated_by_text or _gate(entry)):
        return "members", f"only members could read it ({gate})"
    return status, "" if said in _STATUSES else f"its state on the old site was “{said or 'not given'}”"


def _gate(entry: Entry) -> str:
    for key, value in entry.meta.items():
        if _GATE_KEY.search(key) and not _OPEN_KEY.search(key) and not _is_open(value.strip().lower()):
            return f"field “{key}”"
    for term in entry.terms:
        gated = _GATE_DOMAIN.search(term.domain) and not _OPEN_VALUE.fullmatch(term.slug)
        if gated or _GATE_TERM.match(term.slug) or _GATE_TERM.match(term.name):
            return f"filed under “{term.name}”"
    return ""


def _is_open(value: str) -> bool:
    """Whether a field for members says that there is nothing for them: none, 0, public; or a list of only such."""
    if not re.match(r"a:\d+:\{", value):
        return bool(_OPEN_VALUE.fullmatch(value))
    said = [found["text"] or found["number"] or "" for found in _PHP_PAIR.finditer(value) if found["list"] is None]
    return all(map(_OPEN_VALUE.fullmatch, said)) and (bool(said) or value == "a:0:{}")


def sort_of(entry: Entry) -> str:
    """ "story", "page", "other" for a kind that may be a story, or "" for what is none."""
    kind = entry.get("wp:post_type").lower()
    if kind in ("post", ""):
        return "story"
    if kind == "page":
        return "page"
    if kind in INNER or _NO_STORY_WORD.search(kind):
        return ""
    if not entry.get("title") or not entry.get("content:encoded"):
        return ""
    return "story" if _STORY_WORD.search(kind) else "other"
