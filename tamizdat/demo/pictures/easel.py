"""A sheet to draw on: flat shapes, gradients, light and water, the same bytes every time.

Drawn at twice the size and reduced, since Pillow's shapes have hard edges.  There is no grain and no text: the small
picture of a story must fit in 9,000 bytes, and a font would differ from one machine to the next.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Iterable, Sequence
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]
Stops = Sequence[tuple[float, str]]  # (place from 0 to 1, colour)

SCALE = 2
QUALITY = 90


def mix(one: str, other: str, share: float) -> str:
    """The colour that lies this share of the way from one to the other."""
    pairs = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def curve(points: Sequence[Point], steps: int = 16) -> list[Point]:
    """A smooth line through the points (Catmull and Rom)."""
    padded = [points[0], *points, points[-1]]
    line: list[Point] = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        line += [_between(before, start, end, after, step / steps) for step in range(steps)]
    return [*line, points[-1]]


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    def axis(i: int) -> float:
        bend = 2 * a[i] - 5 * b[i] + 4 * c[i] - d[i]
        twist = 3 * b[i] - a[i] - 3 * c[i] + d[i]
        return 0.5 * (2 * b[i] + (c[i] - a[i]) * t + bend * t**2 + twist * t**3)

    return axis(0), axis(1)


class Easel:
    """A sheet of so many units; every measure below is in units, from the top left."""

    def __init__(self, width: int, height: int, seed: str) -> None:
        self.width, self.height = width, height
        self.dice = random.Random(seed)  # noqa: S311 - it throws waves, not keys
        self.sheet = Image.new("RGB", (width * SCALE, height * SCALE))
        self.pen = ImageDraw.Draw(self.sheet)

    def wash(self, stops: Stops, top: float = 0, bottom: float | None = None) -> None:
        """A band from edge to edge, its colours running downwards."""
        end = self.height if bottom is None else bottom
        band = self._gradient(stops, self.width, end - top)
        self.sheet.paste(band, (0, round(top * SCALE)))

    def shape(self, points: Iterable[Point], colour: str, strength: float = 1) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        if strength >= 1:
            self.pen.polygon(scaled, fill=colour)
            return
        mask = self._mask()
        ImageDraw.Draw(mask).polygon(scaled, fill=round(255 * strength))
        self._lay(colour, mask)

    def shade(self, points: Sequence[Point], stops: Stops) -> None:
        """A shape whose colours run downwards over its own height."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, top = math.floor(min(xs)), math.floor(min(ys))
        band = self._gradient(stops, max(xs) - left + 1, max(ys) - top + 1)
        mask = Image.new("L", band.size)
        ImageDraw.Draw(mask).polygon([((x - left) * SCALE, (y - top) * SCALE) for x, y in points], fill=255)
        self.sheet.paste(band, (left * SCALE, top * SCALE), mask)

    def box(self, x: float, y: float, width: float, height: float, colour: str, strength: float = 1) -> None:
        self.shape([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], colour, strength)

    def line(self, points: Sequence[Point], colour: str, thick: float = 2) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, fill=colour, width=max(1, round(thick * SCALE)), joint="curve")

    def disc(self, x: float, y: float, radius: float, colour: str, flat: float = 1) -> None:
        """A disc, or an ellipse whose height is `flat` of its width."""
        box = [(x - radius) * SCALE, (y - radius * flat) * SCALE, (x + radius) * SCALE, (y + radius * flat) * SCALE]
        self.pen.ellipse(box, fill=colour)

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float = 0.8) -> None:
        """Light that fades to nothing at the radius."""
        size = round(radius * 2 * SCALE)
        ramp = Image.radial_gradient("L").resize((size, size), Image.Resampling.BILINEAR)
        # The ramp reaches 255 in the corners, 181 at the edge of the circle.
        light = ramp.point([round(max(0.0, 1 - level / 181) ** 2 * 255 * strength) for level in range(256)])
        corner = (round((x - radius) * SCALE), round((y - radius) * SCALE))
        self.sheet.paste(Image.new("RGB", light.size, colour), corner, light)

    def haze(self, top: float, bottom: float, colour: str, above: float, below: float) -> None:
        """A veil whose strength runs from `above` to `below`."""
        size = (self.width * SCALE, round((bottom - top) * SCALE))
        column = Image.new("L", (1, 64))
        column.putdata([round(255 * (above + (below - above) * row / 63)) for row in range(64)])
        self.sheet.paste(
            Image.new("RGB", size, colour), (0, round(top * SCALE)), column.resize(size, Image.Resampling.BICUBIC)
        )

    def beam(self, points: Sequence[Point], colour: str, strength: float, soft: float = 0) -> None:
        """A shape of light, its edges softened over so many units."""
        mask = Image.new("L", (self.width // 2, self.height // 2))
        ImageDraw.Draw(mask).polygon([(x / 2, y / 2) for x, y in points], fill=round(255 * strength))
        if soft:
            mask = mask.filter(ImageFilter.GaussianBlur(soft / 2))
        self._lay(colour, mask.resize(self.sheet.size, Image.Resampling.BILINEAR))

    def mirror(self, horizon: float, water: str, depth: float = 0.45, sway: float = 6) -> None:
        """Fill what lies under the horizon with what stands above it, darkened and broken by small waves."""
        line = round(horizon * SCALE)
        rows = self.sheet.height - line
        upper = self.sheet.crop((0, max(0, line - rows), self.sheet.width, line))
        still = upper.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((self.sheet.width, rows))
        still = Image.blend(still, Image.new("RGB", still.size, water), depth)
        row, step = 0, 3 * SCALE
        while row < rows:
            near = row / rows
            shift = round(math.sin(row * 0.045 / (0.35 + near)) * sway * SCALE * (0.25 + near))
            strip = still.crop((0, row, still.width, min(rows, row + step)))
            self.sheet.paste(ImageChops.offset(strip, shift, 0), (0, line + row))
            row += step
            step = round((3 + 5 * near) * SCALE)

    def ripples(self, top: float, bottom: float, colour: str, count: int, reach: tuple[float, float] = (0, 1)) -> None:
        """Flat glints on water, small and close together at the top, long and rare at the bottom."""
        for _ in range(count):
            near = self.dice.random() ** 1.6
            y = top + (bottom - top) * near
            x = self.width * (reach[0] + (reach[1] - reach[0]) * self.dice.random())
            long, thick = (14 + 150 * near) * self.dice.uniform(0.6, 1.3), 1 + 4.5 * near
            self.shape([(x - long / 2, y), (x, y - thick / 2), (x + long / 2, y), (x, y + thick / 2)], colour)

    def finished(self) -> bytes:
        """The picture as a JPEG file."""
        file = io.BytesIO()
        self.sheet.reduce(SCALE).save(file, "JPEG", quality=QUALITY, subsampling=0)
        return file.getvalue()

    def _mask(self) -> Image.Image:
        return Image.new("L", self.sheet.size)

    def _lay(self, colour: str, mask: Image.Image) -> None:
        self.sheet.paste(Image.new("RGB", self.sheet.size, colour), (0, 0), mask)

    def _gradient(self, stops: Stops, width: float, height: float) -> Image.Image:
        rows = 256
        column = Image.new("RGB", (1, rows))
        column.putdata([_rgb(_colour_at(stops, row / (rows - 1))) for row in range(rows)])
        size = (max(1, math.ceil(width * SCALE)), max(1, math.ceil(height * SCALE)))
        return column.resize(size, Image.Resampling.BICUBIC)


def _colour_at(stops: Stops, place: float) -> str:
    for (start, one), (end, other) in pairwise(stops):
        if place <= end:
            return mix(one, other, max(0.0, (place - start) / ((end - start) or 1)))
    return stops[-1][1]
