"""What a request asks of a letterbox, and what it says: plain values on both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

LARGEST = 4_096  # bytes of a form


class BadForm(ValueError):
    """What no form of ours sends."""


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str  # without a query, which nothing here reads
    body: bytes = b""
    peer: str = ""  # an address, for counting; it is kept nowhere
    signature: str = ""  # a collector's
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # names in small letters

    @property
    def fields(self) -> dict[str, list[str]]:
        """Raises BadForm."""
        try:
            return parse_qs(self.body.decode("utf-8"), keep_blank_values=True, max_num_fields=60, errors="strict")
        except ValueError as error:
            raise BadForm("the form cannot be read.") from error

    def field(self, name: str) -> str:
        return self.fields.get(name, [""])[0]


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = field(default=())
