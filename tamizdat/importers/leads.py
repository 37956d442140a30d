"""Choose a story's main picture and take it out of the body, so that it is not shown twice."""

from __future__ import annotations

import dataclasses
import re

from tamizdat.importers.addresses import split
from tamizdat.importers.found import Picture, Piece

_SIZED = re.compile(r"-(?:\d+x\d+|scaled)(?=\.\w+$)")


def split_lead(featured: Picture | None, body: tuple[Piece, ...]) -> tuple[Picture | None, tuple[Piece, ...]]:
    """The main picture and the rest of the body.

    It is the one the old site featured, with the words of the same picture in the body where its own are fewer; else
    the picture that the body opens with.
    """
    if featured is None:
        if body and isinstance(body[0], Picture):
            return body[0], body[1:]
        return None, body
    twin = next((piece for piece in body[:3] if isinstance(piece, Picture) and same(piece, featured)), None)
    if twin is None:
        return featured, body
    joined = dataclasses.replace(
        featured,
        caption=twin.caption or featured.caption,
        credit=twin.credit or featured.credit,
        alt=twin.alt or featured.alt,
        others=tuple(dict.fromkeys((*featured.others, twin.address, *twin.others))),
    )
    return joined, tuple(piece for piece in body if piece is not twin)


def same(one: Picture, other: Picture) -> bool:
    """Whether two addresses show one picture, in whatever size."""
    if one.number and one.number == other.number:
        return True
    names = [{_name(address) for address in (each.address, *each.others)} - {""} for each in (one, other)]
    return bool(names[0] & names[1])


def _name(address: str) -> str:
    return _SIZED.sub("", split(address)[2].rpartition("/")[2]).lower()
