"""Take everything out of a picture but the picture.

A photograph carries the place, the hour, the camera's serial number and often the face that was cropped away, in a
thumbnail.  So no byte of the file is kept: the pixels are decoded, turned upright, brought to sRGB and written anew.
What comes out holds no EXIF, XMP, IPTC, colour profile, comment or thumbnail, whatever went in.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

register_heif_opener(thumbnails=False)

LONGEST_SIDE = 3000  # pixels
MOST_PIXELS = 80_000_000  # refused beyond: a decompression bomb, or not for the web
MOST_BYTES = 40 * 1024 * 1024
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
# As what a picture is written: telephones' own formats, and files with several pictures in them, as JPEG.
WRITTEN_AS = {"PNG": "PNG", "WEBP": "WEBP"}
MAY_MOVE = ("PNG", "WEBP", "AVIF")
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
OURS = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression", "loop", "background"}
OURS |= {"timestamp", "duration", "transparency"}
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
# Near enough to lossless for a press that makes its own sizes from it, at a third of the bytes of 100.
QUALITY = 92


class BadPhoto(ValueError):
    """A file that cannot become a photo: says why, in one line."""


@dataclass(frozen=True, slots=True)
class Stripped:
    bytes: bytes
    width: int  # pixels
    height: int
    format: str  # "JPEG", "PNG" or "WEBP"


def strip(content: bytes) -> Stripped:
    """The picture alone, upright, sRGB, 8 bits, at most 3000 pixels long, as JPEG, PNG or WebP.

    HEIC and AVIF become JPEG; of several pictures in one file the first is taken.  Raises BadPhoto for what is no such
    picture, moves, is damaged, or would be too large when unpacked.
    """
    picture, kind = _opened(content)
    bare = _bare(_upright(picture))
    return Stripped(_written(bare, kind), bare.width, bare.height, kind)


def is_bare(content: bytes) -> bool:
    """Is this a file of our own writing: a picture and nothing beside it?  Raises BadPhoto for what is no picture."""
    picture, kind = _opened(content)
    if picture.format not in EXTENSIONS or set(picture.info) - OURS or max(picture.size) > LONGEST_SIDE:
        return False
    _upright(picture)
    ends = {"JPEG": content.endswith(b"\xff\xd9"), "PNG": content.endswith(b"IEND\xaeB`\x82")}
    if kind == "WEBP":
        return len(content) == 8 + int.from_bytes(content[4:8], "little")
    segments = {name for name, _ in getattr(picture, "applist", ())}
    return ends[kind] and segments <= {"APP0"} and content.count(b"\xff\xd8\xff") <= 1


def refuse(content: bytes) -> None:
    """Raises BadPhoto for what can be seen to be none without unpacking it."""
    _opened(content)


def _opened(content: bytes) -> tuple[Image.Image, str]:
    if len(content) > MOST_BYTES:
        raise BadPhoto(_("The file is larger than %(mb)d MB.") % {"mb": MOST_BYTES // 1024 // 1024})
    try:
        with _quietly():
            picture = Image.open(BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise BadPhoto(_too_large()) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, TypeError) as error:
        raise BadPhoto(_("This is not a JPEG, PNG, WebP, HEIC or AVIF picture.")) from error
    if picture.width * picture.height > MOST_PIXELS:
        raise BadPhoto(_too_large())
    if picture.format in MAY_MOVE and getattr(picture, "is_animated", False):
        raise BadPhoto(_("The picture moves. Save one frame of it, and bring that."))
    return picture, WRITTEN_AS.get(str(picture.format), "JPEG")


@contextmanager
def _quietly() -> Iterator[None]:
    """Without Pillow's warnings of odd EXIF, which we drop, and of bombs, which we measure."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _too_large() -> str:
    return _("The picture has more than %(millions)d million pixels.") % {"millions": MOST_PIXELS // 1_000_000}


def _upright(picture: Image.Image) -> Image.Image:
    try:
        with _quietly():
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG decodes straight to a smaller size
            picture.load()
            return _in_srgb(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError as error:
        raise BadPhoto(_too_large()) from error
    # Pillow's decoders raise all of these on damaged files (seen on its own corpus of them).
    except (OSError, ValueError, SyntaxError, TypeError, IndexError, KeyError, ZeroDivisionError, EOFError) as error:
        raise BadPhoto(_("The picture is damaged: it cannot be read to its end.")) from error


def _in_srgb(picture: Image.Image) -> Image.Image:
    wanted = "RGBA" if picture.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in picture.info else "RGB"
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = "RGBA" if picture.mode == "RGBA" else "RGB"
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=target)
            return converted or picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile: take the numbers as they are
    if picture.mode in ("I", "I;16", "I;16B", "I;16L", "F"):
        return _eight_bits(picture)
    return picture.convert(wanted)


def _eight_bits(picture: Image.Image) -> Image.Image:
    whole = picture.convert("I")
    return whole.point(lambda level: level / 256).convert("L").convert("RGB")


def _bare(picture: Image.Image) -> Image.Image:
    """The same pixels in a new picture, which knows nothing of the old one's metadata."""
    if max(picture.size) > LONGEST_SIDE:
        picture = ImageOps.contain(picture, (LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _written(picture: Image.Image, kind: str) -> bytes:
    out = BytesIO()
    if kind == "JPEG":
        picture.convert("RGB").save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    elif kind == "PNG":
        picture.save(out, "PNG", optimize=False)
    else:
        picture.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()
