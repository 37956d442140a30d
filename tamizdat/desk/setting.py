"""Set a draft's blocks as a body: the shapes of `draft.BLOCKS` into those the editor's form makes."""

from __future__ import annotations

import re
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import nh3
from django.core.exceptions import ValidationError
from wagtail.blocks import StreamValue

from tamizdat.desk import stripping
from tamizdat.desk.body import BodyBlock
from tamizdat.desk.draft import BLOCKS, Block, DraftPhoto
from tamizdat.desk.photos import Photo
from tamizdat.desk.refusal import Refused

TAGS = {"p", "b", "strong", "i", "em", "a", "br"}
PLAIN = {"strong": "b", "em": "i"}
CLAIM_DATES = ("said_on", "doubted_since")


def body(blocks: tuple[Block, ...], by: Any = None) -> StreamValue:
    """The blocks as a body.  Raises Refused for a block that an editor's form would refuse, BadPhoto for no picture."""
    stream = BodyBlock()
    raw = [_raw(block, place, stream, by) for place, block in enumerate(blocks, 1)]
    return StreamValue(stream, raw, is_lazy=True)


def _raw(block: Block, place: int, stream: BodyBlock, by: Any) -> dict[str, Any]:
    if block.kind not in BLOCKS:
        raise Refused(f"block {place}: there is no kind {block.kind!r}; known are {', '.join(BLOCKS)}.")
    value = _value(block.kind, block.value, by)
    if block.kind not in ("photo", "divider"):  # a photo may wait for its credit until it is published
        kind = stream.child_blocks[block.kind]
        try:
            kind.clean(kind.to_python(value))
        except ValidationError as error:
            raise Refused(f"block {place} ({block.kind}): {_reasons(error)}") from error
    return {"type": block.kind, "value": value, "id": str(uuid.uuid4())}


def _reasons(error: ValidationError) -> str:
    parts = getattr(error, "block_errors", None) or {}
    if isinstance(parts, dict) and parts:
        return "; ".join(f"{name}: {_reasons(part)}" for name, part in parts.items() if part)
    return " ".join(getattr(error, "messages", [])) or "not valid"


def _value(kind: str, value: Any, by: Any) -> Any:
    if kind == "paragraph":
        return rich(value)
    if kind == "photo":
        return _photo(value["photo"], by)
    if kind == "list":
        entries = [{"type": "item", "value": rich(entry), "id": str(uuid.uuid4())} for entry in value["entries"]]
        return {"ordered": bool(value["ordered"]), "entries": entries}
    if kind == "facts":
        return {"heading": value["heading"], "body": rich(value["body"])}
    if kind == "claim":
        return {**value, **{name: _day(value.get(name)) for name in CLAIM_DATES}}
    return value


def _day(value: date | str | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value or None


def _photo(photo: DraftPhoto, by: Any) -> dict[str, Any]:
    return {"photo": kept(photo, by).pk, "caption": photo.caption, "credit": photo.credit, "alt": photo.alt}


def kept(photo: DraftPhoto, by: Any = None) -> Photo:
    """The picture, stripped; the one the desk has already when the bytes are the same.  Raises BadPhoto."""
    content = photo.file if isinstance(photo.file, bytes) else Path(photo.file).read_bytes()
    return Photo.of(stripping.strip(content), photo.filename, photo.caption, photo.credit, photo.alt, by)


def rich(html: str) -> str:
    """HTML as the editor's rich text keeps it: paragraphs with b, i and a, nothing else."""
    cleaned = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https"}, link_rel=None)
    for name, plain in PLAIN.items():
        cleaned = re.sub(rf"<(/?){name}\b", rf"<\1{plain}", cleaned)
    return cleaned if cleaned.lstrip().startswith("<p") else f"<p>{cleaned}</p>"
