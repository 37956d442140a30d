"""Photos that tell everything: with a place, a serial number and a name in every corner of every kind of file.

What is planted is random, so that finding it anywhere means that it came from here.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, PngImagePlugin

GPS = ((59, 1), (57, 1), (123_457, 10_007))  # degrees, minutes, seconds as the file holds them: pairs of 32 bits


@dataclass
class Planted:
    """One file, and what must never be seen of it."""

    name: str
    content: bytes = b""
    secrets: list[bytes] = field(default_factory=list)

    def secret(self, what: str) -> str:
        """A word that is nowhere else."""
        word = f"{self.name.upper()}-{what}-{zlib.crc32(f'{self.name}{what}'.encode()):08X}"
        self.secrets += [word.encode(), word.encode("utf-16-le")]
        return word


def drawn(colour: str, width: int = 900, height: int = 600) -> Image.Image:
    picture = Image.new("RGB", (width, height), colour)
    pen = ImageDraw.Draw(picture)
    for step in range(0, width, 40):
        pen.line((step, 0, width - step, height), fill=(step % 255, 90, 160), width=7)
    return picture


def everything_in_exif(planted: Planted) -> Any:
    """Artist, serials, place, and a thumbnail that has a thumbnail with a secret of its own."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = planted.secret("maker"), planted.secret("model")
    exif[0x013B], exif[0x8298] = planted.secret("artist"), planted.secret("copyright")
    exif[0x9C9D] = planted.secret("author").encode("utf-16-le")
    camera = exif.get_ifd(0x8769)
    camera[0xA431], camera[0xA435] = planted.secret("serial"), planted.secret("lens")
    camera[0x9286] = b"ASCII\0\0\0" + planted.secret("comment").encode()
    camera[0x927C] = planted.secret("makernote").encode()
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", tuple(a / b for a, b in GPS), "E", (30.0, 19.0, 1.0)
    place[0x1B] = planted.secret("method").encode()
    return exif


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def thumbnail(planted: Planted, what: str, inside: bytes = b"") -> bytes:
    out = BytesIO()
    drawn("#702963", 160, 120).save(out, "JPEG", comment=planted.secret(what).encode())
    small = out.getvalue()
    planted.secrets.append(small[-48:-2])  # of its pixels
    return small[:2] + (segment(0xE5, inside) if inside else b"") + small[2:]


def jpeg() -> Planted:
    planted = Planted("jpeg")
    out = BytesIO()
    drawn("#b7410e").save(out, "JPEG", exif=everything_in_exif(planted), comment=planted.secret("remark").encode())
    small = thumbnail(planted, "thumb", thumbnail(planted, "thumb-in-thumb"))
    iim = b"".join(
        struct.pack(">BBBH", 0x1C, 2, number, len(word)) + word
        for number, word in (
            (80, planted.secret("byline").encode()),
            (90, planted.secret("city").encode()),
            (120, b"The quay at noon."),
            (110, b"Herald"),
        )
    )
    resource = b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(iim)) + iim + b"\0" * (len(iim) % 2)
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><who>{planted.secret("xmp")}</who></x:xmpmeta>'.encode()
    extra = [
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp),
        segment(0xE2, b"MPF\0" + planted.secret("mpf").encode()),
        segment(0xED, b"Photoshop 3.0\0" + resource),
        segment(0xE7, small),
        segment(0xEB, planted.secret("c2pa").encode()),
    ]
    whole = out.getvalue()
    planted.content = whole[:2] + b"".join(extra) + whole[2:] + planted.secret("after the end").encode() + small
    return planted


def png() -> Planted:
    planted = Planted("png")
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", planted.secret("text"))
    notes.add_text("Comment", planted.secret("ztxt"), zip=True)
    notes.add_itxt("XML:com.adobe.xmp", planted.secret("xmp"))
    out = BytesIO()
    drawn("#0e7c7b").save(out, "PNG", pnginfo=notes, exif=everything_in_exif(planted))
    planted.content = out.getvalue() + planted.secret("after the end").encode()
    return planted


def webp() -> Planted:
    planted = Planted("webp")
    out = BytesIO()
    exif = everything_in_exif(planted).tobytes()
    drawn("#5b8c2a").save(out, "WEBP", exif=exif, xmp=planted.secret("xmp").encode())
    planted.content = out.getvalue()
    return planted


def heic() -> Planted:
    planted = Planted("heic")
    out = BytesIO()
    exif = everything_in_exif(planted).tobytes()
    drawn("#8a2be2").save(out, "HEIF", exif=exif, xmp=planted.secret("xmp").encode())
    planted.content = out.getvalue()
    return planted


def avif() -> Planted:
    planted = Planted("avif")
    out = BytesIO()
    exif = everything_in_exif(planted).tobytes()
    drawn("#c9a227").save(out, "AVIF", exif=exif, xmp=planted.secret("xmp").encode(), speed=9)
    planted.content = out.getvalue()
    return planted


def all_kinds() -> list[Planted]:
    return [jpeg(), png(), webp(), heic(), avif()]


def stretches(content: bytes, size: int = 24, most: int = 60) -> list[bytes]:
    """Some stretches of a file by which it would be known again, most of them from where its metadata lies.

    Runs of few bytes, which any file may hold, are left out.
    """
    head = content[: 64 * 1024]
    spots = [
        *range(0, len(head) - size, max(size, len(head) // 400)),
        *range(0, len(content) - size, len(content) // 40),
    ]
    known = dict.fromkeys(piece for at in spots if len(set(piece := content[at : at + size])) > size // 2)
    return list(known)[:: max(1, len(known) // most)]
