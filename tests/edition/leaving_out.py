"""Leave one check out of a module, as a tired engineer would: a `raise`, or a call made for its refusal alone."""

from __future__ import annotations

import ast
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Check:
    """One statement that refuses something."""

    module: types.ModuleType
    function: str  # the outermost one: `read`, or `_Reading._root`
    lines: range
    words: str

    @property
    def name(self) -> str:
        return f"{self.function}: {self.words}"

    def is_at(self, place: tuple[str, int]) -> bool:
        return place[0] == self.module.__file__ and place[1] in self.lines

    def leave_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Until the test is over, the function runs without this statement."""
        source = ast.parse(Path(str(self.module.__file__)).read_text())
        for body, at in _statements(source):
            if body[at].lineno == self.lines.start:
                body[at] = ast.copy_location(ast.Pass(), body[at])
        whole = compile(source, str(self.module.__file__), "exec", dont_inherit=True)
        target: Any = self.module
        for word in self.function.split("."):
            target = vars(target)[word]
        target = getattr(target, "__func__", target)
        monkeypatch.setattr(target, "__code__", _code(whole, self.function.split(".")))


def checks_of(module: types.ModuleType) -> Iterator[Check]:
    source = ast.parse(Path(str(module.__file__)).read_text())
    for function, node in _functions(source):
        for body, at in _statements(node):
            lines = range(body[at].lineno, (body[at].end_lineno or 0) + 1)
            yield Check(module, function, lines, ast.unparse(body[at]).split("\n")[0])


def _functions(module: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, ast.FunctionDef))


def _statements(node: ast.AST) -> Iterator[tuple[list[ast.stmt], int]]:
    for one in ast.walk(node):
        for name in ("body", "orelse", "finalbody"):
            body = getattr(one, name, None)
            for at, statement in enumerate(body if isinstance(body, list) else []):
                if isinstance(statement, ast.Raise) or _is_bare_call(statement):
                    yield body, at


def _is_bare_call(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)


def _code(code: types.CodeType, names: list[str]) -> types.CodeType:
    for name in names:
        code = next(one for one in code.co_consts if isinstance(one, types.CodeType) and one.co_name == name)
    return code
