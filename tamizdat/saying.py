"""Words for people at the desk that are made deep inside: in the language of whoever asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Translated = Callable[[str], str]
_translated: ContextVar[Translated] = ContextVar("translated", default=str)


def say(words: str, **values: object) -> str:
    """The words in that language; `values` go where the words have their names in braces."""
    return _translated.get()(words).format(**values)


@contextmanager
def speaking(translated: Translated) -> Iterator[None]:
    """Say it in another language: `translated` turns English words into it."""
    token = _translated.set(translated)
    try:
        yield
    finally:
        _translated.reset(token)
