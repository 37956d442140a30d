"""Every address that a file of an edition names, and whether something is there."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from tests.site.edition import Edition

FEEDS = ("feed.xml", "atom.xml", "feed.json")
SENT = re.compile(r"-/[a-z-]+/(join|give|remind)")  # where forms go, below the paper's top
_ADDRESSES = ("href", "src", "poster", "action", "cite", "data")


def of_html(tree: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """(element, address) of everything that a page names."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        for name in _ADDRESSES:
            if element.get(name) is not None:
                yield element.tag, element.get(name)
        for candidate in filter(None, (element.get("srcset") or "").split(",")):
            yield element.tag, candidate.split()[0]
        if element.tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
            yield "refresh", element.get("content", "").partition("url=")[2]
        if element.tag == "meta" and element.get("property") in ("og:url", "og:image"):
            yield "meta", element.get("content", "")


def meant(edition: Edition, page: str, address: str) -> str | None:
    """The edition's file that an address on a page means; None when it leads elsewhere or only within the page.

    What cannot be a file of the edition comes back as it stands, so that it is found missing.
    """
    split = urlsplit(address)
    if split.scheme or split.netloc:
        return edition.own(address)
    if not split.path:
        return None
    path = unquote(split.path)
    if path.startswith("/"):
        return path[1:] + ("index.html" if path.endswith("/") else "")
    there = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
    return there if not path.endswith("/") else f"{there}/"


def dead(edition: Edition, page: str) -> list[str]:
    """What a page names and the edition does not hold; fragments are looked up too."""
    found = []
    for element, address in of_html(edition.page(page)):
        there = meant(edition, page, address)
        if element == "form" and SENT.fullmatch(there or ""):
            continue  # a letterbox answers there
        if there is not None and not edition.holds(there):
            found.append(f"{page}: <{element}> leads to {address}, where nothing is")
        fragment = unquote(urlsplit(address).fragment)
        target = edition.pages.get(there or page) if not urlsplit(address).scheme else None
        if there == "reader.html" and fragment:  # it opens that page of the edition
            found += [] if edition.holds(fragment.removeprefix("/")) else [f"{page}: {address} names no page"]
            continue
        if fragment and target is not None and fragment not in target.xpath("//@id"):
            found.append(f"{page}: <{element}> leads to {address}, which has no such place")
    return found


def not_relative(edition: Edition, page: str) -> list[str]:
    """Addresses that hold only on one host or at its top, or that name a folder and not a file."""
    found = []
    for element, address in of_html(edition.page(page)):
        split = urlsplit(address)
        if split.scheme in ("data", "mailto"):
            continue
        absolute = bool(split.scheme or split.netloc)
        if absolute and edition.own(address) and element not in ("link", "meta"):
            found.append(f"{page}: <{element}> leads to our own host: {address}")
        if not absolute and (address.startswith("/") or split.path.endswith("/")):
            found.append(f"{page}: <{element}> leads to {address}, which is not a file beside it")
        if not absolute and (meant(edition, page, address) or "").startswith(".."):
            found.append(f"{page}: <{element}> leads out of the edition: {address}")
    return found


def of_feed(edition: Edition, path: str) -> Iterator[str]:
    """Every address that a feed names, those in its stories' text too."""
    content = edition.read(path)
    if path.endswith(".json"):
        feed = json.loads(content)
        yield from (feed[name] for name in ("home_page_url", "feed_url") if name in feed)
        for item in feed["items"]:
            yield from (item[name] for name in ("url", "image") if name in item)
            yield from _in_text(item.get("content_html", ""))
        return
    for element in etree.fromstring(content).iter(etree.Element):
        name = etree.QName(element).localname
        yield from (element.get(part) for part in ("href", "url") if element.get(part))
        if name == "link" and element.text:
            yield element.text
        if name in ("encoded", "content") and element.text:
            yield from _in_text(element.text)


def _in_text(text: str) -> Iterator[str]:
    if text.strip():
        yield from (address for _, address in of_html(html.fragment_fromstring(text, create_parent="div")))


def dead_in_feed(edition: Edition, path: str) -> list[str]:
    """What a feed names on our own host that is not there, and addresses that mean nothing outside the site."""
    found = []
    for address in of_feed(edition, path):
        there = edition.own(address)
        if there is not None and not edition.holds(there):
            found.append(f"{path}: {address} is not there")
        if not urlsplit(address).scheme:
            found.append(f"{path}: {address} is relative")
    return found


def dead_in_sitemap(edition: Edition, path: str) -> list[str]:
    tree = etree.fromstring(edition.read(path))
    addresses = [*tree.xpath("//*[local-name()='loc']/text()"), *tree.xpath("//*[local-name()='link']/@href")]
    there = {address: edition.own(address) for address in addresses}
    return [f"{path}: {address} is not there" for address, file in there.items() if not file or not edition.holds(file)]


def one_sided(edition: Edition) -> list[str]:
    """hreflang that the other page does not answer, names a wrong language, or leaves the page itself out."""
    named = {
        path: {link.get("hreflang"): link.get("href") for link in tree.xpath("//link[@rel='alternate'][@hreflang]")}
        for path, tree in edition.pages.items()
    }
    found = []
    for path, links in named.items():
        canonical = edition.page(path).xpath("string(//link[@rel='canonical']/@href)")
        if links and links.get(edition.language(path)) != canonical:
            found.append(f"{path}: its own language is not among its hreflang")
        for language, address in links.items():
            other = edition.own(address) or ""
            if language == "x-default":
                continue
            if other not in named or canonical not in named[other].values():
                found.append(f"{path}: {address} does not point back")
            elif edition.language(other) != language:
                found.append(f"{path}: {address} is not in {language}")
    return found


def odd_canonical(edition: Edition) -> list[str]:
    """Pages for search engines whose canonical is missing, or is not a page with the same canonical."""
    found = []
    for path, tree in edition.pages.items():
        canonical = tree.xpath("string(//link[@rel='canonical']/@href)")
        hidden = bool(tree.xpath("//meta[@name='robots'][contains(@content, 'noindex')]"))
        there = edition.own(canonical) if canonical else None
        if not hidden and (there is None or not edition.holds(there)):
            found.append(f"{path}: canonical {canonical!r} is no page of ours")
        elif there and edition.page(there).xpath("string(//link[@rel='canonical']/@href)") != canonical:
            found.append(f"{path}: {canonical} calls another page canonical")
    return found
