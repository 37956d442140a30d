"""Pages whose every line says what an editor would make of it, and how far an importer agrees.

A line begins with a mark and a bar: `h` headline, `d` deck, `m` byline or date, `p` paragraph, `s` subheading, `q`
quotation, `l` entry of a list, `c` caption, `k` credit, `-` furniture, `~` the line before goes on.  Lines with `=`
come first and say language, date, bylines and photos ("caption ~ credit").  The page itself is what stands after the
bars, so page and judgement cannot drift apart.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tamizdat.desk.draft import Block
from tamizdat.importers.fit import words_of
from tamizdat.importers.found import Found

_BODY = frozenset("psql")


@dataclass
class Marked:
    """A page, and what an editor would keep of it."""

    name: str
    page: str = ""
    said: dict[str, list[str]] = field(default_factory=dict)
    parts: list[tuple[str, str]] = field(default_factory=list)  # mark and words, in order

    def of(self, mark: str) -> str:
        return " ".join(words for each, words in self.parts if each == mark)

    @property
    def body(self) -> list[tuple[str, str]]:
        return [(mark, words) for mark, words in self.parts if mark in _BODY]

    @property
    def photos(self) -> list[tuple[str, str]]:
        pairs = [line.partition("~") for line in self.said.get("photo", [])]
        return [(caption.strip(), credit.strip()) for caption, _, credit in pairs]


def marked(file: Path) -> Marked:
    made, lines = Marked(file.stem), []
    for line in file.read_text(encoding="utf-8").splitlines():
        mark, _, rest = line.partition("|")
        if mark == "=":
            key, _, value = rest.partition(" ")
            made.said.setdefault(key, []).append(value)
            continue
        lines.append(rest)
        words = _words(rest, file.parent.name)
        if mark == "~":
            made.parts[-1] = (made.parts[-1][0], f"{made.parts[-1][1]} {words}")
        elif words:
            made.parts.append((mark, words))
    made.page = "\n".join(lines) + "\n"
    return made


def _words(line: str, kind: str) -> str:
    if kind == "html":
        line = html.unescape(re.sub(r"<[^>]+>", " ", line))
    else:
        line = re.sub(r"\[\d+\](?=\S)|^\s*[*•]\s|\[IMG\]", "", line)
    return " ".join(line.split())


def body_of(found: Found) -> list[tuple[str, str]]:
    """What came out, a mark and words each; the words of photos that have no file left aside."""
    shown = {_plain(f"{one.caption} {one.credit}") for one in found.pictures}
    out = [part for block in found.draft.body for part in _parts(block)]
    return [(mark, words) for mark, words in out if _plain(words) not in shown]


def _parts(block: Block) -> list[tuple[str, str]]:
    mark = {"heading": "s", "quote": "q", "pullout": "q", "list": "l"}.get(block.kind, "p")
    words = words_of(block)
    lines = words.split("\n") if block.kind == "list" else [words]
    return [(mark, " ".join(line.split())) for line in lines if line.strip()]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def measured(found: Found, page: Marked) -> tuple[float, float]:
    """Of the words that came out how many belong there, and of those that belong how many came out."""
    got, want = (
        Counter(re.findall(r"\w+", " ".join(words for _, words in body).casefold()))
        for body in (body_of(found), page.body)
    )
    both = sum((got & want).values())
    return both / max(1, sum(got.values())), both / max(1, sum(want.values()))


def faults(found: Found, page: Marked) -> list[str]:
    """Everything in which an importer and the editor differ, a line each."""
    draft = found.draft
    pairs: list[tuple[str, object, object]] = [
        ("headline", draft.headline, page.of("h")),
        ("deck", draft.deck, page.of("d")),
        ("bylines", list(draft.bylines), page.said.get("byline", [])),
        ("language", draft.language, page.said["language"][0]),
        ("date", f"{draft.published:%Y-%m-%dT%H:%M}" if draft.published else "", page.said.get("published", [""])[0]),
        ("photos", [(one.caption, one.credit) for one in found.pictures], page.photos),
    ]
    lines = [f"{what}: {got!r}, not {want!r}" for what, got, want in pairs if got != want]
    return lines + _body_faults(body_of(found), page.body)


def _body_faults(got: list[tuple[str, str]], want: list[tuple[str, str]]) -> list[str]:
    plain_got, plain_want = ([(mark, _plain(words)) for mark, words in body] for body in (got, want))
    lines = [f"lost: {part}" for part, plain in zip(want, plain_want, strict=True) if plain not in plain_got]
    lines += [f"stayed: {part}" for part, plain in zip(got, plain_got, strict=True) if plain not in plain_want]
    if not lines and plain_got != plain_want:
        lines.append("the order is another")
    return lines
