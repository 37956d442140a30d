"""A row of copy: what every kind of it has in common.

It goes to JSON and comes back equal; its kind and key name it, and what could not be printed is refused.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Self


class BadCopy(ValueError):
    """A row that the press cannot print: says which row, which part, and what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of copy.  `kind` and `key` name it."""

    kind: ClassVar[str]
    key: str

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.key}"

    def as_json(self) -> str:
        """The row's one JSON form: sorted keys, no spaces, so that equal rows have equal bytes."""
        return json.dumps(
            dataclasses.asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )

    def digest(self) -> str:
        """SHA-256 of the JSON form, in hex."""
        return hashlib.sha256(self.as_json().encode()).hexdigest()

    @classmethod
    def from_data(cls, values: dict[str, Any]) -> Self:
        """The row that `as_json` wrote.  Raises BadCopy for a field that is missing or unknown."""
        known = {field.name for field in dataclasses.fields(cls)}
        if unknown := set(values) - known:
            raise BadCopy(f"{cls.kind} {values.get('key', '?')}: there is no field {sorted(unknown)[0]!r}")
        try:
            return cls(**cls._built(values))
        except TypeError as error:
            raise BadCopy(f"{cls.kind} {values.get('key', '?')}: {error}") from error

    @classmethod
    def _built(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}

    def photos(self) -> tuple[str, ...]:
        """Keys of the photos this row shows, each once."""
        return ()

    def check(self) -> None:
        """Refuse what no sheet could be printed from, before it is filed.  Raises BadCopy."""
        for part, fits, wanted in self._rules():
            if not fits:
                raise BadCopy(f"{self.kind} {self.key}: its {part} cannot be printed; it must be {wanted}")

    def _rules(self) -> Iterator[tuple[str, bool, str]]:
        """(part, does it fit, what it must be)."""
        yield "key", bool(self.key) and len(self.name) <= 400, "a name of at most 390 letters"
