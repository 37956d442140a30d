"""Addresses as codes for cameras (QR, ISO/IEC 18004): an onion's 62 letters are typed by nobody."""

from __future__ import annotations

import io
from functools import lru_cache
from html import escape

import segno


@lru_cache(maxsize=128)
def code(address: str, label: str) -> str:
    """The code of an address as SVG, black on white whatever the page's colours are."""
    out = io.BytesIO()
    made = segno.make_qr(address, error="m")
    made.save(out, "svg", xmldecl=False, svgns=False, omitsize=True, light="#fff", svgclass=None, lineclass=None)
    said = f' role="img" aria-label="QR: {escape(label)}"'
    return out.getvalue().decode().strip().replace("<svg", f"<svg{said}", 1)
