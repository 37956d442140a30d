"""Which way a language runs, and what it calls itself.

Readers find their language by its own name, so the names are never translated.  A language nobody knows is written from
left to right and called by its tag.
"""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError

# Languages whose usual script is not Latin and for which a stack of faces is written in css.py.
SCRIPTS = (
    dict.fromkeys(("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "tg", "mn", "tt", "ce", "os"), "Cyrl")
    | dict.fromkeys(("ar", "fa", "ur", "ps", "ckb", "ug", "sd"), "Arab")
    | dict.fromkeys(("he", "yi"), "Hebr")
)


@lru_cache(maxsize=256)
def locale_of(language: str) -> Locale:
    """Babel's locale for a BCP 47 tag; British English for plain English and for what Babel does not know.

    Plain "en" would print American dates ("November 20, 2026"), which most readers of English abroad do not use.
    """
    if language.lower() == "en":
        return Locale("en", "GB")
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")


def _known(language: str) -> bool:
    return locale_of(language).language == language.partition("-")[0].lower()


def direction(language: str) -> str:
    """ "ltr" or "rtl", as the attribute `dir` wants it."""
    return str(locale_of(language).text_direction) if _known(language) else "ltr"


def own_name(language: str) -> str:
    """The language's name in itself, with a capital letter where it has them: "English", "Русский", "العربية"."""
    name = locale_of(language).get_language_name() if _known(language) else None
    return name[0].upper() + name[1:] if name else language


def script(language: str) -> str:
    """The script's ISO 15924 code when the serif face must change for it ("Cyrl", "Arab", "Hebr"), else "Latn"."""
    if not _known(language):
        return "Latn"
    return locale_of(language).script or SCRIPTS.get(locale_of(language).language, "Latn")
