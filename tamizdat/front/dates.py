"""Days and moments as readers of a language write them.

A moment of publication always names its time zone: readers and staff are in different countries.  A moment must be
aware; nothing here asks what time it is now.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, get_currency_name
from babel.units import format_unit

from tamizdat.front.directions import locale_of, script
from tamizdat.money import DIGITS

ZONES = {("ru", "MSK"): "мск", ("uk", "EET"): "за Києвом", ("uk", "EEST"): "за Києвом"}


@lru_cache(maxsize=256)
def _long(language: str) -> str:
    # Newspapers do not write the "г." and "р." (year) that office style wants.
    return re.sub(r"\s'[гр]'\.", "", str(locale_of(language).date_formats["long"].pattern))


def day(value: date, language: str) -> str:
    """A day with its year: "20 November 2026", "20 ноября 2026"."""
    return _day(value.year, value.month, value.day, language)


@lru_cache(maxsize=4096)
def _day(year: int, month: int, number: int, language: str) -> str:
    # Never by the moment itself: one moment is equal to itself in every zone, and would be printed in the first one's.
    return str(format_date(date(year, month, number), _long(language), locale_of(language)))


def month(value: date, language: str) -> str:
    """ "November 2026", "ноябрь 2026"."""
    return str(format_date(value, "LLLL y", locale_of(language)))


def clock(value: datetime, language: str) -> str:
    """Hours and minutes: "12:00"."""
    return str(format_time(value, "short", locale=locale_of(language)))


def moment(value: datetime, language: str) -> str:
    """A day, the time and the zone's name: "20 November 2026, 12:00 EET", "20 ноября 2026, 12:00 UTC+2"."""
    comma = "، " if script(language) == "Arab" else ", "
    return f"{day(value, language)}{comma}{clock(value, language)} {zone(value, language)}"


def brief(value: datetime, language: str) -> str:
    """A day and time for a column of news, without year or zone: "20 Nov, 12:00"."""
    comma = "، " if script(language) == "Arab" else ", "
    return f"{format_skeleton('MMMd', value, locale=locale_of(language))}{comma}{clock(value, language)}"


def zone(value: datetime, language: str) -> str:
    """The zone's name where its readers know it ("EET", "мск"), else its distance from UTC ("UTC+2").

    Babel has no short names for most zones and prints "+0200"; abbreviations mean nothing in another script.
    """
    name = value.tzname() or ""
    if known := ZONES.get((language.partition("-")[0], name)):
        return known
    return name if name.isalpha() and script(language) == "Latn" else _offset(value.utcoffset())


def _offset(offset: timedelta | None) -> str:
    if offset is None:
        raise ValueError("a moment without a time zone cannot be printed; give it the newsroom's zone")
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "UTC"


@lru_cache(maxsize=4096)
def money(amount: int, currency: str, language: str) -> str:
    """A whole sum: "€5", "5 €"."""
    locale = locale_of("en-US" if language == "en" else language)
    pattern = str(locale.currency_formats["standard"].pattern).replace(".00", "").replace("0.##", "0")
    return str(format_currency(amount, currency, format=pattern, currency_digits=False, locale=locale))


@lru_cache(maxsize=4096)
def sum(amount: int, currency: str, language: str) -> str:
    """Minor units as a sum: "$7.50", and "$5" when it is whole."""
    whole, rest = divmod(amount, 10 ** DIGITS[currency])
    if not rest:
        return money(whole, currency, language)
    locale = locale_of("en-US" if language == "en" else language)
    return str(format_currency(Decimal(amount).scaleb(-DIGITS[currency]), currency, locale=locale))


def currency_named(currency: str, language: str) -> str:
    """ "US dollar (USD)"."""
    return f"{get_currency_name(currency, locale=locale_of(language))} ({currency})"


def countries_named(codes: tuple[str, ...], language: str) -> str:
    """Countries of ISO 3166 as a series of names."""
    names = locale_of(language).territories
    return ", ".join(str(names.get(code, code)) for code in codes)


def size(count: int, language: str) -> str:
    """Bytes as readers know them: "24 kB", "1.3 MB", "1,3 МБ"."""
    unit, amount = ("kilobyte", max(1, round(count / 1_000))) if count < 1_000_000 else ("megabyte", count / 1_000_000)
    return str(format_unit(amount, f"digital-{unit}", "short", "#,##0.#", locale=locale_of(language)))


def number(value: int, language: str) -> str:
    """A whole number with the language's grouping."""
    return str(format_decimal(value, locale=locale_of(language)))


@lru_cache(maxsize=4096)
def series(parts: tuple[str, ...], language: str) -> str:
    """ "A, B and C", "A, B и C"."""
    return str(format_list(list(parts), locale=locale_of(language)))
