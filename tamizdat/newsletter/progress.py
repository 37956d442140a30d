"""How far the freezing or posting of an issue is, for those who look on in the same process."""

from __future__ import annotations

from collections.abc import Callable

_under_way: dict[int, tuple[int, int]] = {}


def telling(issue: int) -> Callable[[int, int], None]:
    def told(done: int, total: int) -> None:
        _under_way[issue] = (done, total)

    return told


def of(issue: int) -> tuple[int, int] | None:
    """(done, of how many); None when nothing is under way."""
    return _under_way.get(issue)


def end(issue: int) -> None:
    _under_way.pop(issue, None)
