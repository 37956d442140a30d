"""The site's own words in the reader's language.

English is written in the templates; every other language is a catalogue `locale/<language>/LC_MESSAGES/front.po`.  The
compiled catalogue is used when it is as new as its source, and made in memory when it is not, so a page never shows
stale words.  `locale/README.md` says how to add words and languages.
"""

from __future__ import annotations

from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DOMAIN = "front"
LOCALE = Path(__file__).parent / "locale"


def _compiled(po: Path, domain: str) -> BytesIO:
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
        return BytesIO(mo.read_bytes())
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(po.read_bytes()), domain=domain))
    compiled.seek(0)
    return compiled


def has_words(language: str) -> bool:
    """Are the site's words written in this language?  Where not, they are English and must be marked so."""
    return language.partition("-")[0] == "en" or type(words(language)) is not NullTranslations


@lru_cache(maxsize=64)
def words(language: str, catalogues: Path = LOCALE, domain: str = DOMAIN) -> NullTranslations:
    """The catalogue of a language ("ru", "ru-RU"), with gettext, ngettext, pgettext and npgettext; else English."""
    for name in (language.replace("-", "_"), language.partition("-")[0]):
        po = catalogues / name / "LC_MESSAGES" / f"{domain}.po"
        if name.isidentifier() and po.exists():
            return GNUTranslations(_compiled(po, domain))
    return NullTranslations()
