"""A bank's statement, as a table (CSV): what of it the ledger keeps, and what it finds no place for.

Kept are the day, the sum and our reference; never who paid, nor what else they wrote.  A statement may be brought
again, and overlap with another one: the third payment of five on a day is the third in each, as long as days are whole.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from tamizdat.money import DIGITS
from tamizdat.support import references

LARGEST = 20_000_000  # bytes
DAY = ("date", "booking date", "buchungstag", "buchungsdatum", "дата", "data", "day", "value date")
SUM = ("amount", "betrag", "сумма", "kwota", "sum", "credit")
CURRENCY = ("currency", "währung", "валюта", "waluta")
TEXT: tuple[str, ...] = ("text", "description", "details", "reference", "purpose", "remittance")
TEXT += ("verwendungszweck", "назначение", "tytuł")
_ISO, _DOTTED = re.compile(r"(\d{4})-(\d\d)-(\d\d)"), re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_AMOUNT = re.compile(r"[+-]?[\d\s.,'\u00a0\u202f]+")


class BadStatement(Exception):
    """A file that cannot be read as one: one line that says where, and nothing of what stands there."""


@dataclass(frozen=True, slots=True)
class Line:
    """Money that came in."""

    reference: str  # ours; empty when there is none
    day: date
    amount: int  # minor units
    currency: str
    number: int  # among those of the same reference, day and sum

    @property
    def name(self) -> str:
        """Of its movement."""
        return f"{self.reference or '?'} {self.day} {self.amount} {self.currency} {self.number}"


def read(content: bytes, currency: str) -> list[Line]:
    """All that came in; `currency` where the table names none.  Raises BadStatement."""
    if len(content) > LARGEST:
        raise BadStatement(f"it is larger than {LARGEST // 1_000_000} MB. Export a shorter time.")
    rows = _rows(_text(content))
    try:
        head = [name.strip().casefold() for name in next(rows)[1]]
    except StopIteration:
        raise BadStatement("it is empty.") from None
    day, amount = _column(head, DAY, "the day"), _column(head, SUM, "the sum")
    money = next((at for name in CURRENCY for at, title in enumerate(head) if title == name), None)
    texts = [at for at, title in enumerate(head) if any(name in title for name in TEXT)] or list(range(len(head)))
    counted: Counter[tuple[str, date, int, str]] = Counter()
    found = []
    for number, row in rows:
        if len(row) < len(head):
            raise BadStatement(f"line {number} has {len(row)} parts, the first line {len(head)}.")
        unit = row[money].strip().upper() if money is not None else currency
        if unit not in DIGITS:
            raise BadStatement(f"line {number} is in a currency that we do not take.")
        came = _amount(row[amount], unit, number)
        if came <= 0:
            continue
        named = references.found_in(" ".join(row[at] for at in texts))
        key = (named[0] if len(named) == 1 else "", _day(row[day], number), came, unit)
        counted[key] += 1
        found.append(Line(*key, counted[key]))
    return found


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadStatement("its letters cannot be read; save it as UTF-8.")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    parted = max(";,\t", key=first.count)
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=parted), 1):
        if any(part.strip() for part in row):
            yield number, row


def _column(head: list[str], names: tuple[str, ...], what: str) -> int:
    for name in names:
        for at, title in enumerate(head):
            if title == name:
                return at
    for name in names:
        for at, title in enumerate(head):
            if name in title:
                return at
    raise BadStatement(f"no column of it is {what}. Call it {names[0]!r} in the first line.")


def _day(text: str, number: int) -> date:
    try:
        if match := _ISO.match(text.strip()):
            return date(*(int(part) for part in match.groups()))
        if match := _DOTTED.match(text.strip()):
            return datetime(int(match[3]), int(match[2]), int(match[1])).date()
    except ValueError:
        pass
    raise BadStatement(f"line {number}: its day cannot be read. Write it as 2026-11-30 or 30.11.2026.")


def _amount(text: str, currency: str, number: int) -> int:
    """Both 1,234.56 and 1.234,56: the last sign parts the cents, when two digits or one follow it."""
    digits = DIGITS[currency]
    plain = re.sub(r"[\s'\u00a0\u202f]", "", text)
    match = re.fullmatch(r"([+-]?)(\d[\d.,]*)", plain)
    if not match or not _AMOUNT.fullmatch(text.strip()):
        raise BadStatement(f"line {number}: its sum cannot be read. Write it as 1234.56.")
    whole, cents = match[2], ""
    if digits and (parted := re.search(rf"[.,](\d{{1,{digits}}})$", whole)):
        whole, cents = whole[: parted.start()], parted[1]
    value = int(re.sub(r"[.,]", "", whole)) * 10**digits + int(cents.ljust(digits, "0") or 0)
    return -value if match[1] == "-" else value
