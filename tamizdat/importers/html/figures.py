"""Read the pictures of a page, each with the caption and credit that stood with it."""

from __future__ import annotations

import re

from lxml import etree

from tamizdat.importers import addresses, credits
from tamizdat.importers.found import Picture
from tamizdat.importers.html.rich import tag
from tamizdat.importers.html.tree import named, text_of, under
from tamizdat.importers.words import one_line

_LAZY = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-orig-file",
    "data-full",
    "data-large-file",
    "data-image",
    "data-url",
)
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_NUMBER = re.compile(r"(?:wp-image-|attachment[_-])(\d+)")
_LONGEST = 400  # letters in a caption that nothing calls one
_SMALL = 48  # pixels: an icon, a smiley, a counter
_CAPTION_WORD = re.compile(r"caption|legend|подпис|description|bildunterschrift|credit", re.IGNORECASE)
_NAMES_ONLY = re.compile(r"(?:[^\W\d_][\w.'’\-]*|[&/,|·])(?:\s+(?:[^\W\d_][\w.'’\-]*|[&/,|·])){0,8}")


def picture(image: etree._Element, start: str = "") -> Picture | None:
    """The picture of an img element; nothing for icons, counters and drawn letters."""
    if _tiny(image):
        return None
    own = _addresses(image)
    # As written too: a browser that saves a page writes addresses of the folder beside it.
    found = list(dict.fromkeys([*(addresses.joined(start, address) for address in own), *own]))
    if not found:
        return None
    number = _NUMBER.search(image.get("class") or "")
    given = image.get("data-attachment-id") or image.get("data-id") or ""
    return Picture(
        address=found[0],
        others=tuple(found[1:]),
        alt=one_line(image.get("alt") or ""),
        number=number.group(1) if number else (given if given.isdigit() else ""),
        credit=credits.from_named_fields({key: value for key, value in image.items() if key.startswith("data-")}),
    )


def number_of(figure: etree._Element) -> str:
    """The origin's own number of the picture in a figure."""
    found = _NUMBER.search(" ".join((figure.get("id") or "", figure.get("class") or "")))
    return found.group(1) if found else ""


def _addresses(image: etree._Element) -> list[str]:
    listed = [image.get("src") or "", *(image.get(name) or "" for name in _LAZY)]
    sets = [image.get(name) or "" for name in _SETS]
    parent = image.getparent()
    if parent is not None and tag(parent) == "picture":
        for source in under(parent, "source"):
            sets += [source.get(name) or "" for name in _SETS]
    listed += [address for choices in sets for address in _largest_first(choices)]
    return [address.strip() for address in listed if address.strip() and not _is_filler(address.strip())]


_FILLER = re.compile(
    r"(?:spacer|blank|placeholder|pixel|1x1|1px|transparent|preload|loading|lazy[-_]?load[\w-]*|advertisement)\.\w+$"
)


def _is_filler(address: str) -> bool:
    """Whether an address only holds the place of a picture."""
    return address.startswith(("data:", "blob:", "about:")) or bool(_FILLER.search(address))


def _largest_first(choices: str) -> list[str]:
    """The addresses of a srcset, the widest first."""
    found = re.findall(r"(\S+?)(?:\s+([\d.]+)[wx])?\s*(?:,\s+|,?$)", choices.strip())
    return [address for address, _ in sorted(found, key=lambda pair: -float(pair[1] or 1)) if address]


def _tiny(image: etree._Element) -> bool:
    sizes = [re.match(r"\d+", image.get(name) or "") for name in ("width", "height")]
    known = [int(size.group()) for size in sizes if size]
    alt = (image.get("alt") or "").strip()
    drawn = bool(alt) and len(alt) <= 8 and not any(letter.isalnum() for letter in alt)
    return drawn or (bool(known) and max(known) <= _SMALL)


def images(node: etree._Element) -> list[etree._Element]:
    """The img elements of a figure, the copies for browsers without script left out."""
    inside = [image for image in under(node, "img") if not any(tag(up) == "noscript" for up in image.iterancestors())]
    usable = [image for image in inside if _addresses(image)]
    return usable or list(under(node, "img"))


def is_framed(node: etree._Element) -> bool:
    """Whether an element is a picture with its caption, though it is no figure: one picture and few words, one of
    the two called a caption."""
    if tag(node) not in ("div", "dl", "table", "aside", "section", "span", "center") or len(images(node)) != 1:
        return False
    words = text_of(node)
    if not words or len(words) > 600 or sum(1 for _ in under(node, "p")) > 3:
        return False
    if _words_below(node) is not None:
        return True
    return any(_CAPTION_WORD.search(named(inner)) for inner in node.iter() if tag(inner))


def _words_below(node: etree._Element) -> etree._Element | None:
    """The one short box that stands in an element right below its picture, and ends as captions do."""
    parts = [child for child in node if tag(child) and tag(child) != "br"]
    texts = [text_of(child) for child in parts]
    if len(parts) != 2 or texts[0] or not 0 < len(texts[1]) <= _LONGEST or tag(parts[1]) not in ("div", "p", "span"):
        return None
    return parts[1] if any(_parted(parts[1])) and _parted(parts[1])[1] else None


def caption_and_credit(figure: etree._Element) -> tuple[str, str]:
    """What stands under a picture, parted into caption and credit."""
    holders = list(under(figure, "figcaption")) or [
        inner for inner in figure.iterdescendants() if tag(inner) and _CAPTION_WORD.search(named(inner))
    ]
    if not holders and (below := _words_below(figure)) is not None:
        holders = [below]
    outermost = [one for one in holders if not any(up in holders for up in one.iterancestors())]
    captions: list[str] = []
    makers: list[str] = []
    for holder in outermost:
        caption, credit = _parted(holder)
        captions.append(caption)
        makers.append(credit)
    return " ".join(filter(None, dict.fromkeys(captions))), next(filter(None, makers), "")


def _parted(holder: etree._Element) -> tuple[str, str]:
    whole = text_of(holder)
    marked = [inner for inner in holder.iterdescendants() if tag(inner) and _is_marked(inner)]
    for inner in reversed(marked):
        said = text_of(inner)
        if said and len(said) <= 160 and whole.endswith(said):
            caption = whole[: -len(said)].rstrip(" |/–—-•·,")
            return _label_off(caption), credits.named(said) or _label_off(said)
    if credits.is_credit_key(named(holder)) and len(whole) <= 160 and not _CAPTION_ONLY.search(named(holder)):
        return "", credits.named(whole) or whole
    caption, credit = _last_child_names(holder, whole)
    return (caption, credit) if credit else credits.parted(_with_lines(holder), under_picture=True)


_CAPTION_ONLY = re.compile(r"caption|legend|подпис|bildunterschrift", re.IGNORECASE)


def _is_marked(inner: etree._Element) -> bool:
    words = named(inner)
    if credits.is_credit_key(words.replace("-", " ").replace("_", " ")) or "creator" in (inner.get("itemprop") or ""):
        return True
    return tag(inner) in ("cite", "small") or bool(re.search(r"credit|copyright", words, re.IGNORECASE))


def _label_off(text: str) -> str:
    """Without the bracket or the bare label that a credit leaves behind when it is taken out."""
    return (
        re.sub(r"[\s(\[|–—/•·-]+$", "", text.strip()).strip()
        if not text.strip().endswith(")")
        else text.strip().strip("()")
    )


def _last_child_names(holder: etree._Element, whole: str) -> tuple[str, str]:
    """A last part of its own that is only names, after a part that is a sentence, is the credit."""
    parts = [child for child in holder if tag(child) in ("span", "div", "p", "em", "i") and text_of(child)]
    if not parts or (parts[-1].tail or "").strip():
        return whole, ""
    last = text_of(parts[-1])
    first = whole[: -len(last)].strip()
    capitals = [word for word in re.findall(r"[^\W\d_]+", last) if not word.islower()]
    all_names = _NAMES_ONLY.fullmatch(last) and len(capitals) >= max(1, len(last.split()) * 0.6)
    is_credit = bool(credits.named(last)) or (all_names and first[-1:] in tuple('.!?…”»"') and len(last) <= 80)
    if first and is_credit and len(last) <= 120:
        return first, credits.named(last) or last
    return whole, ""


def _with_lines(holder: etree._Element) -> str:
    """The words of a caption with its line breaks and blocks on lines of their own."""
    parts = [holder.text or ""]
    for child in holder:
        apart = "\n" if tag(child) in ("br", "p", "div", "small") else ""
        parts += [apart, text_of(child), apart if tag(child) != "br" else "", child.tail or ""]
    text = "".join(parts)
    return "\n".join(filter(None, (one_line(line) for line in text.split("\n"))))
