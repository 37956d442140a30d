"""Lists that come from elsewhere or go there: each reader with the evidence of their consent."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tamizdat.mailboxes import NotAMailbox, typed
from tamizdat.newsletter.lists import OpenList
from tamizdat.newsletter.models import Subscription, Token
from tamizdat.newsletter.taking import LIST
from tamizdat.vault import records
from tamizdat.vault.marks import normal
from tamizdat.vault.prints import fingerprint

LONGEST_CONSENT = 120  # bytes: a record has one size
AT_ONCE = 500  # readers in one transaction
KEPT = ("address", "page", "policy", "asked", "confirmed", "consent")  # parts of a record that travel
# Names of columns in lists that other systems write, in small letters and underscores.
ADDRESSES = ("email", "email_address", "e_mail", "mail", "address", "почта")
DAYS = ("confirm_time", "confirmed_at", "confirmed", "optin_time", "subscribed_at", "subscription_date", "created_at")
LANGUAGES = ("language", "languages", "lang", "locale")
# Who must not be written to there is not written to here.
FALSE_IS_OFF = ("subscribed_to_emails", "subscribed", "active")
TRUE_IS_OFF = ("email_disabled", "unsubscribed", "unsubscribed_at", "deleted_at", "bounced")
STATES_OFF = ("unsubscribed", "blocklisted", "cleaned", "bounced", "complained", "pending", "unconfirmed", "disabled")
NO, NOTHING = ("false", "no", "0", "f", "n"), ("", "null", "none")
Told = Callable[[int, int], None]


class NoList(ValueError):
    """A file that is no list of readers: one line that says what it lacks."""


@dataclass(frozen=True)
class Entry:
    """One reader in a list from elsewhere."""

    line: int
    address: str
    languages: tuple[str, ...]  # empty: those of the import
    day: str  # ISO, of their consent; empty when the list does not say
    off: bool  # must not be written to
    record: dict[str, str]  # what a list of ours says besides


@dataclass
class Brought:
    """What an import did, by numbers and by lines, never by names."""

    counts: Counter[str] = field(default_factory=Counter)  # added, known, suppressed, off, wrong
    wrong: list[int] = field(default_factory=list)  # lines

    def as_dict(self) -> dict[str, Any]:
        names = ("added", "known", "suppressed", "off", "wrong")
        return {name: self.counts[name] for name in names} | {"wrong_lines": self.wrong}


def entries(text: str) -> list[Entry]:
    """Of a list that we exported (a JSON object on each line) or of a table with a heading (CSV).  Raises NoList."""
    if text.lstrip().startswith("{"):
        return [_of_ours(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), dialect=_dialect(text))
    names = {_plain(name): name for name in rows.fieldnames or () if name}
    if not any(name in names for name in ADDRESSES):
        raise NoList("its first line names no column of addresses; call it email.")
    return [_of_table(rows.line_num, {plain: row.get(name) or "" for plain, name in names.items()}) for row in rows]


def _dialect(text: str) -> type[csv.Dialect] | str:
    try:
        return csv.Sniffer().sniff(text.partition("\n")[0], delimiters=",;\t")
    except csv.Error:
        return "excel"  # one column has no delimiter


def _plain(name: str) -> str:
    return re.sub(r"\W+", "_", name.strip().lower()).strip("_")


def _of_ours(number: int, line: str) -> Entry:
    try:
        given = json.loads(line)
        languages = tuple(str(code) for code in given["languages"])
        record = {part: str(given.get(part, "")) for part in KEPT} | {"full": "yes" if given.get("full") else ""}
        return Entry(number, str(given["address"]), languages, str(given.get("confirmed", "")), False, record)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Entry(number, "", (), "", False, {})


def _of_table(number: int, row: dict[str, str]) -> Entry:
    def first(names: Iterable[str]) -> str:
        return next((row[name].strip() for name in names if row.get(name, "").strip()), "")

    off = any(row.get(name, "").strip().lower() in NO for name in FALSE_IS_OFF)
    off |= any(row.get(name, "").strip().lower() not in (*NO, *NOTHING) for name in TRUE_IS_OFF)
    off |= row.get("status", "").strip().lower() in STATES_OFF
    languages = tuple(re.findall(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*", first(LANGUAGES)))
    return Entry(number, first(ADDRESSES), languages, _day(first(DAYS)), off, {})


def _day(said: str) -> str:
    try:
        return date.fromisoformat(said[:10]).isoformat()
    except ValueError:
        return ""


class Import:
    """Brings a list in.  Begun again after a stop, it goes on: who is on the list is not added twice."""

    def __init__(
        self, readers: OpenList, consent: str, languages: Sequence[str], written: Sequence[str], policy: str
    ) -> None:
        """`consent` says how and when they agreed; `languages` are for those whose list says none of `written`."""
        self._readers, self._consent, self._policy = readers, consent, policy
        self._languages, self._written = tuple(languages), tuple(written)

    def bring(self, those: Sequence[Entry], now: datetime, told: Told, *, dry: bool = False) -> Brought:
        done = Brought()
        known = {normal(reader.address) for reader in self._readers.readers()}
        is_suppressed = self._readers.suppressed()
        batch: list[dict[str, Any]] = []
        for at, entry in enumerate(those, 1):
            record = self._record(entry, now)
            if record is None:
                done.counts["wrong"] += 1
                done.wrong.append(entry.line)
            elif entry.off:
                done.counts["off"] += 1
            elif is_suppressed(record["address"]):
                done.counts["suppressed"] += 1
            elif normal(record["address"]) in known:
                done.counts["known"] += 1
            else:
                known.add(normal(record["address"]))
                done.counts["added"] += 1
                batch.append(record | {"line": entry.line})
            if len(batch) == AT_ONCE or at == len(those):
                if not dry:
                    self._add(batch, now)
                batch = []
            told(at, len(those))
        return done

    def _record(self, entry: Entry, now: datetime) -> dict[str, Any] | None:
        """What is kept of it; None when it is none, or does not fit."""
        try:
            address = typed(entry.address)
        except NotAMailbox:
            return None
        chosen = [code for code in entry.languages if code in self._written] or list(self._languages)
        ours = {part: said for part, said in entry.record.items() if said and part in KEPT}
        page = ours.get("page", "")
        record = {
            "address": address,
            "page": page if page in self._written else chosen[0],
            "policy": ours.get("policy", self._policy),
            "asked": ours.get("asked", entry.day),
            "confirmed": ours.get("confirmed", entry.day),
            "consent": ours.get("consent", self._consent),
            "leave": self._readers.ring.passing.token(),
        }
        try:
            records.padded(record, records.SIZES[0])
        except records.TooLong:
            return None
        return {"record": record, "address": address, "languages": chosen, "full": entry.record.get("full") == "yes"}

    def _add(self, batch: Sequence[dict[str, Any]], now: datetime) -> None:
        with transaction.atomic(using="readers"):
            for one in batch:
                sealed = records.seal(one["record"], self._readers.ring.sealing, LIST)
                row = Subscription.objects.create(
                    sealed=sealed, languages=one["languages"], full=one["full"], day=now.date()
                )
                Token.objects.create(print=fingerprint(one["record"]["leave"]), subscription=row)


class Export:
    """The list as a stream: a JSON object on each line.  Nothing of it is on the disk before it is sealed."""

    def __init__(self, readers: OpenList) -> None:
        self._lines = self._each(readers)
        self._left = b""
        self.number = 0

    def _each(self, readers: OpenList) -> Iterator[bytes]:
        for reader in readers.readers():
            record = {part: reader.record.get(part, "") for part in KEPT}
            record |= {"languages": list(reader.languages), "full": reader.full}
            self.number += 1
            yield json.dumps(record, ensure_ascii=False).encode() + b"\n"

    def read(self, size: int = -1) -> bytes:
        parts, has = [self._left], len(self._left)
        while size < 0 or has < size:
            line = next(self._lines, b"")
            if not line:
                break
            parts.append(line)
            has += len(line)
        content = b"".join(parts)
        taken = content if size < 0 else content[:size]
        self._left = content[len(taken) :]
        return taken
