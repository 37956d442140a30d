"""Somebody who holds all of a machine and looks for readers: on its disk and in the memory of its processes."""

from __future__ import annotations

import base64
import gzip
import quopri
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

PIECE = 1 << 24  # bytes of memory looked at together
OVERLAP = 4_096


def forms(word: str) -> dict[str, bytes]:
    """What a word looks like in the ways in which programs write it down."""
    plain = word.encode()
    found = {
        "plain": plain,
        "capitals": word.upper().encode(),
        "url": quote(word, safe="").encode(),
        "quoted-printable": quopri.encodestring(plain),
        "utf-16": word.encode("utf-16-le"),
        "utf-16 big": word.encode("utf-16-be"),
        "utf-32": word.encode("utf-32-le"),
        "hex": plain.hex().encode(),
    }
    for shift in range(3):  # in base64 a word looks three ways, by what stands before it
        encoded = base64.b64encode(b"\0" * shift + plain)
        found[f"base64 {shift}"] = encoded[4 if shift else 0 : -4]
    return found


class Inspector:
    """Looks for words in bytes, and in what was packed in them."""

    def __init__(self, words: list[str]) -> None:
        self._forms = {form for word in words for form in forms(word).values() if form}
        self._any = re.compile(b"|".join(re.escape(form) for form in sorted(self._forms, key=len, reverse=True)), re.I)

    def finds(self, content: bytes) -> str:
        """The first thing found, with some of what surrounds it; empty for none."""
        if hit := self._any.search(content):
            return repr(content[max(hit.start() - 40, 0) : hit.end() + 40])
        for unpacked in _gunzipped(content):
            if hit := self._any.search(unpacked):
                return f"in gzip: {unpacked[max(hit.start() - 40, 0) : hit.end() + 40]!r}"
        return ""

    def in_files(self, folder: Path) -> list[str]:
        found = []
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink() and (hit := self.finds(path.read_bytes())):
                found.append(f"{path}: {hit}")
            if self._any.search(path.name.encode()):
                found.append(f"{path}, by its name")
        return found

    def in_memory(self, process: int) -> list[str]:
        """Of one process, all that is mapped and can be read."""
        found = []
        with open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
            for first, last, name in _mapped(process):
                for at in range(first, last, PIECE):
                    try:
                        memory.seek(at)
                        content = memory.read(min(PIECE + OVERLAP, last - at))
                    except OSError:  # a device's
                        continue
                    if hit := self.finds(content):
                        found.append(f"process {process}, {name or 'no file'}: {hit}")
        return found


def _mapped(process: int) -> Iterator[tuple[int, int, str]]:
    """(first byte, byte after the last, file) of what can be read."""
    for line in Path(f"/proc/{process}/maps").read_text().splitlines():
        span, rights, _, _, _, *name = line.split(maxsplit=5)
        if "r" in rights and name not in (["[vvar]"], ["[vsyscall]"]):
            first, last = (int(part, 16) for part in span.split("-"))
            yield first, last, " ".join(name)


def _gunzipped(content: bytes) -> Iterator[bytes]:
    for start in re.finditer(re.escape(gzip.compress(b"")[:3]), content):
        try:
            yield zlib.decompressobj(31).decompress(content[start.start() :], 1 << 20)
        except zlib.error:
            continue
