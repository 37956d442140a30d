"""Read bytes as text although their label may be missing or wrong.

Evidence comes before labels: a byte order mark, then valid UTF-8 (no other encoding looks like it by chance), then what
the file declares, then which letters come out.
"""

from __future__ import annotations

import codecs
import re

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9_\-:]{3,30})""", re.IGNORECASE)
_COMMON_CYRILLIC = frozenset("оеаинтсрвлкмдпуяьыгзбчй")
# Letters of Windows-1251 side by side, as no UTF-8 has them: there each of these bytes is followed by a lower one.
_CYRILLIC_WORD = re.compile(rb"[\xc0-\xff]{3}")
_AROUND = 40  # bytes that tell what a stray byte is
_CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5")


def decoded(content: bytes) -> tuple[str, str]:
    """The text, and how it was read when the label did not say so ("" when all is plain)."""
    encoding, why = encoding_of(content)
    text = content.decode(encoding, errors="replace" if encoding not in ("utf-8", "utf-8-sig") else "old_bytes")
    return text.removeprefix("\ufeff"), why


def encoding_of(content: bytes) -> tuple[str, str]:
    """The name of the encoding these bytes are in, and a remark when it is not the one declared."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name, ""
    if wide := _wide(content):
        return wide, f"read as {wide}: it has no byte order mark"
    label = declared(content)
    good, bad = _utf8_letters(content)
    # Parts in other bytes may have been pasted in: so many whole letters are no chance.
    if good >= bad * 10 or (label in ("", "utf-8") and good >= max(100, bad * 2)):
        return "utf-8", _remark("utf-8", label) if good else ""
    if label and label != "utf-8" and _is_plausible(content, label):
        return label, ""
    guess = _by_letters(content)
    return guess, _remark(guess, label)


def declared(content: bytes) -> str:
    """The encoding a file says it is in, by Python's name; "" when it says none that exists."""
    found = _DECLARED.search(content[:4096])
    if not found:
        return ""
    try:
        name = codecs.lookup(found.group(1).decode("ascii")).name
    except LookupError:
        return ""
    # What calls itself Latin-1 on the web is Windows-1252, as the HTML standard says too.
    return {"iso8859-1": "cp1252", "ascii": "cp1252"}.get(name, name)


def _remark(read_as: str, label: str) -> str:
    if not label or label == read_as or (label == "cp1252" and read_as == "utf-8"):
        return "" if read_as == "utf-8" else f"it names no encoding that fits; read as {read_as}"
    return f"it says {label} and is not; read as {read_as}"


def _wide(content: bytes) -> str:
    sample = content[:2000]
    if len(sample) < 8 or sample.count(0) < len(sample) * 0.3:
        return ""
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"


def _utf8_letters(content: bytes) -> tuple[int, int]:
    """How many letters beyond ASCII are whole in UTF-8, and how many bytes are not."""
    text = content.decode("utf-8", errors="surrogateescape")
    bad = len(re.findall("[\udc80-\udcff]", text))
    good = len(re.findall("[^\x00-\x7f\udc80-\udcff]", text))
    return good, bad


def _is_plausible(content: bytes, label: str) -> bool:
    try:
        text = content.decode(label)
    except (UnicodeError, LookupError):
        return False
    return not re.search("[\x80-\x9f]{2}", text)


def _by_letters(content: bytes) -> str:
    """Western accents stand alone among plain letters; Cyrillic words are made of nothing else."""
    sample = content[:400_000]
    runs = re.findall(rb"[\x80-\xff]+", sample)
    in_words = sum(len(run) for run in runs if len(run) >= 3)
    if in_words < sum(map(len, runs)) * 0.5:
        return "cp1252"
    return max(_CYRILLIC, key=lambda name: _commonness(sample.decode(name, errors="replace")))


def _commonness(text: str) -> int:
    return sum(1 for letter in text if letter in _COMMON_CYRILLIC)


def _old_bytes(error: UnicodeError) -> tuple[str, int]:
    """A stray byte in a UTF-8 text is Windows-1252, or Windows-1251 among such words: somebody pasted it."""
    assert isinstance(error, UnicodeDecodeError)
    content, start = error.object, error.start
    near = content[max(0, start - _AROUND) : start + _AROUND]
    if not _CYRILLIC_WORD.search(near):
        return content[start : error.end].decode("cp1252", errors="replace"), error.end
    run = re.match(rb"[\x80-\xff]+", content[start : start + _AROUND])
    assert run
    return run.group().decode("cp1251", errors="replace"), start + run.end()


codecs.register_error("old_bytes", _old_bytes)
