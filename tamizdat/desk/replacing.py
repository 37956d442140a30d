"""Put one text in the place of another throughout a body, in words that readers see and nowhere else."""

from __future__ import annotations

from html import escape
from typing import Any

from wagtail.blocks import StreamValue

# Parts of a block that hold an address, a choice or a number, not words.
NOT_WORDS = frozenset({"photo", "address", "source", "state", "said_on", "doubted_since", "ordered", "id", "type"})
RICH = frozenset({"paragraph", "entries", "body"})


def replaced(body: StreamValue, wrong: str, right: str) -> StreamValue:
    """A new body."""
    raw = [{**block, "value": _in_value(block["value"], block["type"], wrong, right)} for block in body.raw_data]
    return StreamValue(body.stream_block, raw, is_lazy=True)


def _in_value(value: Any, name: str, wrong: str, right: str) -> Any:
    if isinstance(value, str):
        return _in_rich(value, wrong, right) if name in RICH else value.replace(wrong, right)
    if isinstance(value, list):
        return [_in_value(entry, name, wrong, right) for entry in value]
    if isinstance(value, dict):
        return {
            key: part if key in NOT_WORDS else _in_value(part, name if key == "value" else key, wrong, right)
            for key, part in value.items()
        }
    return value


def _in_rich(html: str, wrong: str, right: str) -> str:
    """Between tags only; the words there are escaped, quotation marks or not."""
    pieces = html.split("<")
    for place, piece in enumerate(pieces):
        tag, closed, text = piece.rpartition(">") if place else ("", "", piece)
        for quoted in {(escape(wrong, mark), escape(right, mark)) for mark in (False, True)}:
            text = text.replace(*quoted)
        pieces[place] = tag + closed + text
    return "<".join(pieces)
