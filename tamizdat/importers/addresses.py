"""Addresses on the old site: which may stay as links, which were trackers, and which old paths must lead here.

Kept are http, https and mailto.  Nothing here opens an address.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from tamizdat.importers.words import one_line

_SCHEMES = ("http", "https", "mailto")
# Parameters that name a campaign or a click, never a page.
_TRACKERS = re.compile(
    r"utm_\w+|(?:fb|g|y|ys|ms|d|tw|tt|li_fat|wbra|gbra)cl?s?id|mc_[ce]id|_ga|_gl|_hs(?:enc|mi)|igshid|mkt_tok|cmpid"
    r"|spm|at_medium|at_campaign|smid|ref_src|xtor",
    re.IGNORECASE,
)
_ARCHIVED = re.compile(r"https?://[^/]+/web/\d{4,14}(?:[a-z]{2}_)?/(https?:/{1,2}.+)", re.IGNORECASE)


def as_first_published(address: str) -> str:
    """The address that an archive's own address was a copy of."""
    inner = _ARCHIVED.fullmatch(address)
    return re.sub(r"^(https?:)/+", r"\1//", inner.group(1)) if inner else address


def split(address: str) -> tuple[str, str, str, str]:
    """Scheme, host, path, query; all empty for what is no address."""
    try:
        parts = urlsplit(address.strip())
        return parts.scheme.lower(), parts.netloc, parts.path, parts.query
    except ValueError:
        return "", "", "", ""


def joined(start: str, address: str) -> str:
    """An address made absolute; as it was when it cannot be."""
    try:
        return urljoin(start, address) if start else address
    except ValueError:
        return address


def link(address: str, start: str = "") -> tuple[str, str]:
    """An address fit for a link, and what was changed ("" for nothing).  Empty when it may not be a link."""
    wanted = re.sub(r"[\s\x00-\x1f\x7f]+", "", one_line(address)) if address.count(" ") else one_line(address)
    if not wanted or wanted.startswith("#"):
        return "", ""
    absolute = as_first_published(joined(start, wanted))
    scheme, host, _, _ = split(absolute)
    if scheme not in _SCHEMES or (scheme != "mailto" and not host):
        return "", "a link that no page may hold was dropped, its words kept"
    shorter = without_trackers(absolute)
    return _escaped(shorter), "tracking taken off links" if shorter != absolute else ""


def without_trackers(address: str) -> str:
    """The address without campaign and click parameters; untouched when it has none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(name)]
    if len(kept) == len(parse_qsl(parts.query, keep_blank_values=True)):
        return address
    return urlunsplit(parts._replace(query=urlencode(kept)))


def _tracks(name: str) -> bool:
    return bool(_TRACKERS.fullmatch(name))


def _escaped(address: str) -> str:
    return quote(address, safe="%/:=&?~#+!$,;'@()*[]")


def former(address: str) -> str:
    """The old address as a path without host: "2019/05/slug/", "?p=12", "news.php?id=5"; empty for the front page."""
    _, _, path, query = split(as_first_published(address))
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not _tracks(name)]
    readable = one_line(unquote(path)).lstrip("/")
    return readable + (f"?{urlencode(kept)}" if kept else "")


def host(address: str) -> str:
    return split(address)[1].lower().removeprefix("www.")
