"""The newsroom's colour, made readable on light and dark paper.

An editor picks one colour; links and buttons in it must reach WCAG AA (4.5 to 1) against everything they stand on, in
both modes, so it is darkened or lightened no more than that takes.
"""

from __future__ import annotations

import re
from colorsys import hls_to_rgb, rgb_to_hls
from functools import lru_cache

Colour = tuple[int, int, int]

# Paper and tint of each mode, as in css/base.css: the tint is the harder of the two to be read on.
LIGHT: tuple[Colour, ...] = ((0xFF, 0xFE, 0xFB), (0xF5, 0xF1, 0xEA))
DARK: tuple[Colour, ...] = ((0x16, 0x15, 0x13), (0x22, 0x20, 0x1D))
ENOUGH = 4.6  # a little over AA's 4.5: browsers round colours
FALLBACK = "#7a1f1f"


def parse(text: str) -> Colour:
    """The colour of "#rgb" or "#rrggbb"; the fallback for anything else, so that no setting can break the style."""
    digits = text.strip().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if not re.fullmatch(r"[0-9a-fA-F]{6}", digits):
        return parse(FALLBACK)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def luminance(colour: Colour) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (_linear(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white)."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _shade(colour: Colour, towards: float, share: float) -> Colour:
    # Lightness alone: mixed with white, a deep red turns pink.
    hue, lightness, saturation = rgb_to_hls(*(channel / 255 for channel in colour))
    red, green, blue = hls_to_rgb(hue, lightness + (towards - lightness) * share, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def _readable(colour: Colour, papers: tuple[Colour, ...], towards: float) -> str:
    for step in range(101):
        shade = _shade(colour, towards, step / 100)
        if all(contrast(shade, paper) >= ENOUGH for paper in papers):
            break
    return "#{:02x}{:02x}{:02x}".format(*shade)


@lru_cache(maxsize=256)
def on_light(colour: str) -> str:
    return _readable(parse(colour), LIGHT, 0.0)


@lru_cache(maxsize=256)
def on_dark(colour: str) -> str:
    return _readable(parse(colour), DARK, 1.0)
