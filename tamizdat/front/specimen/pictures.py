"""Pictures for the specimen, drawn by code: a harbour in flat colours.

They are small SVG files, so that specimen pages can be looked at anywhere; real pages carry AVIF, WebP and JPEG.
"""

from __future__ import annotations

from tamizdat.front.pages import Picture, Source

WIDTH, HEIGHT = 960, 640
SKIES = ("#c9d3d6", "#d9c9b4", "#b9c4cf", "#c8b9b0")
SEAS = ("#4d6470", "#5d6a5e", "#3d4f66", "#6a5a52")


def drawing(number: int) -> str:
    """An SVG of a boat before a quay; every number gives another one."""
    sky, sea = SKIES[number % 4], SEAS[number * 3 % 4]
    horizon = 300 + number * 37 % 120
    left = 120 + number * 149 % 420
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{sky}"/>'
        f'<circle cx="{WIDTH - left}" cy="{horizon - 130}" r="46" fill="#f3ead8"/>'
        f'<rect y="{horizon}" width="{WIDTH}" height="{HEIGHT - horizon}" fill="{sea}"/>'
        f'<path d="M{left} {horizon + 60}h300l-46 70h-208z" fill="#f4f0e8"/>'
        f'<path d="M{left + 60} {horizon + 60}v-60h150v60z" fill="#7a1f1f"/>'
        f'<path d="M{left + 180} {horizon}v-150" stroke="#2a2723" stroke-width="7"/>'
        f'<path d="M0 {HEIGHT}v-70h{WIDTH}v70z" fill="#2a2723"/></svg>'
    )


def name(number: int) -> str:
    return f"picture-{number % 24}.svg"


def picture(number: int, alt: str, caption: str = "", credit: str = "") -> Picture:
    source = Source(href=name(number), type="image/svg+xml", width=WIDTH, height=HEIGHT)
    return Picture(small=(source,), large=source, alt=alt, caption=caption, credit=credit)
