"""Find who made a photo, from what old pages write beside it.

Newsrooms write a credit in a handful of ways, in any language: after a word for photo or source and a colon, after
the word for photo and "by", after ©, or as the last bracket or line of a caption with agencies divided by slashes.
Only these shapes count, so that a name that merely stands in a caption stays a part of it.
"""

from __future__ import annotations

import re

from tamizdat.importers.vocabulary import either
from tamizdat.importers.words import one_line

_PHOTO = either("photo")
_SOURCE = either("source")
_BY = either("by")
_HEAD = rf"(?:{_PHOTO}|{_SOURCE})(?:\s+(?:{_PHOTO}|credits?|courtesy(?: of)?))?"

# "Photo: X", "Фото — X", "Photo by X", "Photo credit: X", "Courtesy of X", "© X"
_NAMED = re.compile(
    rf"(?:{_HEAD})\s*(?:(?:{_BY})\s*[:：]?\s+|(?:[:：]|\.{{3}}|…)\s*(?:©\s*)?|\s[-–—|/]\s+|\s*©\s*)(?P<who>\S.*)"
    rf"|(?:courtesy of|courtesy)\s+(?P<court>\S.*)|(?:©|\([cC]\)|copyright)\s*:?\s*(?P<right>\S.*)",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[(\[（]\s*(?P<inside>[^()\[\]（）]{2,160})\s*[)\]）]\s*\.?\s*$")
_WHOLE = re.compile(rf"^\s*(?:{_NAMED.pattern})\s*$", re.IGNORECASE)
_TAIL = re.compile(
    rf"(?:(?<=[.!?…»”\"'|])|(?<=\s[-–—/|•·])|\n)\s*"
    rf"(?P<credit>(?:{_HEAD})\s*(?:[:：]|\.{{3}}|…|(?:{_BY})\s|©).{{2,160}}|©.{{2,160}}|courtesy of .{{2,120}})$",
    re.IGNORECASE | re.DOTALL,
)
# "Ivan Petrov / Coastal Press / Sipa", "AFP/Getty Images": capitalised names divided by slashes, no verb, no full stop.
_NAME = r"[«“„\"]?[^\W\d_a-zа-яёіїєўґ][\w.'’&+\-]*[»”“\"]?"
_NAMES = rf"{_NAME}(?:\s+(?:(?:of|for|de|du|di|van|von|der|la|le|и|/)\s+)?(?:{_NAME}|&))*"
_SLASHED = re.compile(rf"^{_NAMES}(?:\s*[/|]\s*(?:{_NAMES}|@[\w.]+))+(?:\s+(?:via|через)\s+{_NAMES})?\.?$")
_VIA = re.compile(
    rf"^{_NAMES},?\s+(?:via|through|for|special for|через|для|специально для)\s+{_NAMES}(?:\s*[/|,]\s*{_NAMES})*\.?$"
)
_ALBUM = re.compile(rf"^(?:{either('from-album')})\b[^.!?]{{0,80}}\.?$", re.IGNORECASE)
_SLASHED_TAIL = re.compile(
    rf"(?<=[.!?…»”\"])\s+(?P<credit>{_NAMES}(?:\s*/\s*{_NAMES})+"
    rf"|{_NAMES},?\s+(?:for|special for|для|специально для)\s+{_NAMES})\.?$"
)
_KEY = re.compile(rf"(?:^|[_\-. ])(?:{either('credit-field')})(?:$|[_\-. ])", re.IGNORECASE)
_AGENCY_ALONE = re.compile(rf"(?:{either('agency')})")
_AGENCY = re.compile(r"(?<=[.!?…”\"»])\s*\((?P<who>[A-ZА-ЯЁ]{2,6}|" + _AGENCY_ALONE.pattern + r")\)\s*$")
# "Ministry of Defence press service / TASS": not only names, but ending in one, and no sentence.
_OFFICE = re.compile(rf"^(?:[A-ZА-ЯЁ][^/.!?:;]{{2,60}}\s+/\s+){{1,3}}(?:{_NAMES})$")
_AFTER_BAR = re.compile(rf"(?<=\S)\s+[|•]\s+(?P<who>{_NAMES})\s*$")
_NO_NAME = re.compile(r"^(?:https?://|www\.|\d+$|true$|false$|yes$|no$|none$|null$)", re.IGNORECASE)


def named(text: str) -> str:
    """The name in a text that is nothing but a credit: "Photo: X", "© X", "X / Agency"; else empty."""
    line = _trim(text)
    if len(line) > 200:
        return ""
    if whole := _WHOLE.match(line):
        return _trim(next(part for part in whole.groups() if part))
    return line.rstrip(".") if looks_like_names(line) else ""


def of_photo(text: str) -> str:
    """As `named`, but not for a bare "Source: …", which may be the source of what was written."""
    return "" if re.match(rf"\s*(?:{_SOURCE})\b", text, re.IGNORECASE) else named(text)


def is_at_end(text: str) -> bool:
    """Whether a line ends with a photo's credit as captions do: in a bracket, after ©, or as names with slashes.

    A sentence that ends "Source: the ministry" is a sentence.
    """
    caption, who = parted(text)
    tail = one_line(text)[len(caption) :]
    return bool(who) and not re.match(rf"\W*(?:{_SOURCE})\b", tail, re.IGNORECASE)


def looks_like_names(text: str) -> bool:
    """Whether a line is only names divided by slashes, as agencies are credited."""
    line = _trim(text)
    if len(line) > 140:
        return False
    return any(shape.match(line) for shape in (_SLASHED, _VIA, _OFFICE, _ALBUM)) or bool(_AGENCY_ALONE.fullmatch(line))


def parted(caption: str, under_picture: bool = False) -> tuple[str, str]:
    """The caption and the credit that stood in one text.  ("text", "") when nothing in it has a credit's shape.

    Under a picture a bracket with an agency's letters, "(AP)", is a credit too.
    """
    text = caption.strip()
    kept, who = _on_last_line(text)
    if who:
        return one_line(kept), who
    if who := named(one_line(text)):
        return "", who
    for shape in (_in_bracket, _in_tail):
        kept, who = shape(text)
        if who:
            return one_line(kept), one_line(who)
    agency = _AGENCY.search(text) if under_picture else None
    agency = agency or (_AFTER_BAR.search(text) if under_picture else None)
    if agency:
        return one_line(text[: agency.start()]), agency["who"]
    return one_line(text), ""


def _in_bracket(text: str) -> tuple[str, str]:
    if (bracket := _BRACKET.search(text)) and (who := named(bracket["inside"])):
        return text[: bracket.start()], who
    return text, ""


def _in_tail(text: str) -> tuple[str, str]:
    if tail := _TAIL.search(text):
        credit = one_line(tail["credit"])
        if who := named(credit.strip(" .")) or named(credit):
            return text[: tail.start()].rstrip(" -–—/|•·"), who
    if tail := _SLASHED_TAIL.search(text):
        return text[: tail.start()], tail["credit"]
    return text, ""


def _on_last_line(text: str) -> tuple[str, str]:
    first, _, last = text.rpartition("\n")
    return (first, named(last)) if first.strip() else (text, "")


def from_named_fields(fields: dict[str, str]) -> str:
    """The credit among a picture's own named fields, whatever plugin named them; names before addresses."""
    values = [one_line(value) for key, value in fields.items() if _KEY.search(key)]
    names = [value for value in values if value and not _NO_NAME.match(value) and len(value) <= 200]
    return (named(names[0]) or names[0]) if names else ""


def is_credit_key(key: str) -> bool:
    return bool(_KEY.search(key))


def _trim(text: str) -> str:
    return (
        one_line(text).strip(" \t([|–—•·") if text.count("(") > text.count(")") else one_line(text).strip(" \t[]|–—•·")
    )
