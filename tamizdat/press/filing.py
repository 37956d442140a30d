"""The press's door: file copy, withdraw it, ask what is held, see a proof.

Filing only writes down what waits; nothing a reader sees changes before the next run.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from PIL import Image

from tamizdat.press.books import FiledBooks, Standing
from tamizdat.press.copy import Appeal, Photo, Row, StandingPage, Story
from tamizdat.press.intake import chunks
from tamizdat.press.makers import print_plate
from tamizdat.press.models import Change, Filed, Rendition
from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Sheet
from tamizdat.press.sheets.standing import value as standing_value
from tamizdat.press.store import Store

PROOF_PHOTOS = "/proof/photos/"


def file(rows: Iterable[Row], stamps: Mapping[str, str] | None = None) -> int:
    """File copy for the next run.  `stamps` (row name → text) come back from `held`.

    Returns how many rows differ.  Raises BadCopy for a row that could not be printed; then nothing is filed.
    """
    differing = 0
    with transaction.atomic(using="press"):
        for chunk in chunks(rows, 200):
            held = _held_digests([row.name for row in chunk])
            fresh = []
            for row in chunk:
                row.check()
                stamp = (stamps or {}).get(row.name, "")
                digest = row.digest()
                differing += held.get(row.name, ("", ""))[0] != digest
                if held.get(row.name) != (digest, stamp):
                    fresh.append(Change(name=row.name, body=row.as_json(), stamp=stamp))
            Change.objects.bulk_create(fresh)
    return differing


def withdraw(names: Iterable[str]) -> int:
    """Take rows ("story:KEY") out with the next run.  Returns how many were held."""
    with transaction.atomic(using="press"):
        held = [name for chunk in chunks(names, 400) for name in _held_digests(chunk)]
        Change.objects.bulk_create([Change(name=name, body="", stamp="") for name in held])
    return len(held)


def held(kind: str) -> dict[str, str]:
    """Key → stamp of every row of that kind that the press holds or has been given."""
    rows = dict(Filed.objects.filter(name__startswith=f"{kind}:").values_list("name", "stamp"))
    for name, body, stamp in (
        Change.objects.filter(name__startswith=f"{kind}:").order_by("id").values_list("name", "body", "stamp")
    ):
        if body:
            rows[name] = stamp
        else:
            rows.pop(name, None)
    return {name.partition(":")[2]: stamp for name, stamp in rows.items()}


def held_of(names: Iterable[str]) -> dict[str, str]:
    """Name → stamp of those rows ("story:KEY") that the press holds or has been given."""
    found: dict[str, str] = {}
    for chunk in chunks(names, 400):
        found |= dict(Filed.objects.filter(name__in=chunk).values_list("name", "stamp"))
        for name, body, stamp in (
            Change.objects.filter(name__in=chunk).order_by("id").values_list("name", "body", "stamp")
        ):
            if body:
                found[name] = stamp
            else:
                found.pop(name, None)
    return found


def held_digests(kind: str) -> dict[str, str]:
    """Key → digest of the row, for a thorough comparison."""
    names = [f"{kind}:{key}" for key in held(kind)]
    found = {name: digest for chunk in chunks(names, 400) for name, (digest, _) in _held_digests(chunk).items()}
    return {name.partition(":")[2]: digest for name, digest in found.items()}


def _held_digests(names: list[str]) -> dict[str, tuple[str, str]]:
    from tamizdat.press.copy import from_json

    found = {
        name: (digest, stamp)
        for name, digest, stamp in Filed.objects.filter(name__in=names).values_list("name", "digest", "stamp")
    }
    for change in Change.objects.filter(name__in=names).order_by("id"):
        if change.body:
            row = from_json(change.name.partition(":")[0], change.body)
            found[change.name] = (row.digest(), change.stamp)
        else:
            found.pop(change.name, None)
    return found


def keep(content: bytes) -> str:
    """Put a photo's bytes into the press's store.  Returns its key: their SHA-256 in hex."""
    return Store(settings.STORE).keep(content)


def holds(digest: str) -> bool:
    """Are the bytes of that hash in the store?"""
    return Store(settings.STORE).holds(digest)


class _ProofBooks(FiledBooks):
    """The press's books with a draft laid over them; nothing is written down."""

    def __init__(self, store: Store, now: datetime, laid: Iterable[Row]) -> None:
        super().__init__(store)
        self._now = now
        self._laid = {row.name: row for row in laid}

    def row(self, name: str) -> Row | None:
        if name in self._laid:
            return self._laid[name]
        return super().row(name) or self._unfiled_photo(name)

    def _unfiled_photo(self, name: str) -> Photo | None:
        kind, _, key = name.partition(":")
        if kind != "photo" or not self.store.holds(key):
            return None
        with Image.open(io.BytesIO(self.store.read(key))) as picture:
            return Photo(key=key, width=picture.width, height=picture.height)

    def oldest(self, list_: str, limit: int, low: str = "") -> list[tuple[str, str]]:
        if list_.startswith("address/"):  # the draft itself is what will be there
            path = list_.removeprefix("address/")
            mine = [row.name for row in self._laid.values() if getattr(row, "address", None) == path]
            if mine:
                return [(name, name) for name in mine]
        return super().oldest(list_, limit, low)

    def between(self, list_: str, low: str, high: str) -> list[tuple[str, str]]:
        if list_.startswith("appeals-on/"):
            story = list_.removeprefix("appeals-on/")
            laid = [row for row in self._laid.values() if isinstance(row, Appeal) and story in row.stories]
            return super().between(list_, low, high) + [(row.key, row.name) for row in laid]
        return super().between(list_, low, high)

    def standing(self, language: str) -> Standing:
        import json

        found = super().standing(language)
        if found:
            return found
        value = standing_value(Reader(self, self._now), language)
        return Standing(json.loads(value) if value else {})


def proof(row: Story | StandingPage, laid: Iterable[Row] = (), now: datetime | None = None) -> list[str]:
    """The row's pages as they would be printed now, as HTML, one for each part.

    `laid` are rows that are not filed yet (a new byline, the newsroom itself).  Pictures' addresses begin with
    `/proof/photos/`.  Raises Unprintable.
    """
    moment = now or datetime.now(UTC)
    books = _ProofBooks(Store(settings.STORE), moment, [*laid, row])
    plate = f"story/{row.key}" if isinstance(row, Story) else f"page/{row.key}"
    up = "../" * row.address.count("/")
    sheets = [one for one in print_plate(Reader(books, moment), plate) if isinstance(one, Sheet)]
    return [sheet.content.decode().replace(f'"{up}photos/', f'"{PROOF_PHOTOS}') for sheet in sheets]


def picture(name: str) -> tuple[bytes, str] | None:
    """(bytes, media type) of a photo's file as a proof names it; None when there is none."""
    short, _, rest = name.partition("-")
    size, _, suffix = rest.partition(".")
    recipe = f"{size}-{'jpeg' if suffix == 'jpg' else suffix}"
    row = Rendition.objects.filter(photo__startswith=short, recipe=recipe).first() if len(short) == 16 else None
    if row is None:
        return None
    return Store(settings.STORE).read(row.digest), "image/avif" if suffix == "avif" else "image/jpeg"
