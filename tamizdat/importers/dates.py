"""Read the dates old pages write, in the languages a calendar is known for.

A date without a zone is in the newsroom's zone.  What cannot be a date of journalism (the year 0000, the year 3013)
is none.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import get_month_names

from tamizdat.importers.words import listed

_LANGUAGES = sorted(
    listed(
        "en ru uk be de fr es pt it pl tr nl cs sk ro bg sr hr sl hu fi sv da nb lv lt et el ka hy az kk uz ar fa he"
    )
)
_ZONES: dict[str, str] = {
    "utc": "UTC",
    "gmt": "UTC",
    "z": "UTC",
    "msk": "Europe/Moscow",
    "мск": "Europe/Moscow",
    "cet": "Europe/Paris",
    "cest": "Europe/Paris",
    "eet": "Europe/Kyiv",
    "eest": "Europe/Kyiv",
    "et": "America/New_York",
    "edt": "America/New_York",
    "est": "America/New_York",
    "ct": "America/Chicago",
    "cdt": "America/Chicago",
    "cst": "America/Chicago",
    "pt": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "pst": "America/Los_Angeles",
    "bst": "Europe/London",
}
_ISO = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)"
    r"(?:[T ]+(?P<H>\d\d?):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,]\d+)?)?\s*(?P<z>Z|[+-]\d\d:?\d\d)?)?"
)
_NUMBERS = re.compile(r"(?<!\d)(?P<d>\d{1,2})(?P<sep>[./])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(?P<y>\d{4})\s*[./年년]\s*(?P<m>\d{1,2})\s*[./月월]\s*(?P<d>\d{1,2})")
_CLOCK = re.compile(r"(?<![\d:])(?P<H>\d{1,2})[:.h](?P<M>\d\d)(?::\d\d)?\s*(?P<half>[ap]\.?\s?m\b\.?)?", re.IGNORECASE)
_HALF_CLOCK = re.compile(r"(?<![\d:])(?P<H>\d{1,2})\s*(?P<half>[ap]\.?\s?m)\b", re.IGNORECASE)
_OFFSET = re.compile(r"(?:GMT|UTC)\s*(?P<sign>[+−-])\s*(?P<H>\d{1,2})(?::?(?P<M>\d\d))?")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def moment(text: str, zone: tzinfo) -> datetime | None:
    """The moment a text names: ISO 8601, RFC 2822 or a written date; None when it names none."""
    line = text.translate(_DIGITS).strip()
    return _iso(line, zone) or _mail(line, zone) or _written(line, zone)


def _iso(line: str, zone: tzinfo) -> datetime | None:
    found = _ISO.search(line)
    if not found:
        return None
    numbers = [int(found[name] or 0) for name in ("y", "m", "d", "H", "M", "S")]
    return _made(numbers, _offset(found["z"]) or _spoken_zone(line) or zone)


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return ZoneInfo("UTC")
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((1 if text[0] == "+" else -1) * timedelta(hours=min(hours, 23), minutes=minutes))


def _mail(line: str, zone: tzinfo) -> datetime | None:
    if not re.search(r"\d{1,2}:\d\d", line) or not re.match(r"(?:[A-Za-z]{3},)?\s*\d{1,2} [A-Za-z]{3} \d{4}", line):
        return None
    try:
        when = parsedate_to_datetime(line)
    except (ValueError, TypeError, IndexError):
        return None
    return _sane(when if when.tzinfo else when.replace(tzinfo=zone))


def _written(line: str, zone: tzinfo) -> datetime | None:
    day = _named_day(line) or _numbered_day(line)
    if not day:
        return None
    return _made([*day, *_clock(line), 0], _spoken_zone(line) or zone)


def _numbered_day(line: str) -> tuple[int, int, int] | None:
    if found := _YEAR_FIRST.search(line):
        return int(found["y"]), int(found["m"]), int(found["d"])
    if found := _NUMBERS.search(line):
        first, second = int(found["d"]), int(found["m"])
        if second > 12 or (found["sep"] == "/" and re.search(r"\b[ap]\.?m\b", line, re.IGNORECASE)):
            first, second = second, first
        return int(found["y"]), second, first
    return None


def _named_day(line: str) -> tuple[int, int, int] | None:
    names = months()
    shape = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    low = line.lower()
    day_first = re.search(
        rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|º|er)?[\s.]+(?:de\s+|di\s+)?({shape})[\s.,]+(?:de\s+|del\s+)?(\d{{4}})",
        low,
    )
    if day_first:
        return int(day_first[3]), names[day_first[2]], int(day_first[1])
    month_first = re.search(rf"(?<!\w)({shape})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})", low)
    if month_first:
        return int(month_first[3]), names[month_first[1]], int(month_first[2])
    return None


@cache
def months() -> dict[str, int]:
    """The names of months, long and short, in lower case."""
    known: dict[str, int] = {"sept": 9}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    plain = name.lower().strip(". ")
                    if not plain.isdigit() and len(plain) > 2:
                        known.setdefault(plain, number)
    return known


def _clock(line: str) -> tuple[int, int]:
    without_day = _NUMBERS.sub(" ", _YEAR_FIRST.sub(" ", line))
    found = _CLOCK.search(without_day)
    if not found and (half := _HALF_CLOCK.search(without_day)):
        return _hour(int(half["H"]), half["half"]), 0
    if not found or int(found["H"]) > 23 or int(found["M"]) > 59:
        return 0, 0
    return _hour(int(found["H"]), found["half"] or ""), int(found["M"])


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    return hour % 12 + (12 if half[0].lower() == "p" else 0)


def _spoken_zone(line: str) -> tzinfo | None:
    if found := _OFFSET.search(line):
        apart = timedelta(hours=min(int(found["H"]), 14), minutes=int(found["M"] or 0))
        return timezone(apart if found["sign"] == "+" else -apart)
    words = re.findall(r"(?<=[\d\s(,])([A-Za-zМСКмск]{2,4})(?=$|[\s),.;|])", line)
    return next(
        (
            ZoneInfo(_ZONES[word.lower()])
            for word in words
            if (word.isupper() or word == "мск") and word.lower() in _ZONES
        ),
        None,
    )


def _made(numbers: list[int], zone: tzinfo) -> datetime | None:
    year, month, day, hour, minute, second = numbers
    try:
        return _sane(datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone))
    except ValueError:
        return None


def _sane(when: datetime) -> datetime | None:
    return when.astimezone(ZoneInfo("UTC")) if 1900 <= when.year <= 2199 else None


def is_mostly_a_date(line: str) -> bool:
    """Whether a line says when and little else."""
    if not moment(line, ZoneInfo("UTC")) or len(line) > 120:
        return False
    words = [word for word in re.findall(r"[^\W\d_]{3,}", line.lower()) if word not in months()]
    return len(words) <= 5


def is_a_clock(line: str) -> bool:
    """Whether a line is only an hour: "1:39 PM ET"."""
    return bool(re.fullmatch(r"\W*\d{1,2}[:.h]\d\d(?:\s*[ap]\.?m\.?)?(?:\s*[A-ZМСК]{1,4})?\W*", line, re.IGNORECASE))
