"""Read an export as a stream of XML that a parser can take, mending what WordPress and its plugins break.

Outside CDATA a bare ampersand, a named letter that XML does not know and a reference to no character are mended;
control characters go; a document type is refused, because entities can fill a machine.  Only a window of the file is
in memory at a time.
"""

from __future__ import annotations

import codecs
import html
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tamizdat.importers.decoding import encoding_of
from tamizdat.importers.found import BadFile

_CHUNK = 1 << 20  # bytes
_CARRY = 64  # letters kept back, so that no mark is cut in two
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_AMPERSAND = re.compile(r"&(?:#(?P<number>[0-9]{1,8}|[xX][0-9a-fA-F]{1,6});|(?P<name>[A-Za-z][A-Za-z0-9]{1,31});)?")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_OPEN, _CLOSE = "<![CDATA[", "]]>"


class MendedFile:
    """The bytes of an export as clean UTF-8, for a parser that reads a file.  `mended` says how often what was done."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.mended: Counter[str] = Counter()
        self._inside = False  # of CDATA
        self._rest = b""
        self._pieces = self._read_mended()

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest += piece
        cut = len(self._rest) if size < 0 else size
        given, self._rest = self._rest[:cut], self._rest[cut:]
        return given

    def _read_mended(self) -> Iterator[bytes]:
        kept_back = ""
        for number, text in enumerate(self._texts()):
            window = kept_back + text
            if number == 0:
                window = self._without_heading(window)
            cut = _safe_cut(window)
            kept_back = window[cut:]
            yield self._mend(window[:cut], window[cut:]).encode("utf-8")
        yield self._mend(kept_back).encode("utf-8")

    def _texts(self) -> Iterator[str]:
        encoding = self._encoding()
        errors = "old_bytes" if encoding in ("utf-8", "utf-8-sig") else "replace"
        reader = codecs.getincrementaldecoder(encoding)(errors=errors)
        with self.file.open("rb") as opened:
            while chunk := opened.read(_CHUNK):
                yield reader.decode(chunk)
        yield reader.decode(b"", final=True)

    def _encoding(self) -> str:
        with self.file.open("rb") as opened:
            encoding, why = encoding_of(opened.read(4 * _CHUNK))
        if why:
            self.mended[why] = 1
        return encoding

    def _without_heading(self, window: str) -> str:
        """The text without its own word on its encoding, which is UTF-8 by now."""
        start = window.lstrip("\ufeff \t\r\n")
        if re.search(r"<!(?:DOCTYPE|ENTITY)", start[:100_000].split("<item")[0], re.IGNORECASE):
            raise BadFile(
                self.file,
                "it declares a document type, as entity bombs do and exports never do.",
                "Take that line out.",
            )
        return re.sub(r"^<\?xml[^>]*\?>", "", start)

    def _mend(self, text: str, ahead: str = "") -> str:
        """The text mended; `ahead` is what follows it."""
        made: list[str] = []
        at = 0
        while at < len(text):
            stop = self._end_of_part(text, ahead, at)
            part = text[at:stop]
            if self._inside:
                part = part.replace(_CLOSE, "]]]]><![CDATA[>")
            else:
                part = _AMPERSAND.sub(self._ampersand, part)
            made.append(self._plain(part))
            at = stop
            if stop < len(text):
                mark = _CLOSE if self._inside else _OPEN
                made.append(mark)
                at += len(mark)
                self._inside = not self._inside
        return "".join(made)

    def _end_of_part(self, text: str, ahead: str, at: int) -> int:
        """Where CDATA begins or ends.  It ends where a tag follows; an end without one belongs to a writer's text."""
        if not self._inside:
            start = text.find(_OPEN, at)
            return len(text) if start < 0 else start
        for found in re.finditer(r"\]\]>", text[at:]):
            after = (text[at + found.end() : at + found.end() + 200] + ahead)[:200].lstrip()
            if not after or after.startswith("<"):
                return at + found.start()
            self.mended["CDATA inside CDATA kept as text"] += 1
        return len(text)

    def _plain(self, text: str) -> str:
        clean = _ILLEGAL.sub("", text)
        if len(clean) != len(text):
            self.mended["control characters taken out"] += len(text) - len(clean)
        return clean

    def _ampersand(self, found: re.Match[str]) -> str:
        name, number = found["name"], found["number"]
        if name in _XML_NAMES:
            return found.group()
        if number:
            return found.group() if _is_character(number) else self._noted("references to no character taken out", "")
        if name and (letter := html.unescape(found.group())) != found.group():
            return self._noted("names of letters that XML does not know written out", html.escape(letter))
        return self._noted("bare ampersands mended", "&amp;" + found.group()[1:])

    def _noted(self, what: str, instead: str) -> str:
        self.mended[what] += 1
        return instead


def _safe_cut(window: str) -> int:
    """Where a window may be cut without cutting a mark in two."""
    end = len(window) - _CARRY
    if end <= 0:
        return 0
    near = window[end - _CARRY : end] if end > _CARRY else window[:end]
    start = max(near.rfind("&"), near.rfind("<!"))
    brackets = len(near) - len(near.rstrip("]"))
    inside = [] if start < 0 else [end - len(near) + start]
    return min([*inside, end - brackets])


def _is_character(number: str) -> bool:
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
