"""The sizes of a photo that readers get, made once and kept by hash.

The small one fits a line that freezes after 16 KB: at most 9,000 bytes, with dimensions that are always known.  Every
file is encoded anew from pixels, so it holds no metadata.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from tamizdat.press.copy import Photo
from tamizdat.press.intake import chunks
from tamizdat.press.models import Rendition
from tamizdat.press.store import Store

# 9,000: with 10,000 of text both fit two frozen connections of 16 KB after TLS and headers (docs/decisions/0004).
SMALL_LIMIT = 9_000  # bytes
LONGEST = 8_000  # pixels: a screenshot of a whole page must not become a file that no browser opens


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one size is made."""

    name: str
    width: int  # pixels, at most
    format: str  # Pillow's name
    suffix: str
    limit: int | None  # bytes
    qualities: tuple[int, ...]  # best first


RECIPES = (
    Recipe("small-avif", 640, "AVIF", "avif", SMALL_LIMIT, (60, 50, 42, 35, 28, 22, 16, 10)),
    Recipe("small-jpeg", 640, "JPEG", "jpg", SMALL_LIMIT, (70, 55, 42, 32, 24, 16, 10)),
    Recipe("card-jpeg", 320, "JPEG", "jpg", 6_000, (72, 60, 48, 36, 24, 14)),
    Recipe("large-jpeg", 1600, "JPEG", "jpg", None, (80,)),
)
TYPES = {"AVIF": "image/avif", "JPEG": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Made:
    """One rendition: where its bytes are, and what a page must say of it."""

    file: str  # name in the edition's folder photos/
    type: str
    width: int
    height: int
    digest: str


@dataclass(frozen=True, slots=True)
class Renditions:
    small: tuple[Made, ...]  # the last is JPEG
    card: Made
    large: Made

    def __iter__(self) -> Iterator[Made]:
        yield from (*self.small, self.card, self.large)


def renditions(store: Store, photo: Photo) -> Renditions | None:
    """All sizes of the photo, made now where they are not kept yet; None when its bytes are missing or broken."""
    kept = {row.recipe: row for row in Rendition.objects.filter(photo=photo.key)}
    if not _is_whole(store, kept):
        fresh = _made_anew(store, photo)
        write_down(fresh)
        kept = {row.recipe: row for row in fresh}
    if not kept:
        return None
    made = {recipe.name: _made(photo, recipe, kept[recipe.name]) for recipe in RECIPES}
    return Renditions((made["small-avif"], made["small-jpeg"]), made["card-jpeg"], made["large-jpeg"])


def made_now(store: Store, photo: Photo) -> list[Rendition]:
    """Rows of the photo's sizes that are not kept yet; none when all are, or when its bytes are missing or broken."""
    kept = {row.recipe: row for row in Rendition.objects.filter(photo=photo.key)}
    return [] if _is_whole(store, kept) else _made_anew(store, photo)


def not_kept(store: Store, keys: Iterable[str]) -> list[str]:
    """Of these photos, those whose sizes are not all kept."""
    found: list[str] = []
    for chunk in chunks(keys, 200):
        kept: dict[str, dict[str, Rendition]] = defaultdict(dict)
        for row in Rendition.objects.filter(photo__in=chunk):
            kept[row.photo][row.recipe] = row
        found += [key for key in chunk if not _is_whole(store, kept[key])]
    return found


def write_down(rows: Sequence[Rendition]) -> None:
    Rendition.objects.bulk_create(
        rows,
        batch_size=100,
        update_conflicts=True,
        unique_fields=["photo", "recipe"],
        update_fields=["digest", "width", "height", "size"],
    )


def _is_whole(store: Store, kept: Mapping[str, Rendition]) -> bool:
    return all(recipe.name in kept and store.holds(kept[recipe.name].digest) for recipe in RECIPES)


def _made_anew(store: Store, photo: Photo) -> list[Rendition]:
    try:
        picture = _opened(store, photo)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return []
    return [_make(store, photo, recipe, picture) for recipe in RECIPES]


def _opened(store: Store, photo: Photo) -> Image.Image:
    picture = Image.open(io.BytesIO(store.read(photo.key)))
    picture.load()
    return picture if picture.mode == "RGB" else _on_white(picture)


def _on_white(picture: Image.Image) -> Image.Image:
    with_alpha = picture.convert("RGBA")
    paper = Image.new("RGBA", with_alpha.size, "white")
    return Image.alpha_composite(paper, with_alpha).convert("RGB")


def _make(store: Store, photo: Photo, recipe: Recipe, picture: Image.Image) -> Rendition:
    content, width, height = encoded(picture, recipe)
    size, digest = len(content), store.keep(content)
    return Rendition(photo=photo.key, recipe=recipe.name, digest=digest, width=width, height=height, size=size)


def encoded(picture: Image.Image, recipe: Recipe) -> tuple[bytes, int, int]:
    """(bytes, width, height) at the best quality that keeps the recipe's limit, narrower when none does."""
    longest = max(picture.size)
    share = min(1.0, recipe.width / picture.width, LONGEST / longest)
    while True:
        width, height = (max(1, round(side * share)) for side in picture.size)
        scaled = picture.resize((width, height), Image.Resampling.LANCZOS)
        scaled.info.clear()  # Pillow would write the source's comment and colour profile again
        for quality in recipe.qualities:
            content = _bytes(scaled, recipe.format, quality)
            if recipe.limit is None or len(content) <= recipe.limit:
                return content, width, height
        share *= 0.75


def _bytes(picture: Image.Image, format_: str, quality: int) -> bytes:
    out = io.BytesIO()
    # One thread: the encoder's bytes must not depend on how many cores there are.
    options = {"speed": 6, "max_threads": 1} if format_ == "AVIF" else {"optimize": True, "progressive": True}
    picture.save(out, format_, quality=quality, **options)
    return out.getvalue()


def _made(photo: Photo, recipe: Recipe, row: Rendition) -> Made:
    size = recipe.name.split("-")[0]
    return Made(f"{photo.key[:16]}-{size}.{recipe.suffix}", TYPES[recipe.format], row.width, row.height, row.digest)
