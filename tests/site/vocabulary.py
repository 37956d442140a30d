"""schema.org's terms, read from the declarations of npm's schema-dts: types, their parents, properties and ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

DECLARATIONS = Path(__file__).parent.parent / "node" / "node_modules" / "schema-dts" / "dist" / "schema.d.ts"
_INTERFACE = re.compile(r"^interface (\w+)Base extends ([^{]+)\{$(.*?)^\}$", re.MULTILINE | re.DOTALL)
_LEAF = re.compile(r"^(?:export )?interface (\w+)Leaf extends (\w+)Base ", re.MULTILINE)
_PROPERTY = re.compile(r'^    "(\w+)"\?: SchemaValue<([^,]+), "', re.MULTILINE)
PLAIN = {"Text": str, "URL": str, "Number": (int, float), "Integer": int, "Float": float, "Boolean": bool}
SIZES = {"Distance", "QuantitativeValue", "Quantity"}  # which schema.org's own examples write as bare numbers


class Vocabulary:
    def __init__(self, declarations: str) -> None:
        self.parents: dict[str, set[str]] = {}
        self.own: dict[str, dict[str, set[str]]] = {}
        for name, parents, body in _INTERFACE.findall(declarations):
            self.parents[name] = set(re.findall(r"(\w+)Base\b", parents))
            self.own[name] = {key: set(re.split(r"\s*\|\s*", value)) for key, value in _PROPERTY.findall(body)}
        for name, base in _LEAF.findall(declarations):
            if name != base:  # a type without properties of its own
                self.parents.setdefault(name, {base})

    def line(self, name: str) -> set[str]:
        """A type and all its ancestors."""
        return {name}.union(*(self.line(parent) for parent in self.parents.get(name, ())))

    def range(self, name: str, key: str) -> set[str] | None:
        """What the property may hold on that type; None when the type has no such property."""
        found = [self.own[one][key] for one in self.line(name) if key in self.own.get(one, {})]
        return set().union(*found) if found else None

    def faults(self, facts: Any, where: str = "") -> Iterator[str]:
        """What schema.org would not know in these facts."""
        if isinstance(facts, list):
            for one in facts:
                yield from self.faults(one, where)
            return
        if not isinstance(facts, dict):
            return
        name = facts.get("@type", "")
        here = f"{where}{name}"
        if name not in self.parents:
            yield f"{where or 'top'}: there is no type {name!r}"
            return
        for key, value in facts.items():
            if key.startswith("@"):
                continue
            may = self.range(name, key)
            if may is None:
                yield f"{here} has no property {key!r}"
                continue
            for one in value if isinstance(value, list) else [value]:
                if not self._fits(one, may):
                    yield f"{here}.{key} may be {sorted(may)}, not {one!r}"
                yield from self.faults(one, f"{here}.{key} ")

    def _fits(self, value: Any, may: set[str]) -> bool:
        if isinstance(value, dict):
            return bool(self.line(value.get("@type", "")) & may) or value.get("@type") not in self.parents
        if isinstance(value, bool):
            return "Boolean" in may
        if isinstance(value, str):
            # schema.org takes text wherever it takes a thing; where only numbers and truth are meant it does not.
            return bool(may - {"Number", "Integer", "Float", "Boolean", "IdReference"})
        return bool(may & SIZES) or any(isinstance(value, PLAIN[one]) for one in may & set(PLAIN))


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary(DECLARATIONS.read_text())
