"""Read the body of a manuscript: plain text with a few marks, for people who type.

Every kind of block that a story may hold can be typed, and nothing else: no HTML passes through, and what cannot be
read is refused with its line and the way to mend it.  The marks are shown in `stories/README.md`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from tamizdat.desk.draft import CLAIM_STATES, Block, DraftPhoto

Draw = Callable[[str], bytes]  # the name of a picture -> its file; KeyError when there is no such picture

BULLET = re.compile(r"- +(.+)")
NUMBER = re.compile(r"\d+\. +(.+)")
FIELD = re.compile(r"([a-z_]+): *(.*)")
WHO = re.compile(r"[—–-]+ +(.+)")
MARKS = re.compile(
    r"\\(?P<plain>[\\*\[\]])"
    r"|\*\*(?P<bold>[^*]+)\*\*"
    r"|\*(?P<italic>[^*]+)\*"
    r"|\[(?P<label>[^\]]+)\]\((?P<address>[^)\s]+)\)"
)
ADDRESS = re.compile(r"(https?://|mailto:)\S+")


class Unreadable(ValueError):
    """What is wrong in a text, in which of its lines, and how to mend it."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines that belong together; `fence` is the word after `:::` when they stood between fences."""

    lines: tuple[Line, ...]
    fence: str = ""

    @property
    def number(self) -> int:
        return self.lines[0].number


def blocks(text: str, draw: Draw, first_line: int = 1) -> tuple[Block, ...]:
    """The blocks of a body whose first line has this number in its file.  Raises Unreadable."""
    lines = [Line(number, line.rstrip()) for number, line in enumerate(text.split("\n"), first_line)]
    return tuple(_block(chunk, draw) for chunk in _chunks(lines))


def rich(text: str, line: int) -> str:
    """Typed text as HTML with b, i and a."""
    html, end = [], 0
    for mark in MARKS.finditer(text):
        html += [_plain(text[end : mark.start()], line), _marked(mark, line)]
        end = mark.end()
    return "".join([*html, _plain(text[end:], line)])


def _plain(text: str, line: int) -> str:
    if "**" in text:
        raise Unreadable(line, "bold is not closed; write **like this**, or \\* for a star")
    return escape(text, quote=False)


def _marked(mark: re.Match[str], line: int) -> str:
    if mark["plain"]:
        return escape(mark["plain"], quote=False)
    if mark["bold"]:
        return f"<b>{rich(mark['bold'], line)}</b>"
    if mark["italic"]:
        return f"<i>{rich(mark['italic'], line)}</i>"
    return f'<a href="{escape(_address(mark["address"], line))}">{rich(mark["label"], line)}</a>'


def _address(text: str, line: int) -> str:
    if not ADDRESS.fullmatch(text):
        raise Unreadable(line, f"{text!r} is not an address; begin it with https:// or mailto:")
    return text


def _chunks(lines: list[Line]) -> Iterator[Chunk]:
    at = 0
    while at < len(lines):
        if not lines[at].text:
            at += 1
            continue
        end = _fence_end(lines, at) if lines[at].text.startswith(":::") else _group_end(lines, at)
        yield _chunk(lines[at:end])
        at = end


def _chunk(lines: list[Line]) -> Chunk:
    if lines[0].text.startswith(":::"):
        return Chunk((lines[0], *lines[1:-1]), lines[0].text[3:].strip() or "?")
    return Chunk(tuple(lines))


def _fence_end(lines: list[Line], at: int) -> int:
    for end in range(at + 1, len(lines)):
        if lines[end].text == ":::":
            return end + 1
        if lines[end].text.startswith(":::"):
            break
    raise Unreadable(lines[at].number, f"{lines[at].text!r} is not closed; end it with a line of its own: :::")


def _group_end(lines: list[Line], at: int) -> int:
    end = at
    while end < len(lines) and lines[end].text:
        if lines[end].text.startswith(":::"):
            raise Unreadable(lines[end].number, "leave an empty line before :::")
        end += 1
    return end


def _block(chunk: Chunk, draw: Draw) -> Block:
    if chunk.fence:
        return _fenced(chunk, draw)
    first = chunk.lines[0].text
    if first == "---":
        return _alone(chunk, Block(kind="divider", value=None))
    if first.startswith("#"):
        return _heading(chunk)
    if first.startswith(">"):
        return _quote(chunk)
    if BULLET.match(first) or NUMBER.match(first):
        return _list(chunk)
    return Block(kind="paragraph", value=f"<p>{rich(_joined(chunk.lines), chunk.number)}</p>")


def _alone(chunk: Chunk, block: Block) -> Block:
    if len(chunk.lines) > 1:
        raise Unreadable(chunk.lines[1].number, "leave an empty line after a heading or a divider")
    return block


def _joined(lines: tuple[Line, ...]) -> str:
    return " ".join(line.text.strip() for line in lines)


def _heading(chunk: Chunk) -> Block:
    if not chunk.lines[0].text.startswith("## "):
        raise Unreadable(chunk.number, "stories have one level of headings; write: ## The words")
    return _alone(chunk, Block(kind="heading", value=chunk.lines[0].text[3:].strip()))


def _quote(chunk: Chunk) -> Block:
    for line in chunk.lines:
        if not line.text.startswith(">"):
            raise Unreadable(line.number, "every line of a quote begins with >")
    *said, last = [line.text[1:].strip() for line in chunk.lines]
    signed = WHO.fullmatch(last)
    if not said or not signed:
        raise Unreadable(chunk.number, "a quote needs its speaker; add a last line: > — Who said it")
    return Block(kind="quote", value={"text": " ".join(said), "who": signed[1]})


def _list(chunk: Chunk) -> Block:
    mark = BULLET if BULLET.match(chunk.lines[0].text) else NUMBER
    entries: list[tuple[int, str]] = []
    for line in chunk.lines:
        if entry := mark.fullmatch(line.text):
            entries.append((line.number, entry[1]))
        elif line.text.startswith(" "):
            entries[-1] = (entries[-1][0], f"{entries[-1][1]} {line.text.strip()}")
        else:
            raise Unreadable(line.number, "leave an empty line after a list, or begin the line with its mark")
    value = {"ordered": mark is NUMBER, "entries": [rich(text, number) for number, text in entries]}
    return Block(kind="list", value=value)


def _fenced(chunk: Chunk, draw: Draw) -> Block:
    if chunk.fence == "claim":
        return _claim(chunk)
    if chunk.fence == "facts":
        return _facts(chunk)
    if chunk.fence == "pullout":
        return Block(kind="pullout", value=_required_text(chunk))
    if chunk.fence == "link":
        return _link(chunk)
    if chunk.fence == "photo":
        return _photo(chunk, draw)
    raise Unreadable(chunk.number, f"there is no block {chunk.fence!r}; use claim, facts, pullout, link or photo")


def _required_text(chunk: Chunk) -> str:
    text = _joined(chunk.lines[1:]).strip()
    if not text:
        raise Unreadable(chunk.number, f"the {chunk.fence} is empty; write its words before :::")
    return text


def _fields(chunk: Chunk, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, str]:
    """The `key: value` lines between the fences, all of them known and the required ones filled."""
    fields = dict.fromkeys((*required, *optional), "")
    for line in chunk.lines[1:]:
        found = FIELD.fullmatch(line.text)
        if not found or found[1] not in fields:
            raise Unreadable(line.number, f"a {chunk.fence} is made of lines 'key: words', with {', '.join(fields)}")
        fields[found[1]] = found[2].strip()
    for key in required:
        if not fields[key]:
            raise Unreadable(chunk.number, f"this {chunk.fence} has no {key}; add a line '{key}: …'")
    return fields


def _claim(chunk: Chunk) -> Block:
    fields = _fields(chunk, ("statement", "who", "basis"), ("said_on", "doubted_since", "source", "state"))
    state = fields["state"] or CLAIM_STATES[0]
    if state not in CLAIM_STATES:
        raise Unreadable(chunk.number, f"a claim cannot be {state!r}; its state is one of {', '.join(CLAIM_STATES)}")
    days = {key: _day(fields[key], key, chunk.number) for key in ("said_on", "doubted_since")}
    source = _address(fields["source"], chunk.number) if fields["source"] else ""
    value: dict[str, Any] = {**fields, **days, "source": source, "state": state}
    return Block(kind="claim", value=value)


def _day(text: str, key: str, line: int) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Unreadable(line, f"{key} is {text!r}; write a day as 2026-11-20") from error


def _facts(chunk: Chunk) -> Block:
    heading = FIELD.fullmatch(chunk.lines[1].text) if len(chunk.lines) > 1 else None
    if not heading or heading[1] != "heading":
        raise Unreadable(chunk.number, "facts begin with their heading; add a first line 'heading: …'")
    paragraphs = [
        f"<p>{rich(_joined(part.lines), part.number)}</p>" for part in _chunks(list(chunk.lines[2:])) if not part.fence
    ]
    if not paragraphs:
        raise Unreadable(chunk.number, "the facts are empty; write them under the heading")
    return Block(kind="facts", value={"heading": heading[2], "body": "".join(paragraphs)})


def _link(chunk: Chunk) -> Block:
    fields = _fields(chunk, ("address", "title"), ("note",))
    _address(fields["address"], chunk.number)
    return Block(kind="link", value=fields)


def _photo(chunk: Chunk, draw: Draw) -> Block:
    fields = _fields(chunk, ("picture", "caption", "credit", "alt"))
    return Block(kind="photo", value={"photo": photo(fields, draw, chunk.number)})


def photo(fields: dict[str, str], draw: Draw, line: int) -> DraftPhoto:
    """A picture with its words, from the fields picture, caption, credit and alt."""
    name = fields["picture"]
    try:
        file = draw(name)
    except KeyError as error:
        raise Unreadable(
            line, f"there is no picture {name!r}; take a name from tamizdat.demo.pictures.NAMES"
        ) from error
    return DraftPhoto(
        file=file, filename=f"{name}.jpg", caption=fields["caption"], credit=fields["credit"], alt=fields["alt"]
    )
