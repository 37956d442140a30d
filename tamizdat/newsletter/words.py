"""What the newsletter says to readers, in their language.  English stands in the code."""

from __future__ import annotations

from collections.abc import Callable
from gettext import NullTranslations
from pathlib import Path

from tamizdat.front.words import words

LOCALE = Path(__file__).parent / "locale"


def has_words(language: str) -> bool:
    """Does the newsletter speak this language?"""
    return language.partition("-")[0] == "en" or type(words(language, LOCALE, "mail")) is not NullTranslations


def gettext_in(language: str) -> Callable[[str], str]:
    return words(language, LOCALE, "mail").gettext
