"""Charts and maps without words: their captions say what they show."""

from __future__ import annotations

from tamizdat.demo.pictures.easel import Easel, Point, curve

# Days a year above 3.50 metres at Weir Bridge, 1986 to 2025.
HIGH_DAYS = (
    2,
    6,
    3,
    1,
    4,
    3,
    2,
    5,
    2,
    4,
    3,
    5,
    4,
    6,
    3,
    5,
    4,
    7,
    9,
    5,
    4,
    6,
    8,
    6,
    7,
    9,
    8,
    6,
    10,
    8,
    9,
    11,
    10,
    8,
    12,
    13,
    10,
    12,
    14,
    15,
)
# Metres found in each seventh of the channel, at the lowest tide.
DEPTHS = (11.0, 10.8, 9.5, 9.4, 9.6, 10.9, 11.1)


def tide_gauge(e: Easel) -> None:
    e.wash([(0, "#f4ecd8"), (1, "#eee2c6")])
    for line in range(4):
        e.box(120, 240 + line * 200, 1380, 3, "#d8c9a6")
    step = 1380 / len(HIGH_DAYS)
    for year, days in enumerate(HIGH_DAYS):
        high = days * 42
        colour = "#d9683c" if year >= len(HIGH_DAYS) - 10 else "#2f6274"
        e.box(124 + year * step, 844 - high, step - 8, high, colour)
    trend = [
        (124 + (start + 5) * step, 844 - sum(HIGH_DAYS[start : start + 10]) / 10 * 42) for start in (0, 10, 20, 30)
    ]
    e.line(curve(trend), "#17303c", 9)
    for x, y in trend:
        e.disc(x, y, 17, "#17303c")
        e.disc(x, y, 8, "#f4ecd8")
    e.box(110, 842, 1400, 7, "#17303c")
    for decade in range(5):
        e.box(121 + decade * 10 * step, 848, 5, 28, "#17303c")


def chart(e: Easel) -> None:
    e.wash([(0, "#efe5cc"), (1, "#e6d9b8")])
    for row in range(5):
        for column in range(6):
            x, y = 24 + column * 268 + row % 2 * 40, 20 + row * 214
            pale = "#dfd0a8" if (row * 3 + column) % 4 else "#d6c396"
            e.shape([(x, y), (x + 226, y + 10), (x + 218, y + 176), (x + 6, y + 168)], pale)
    river = [
        (-40.0, 250.0),
        (240.0, 330.0),
        (520.0, 300.0),
        (760.0, 440.0),
        (1010.0, 560.0),
        (1280.0, 600.0),
        (1660.0, 800.0),
    ]
    for thick, colour in ((150, "#f6efdc"), (128, "#4d8690"), (70, "#3c7382")):
        e.line(curve(river, 10), colour, thick)
    canal = [(520, 330), (560, 620), (640, 820), (940, 880), (1240, 780), (1300, 640)]
    e.line(curve(canal), "#f6efdc", 64)
    e.line(curve(canal), "#62999f", 46)
    ward = curve(
        [(600, 480), (760, 520), (980, 640), (1180, 690), (1120, 800), (920, 830), (700, 760), (610, 620), (600, 480)]
    )
    e.shape(ward, "#d9683c", 0.42)
    for x, y in ((560, 470), (600, 700), (760, 850), (1060, 850), (1240, 770)):
        e.disc(x, y, 22, "#efe5cc")
        e.disc(x, y, 14, "#17303c")
    e.disc(600, 700, 34, "#a8392f")
    e.disc(600, 700, 14, "#efe5cc")
    e.line([(700, 310), (640, 420)], "#17303c", 16)
    e.line([(1090, 500), (1050, 660)], "#17303c", 12)
    _compass(e, 1400, 200)


def _compass(e: Easel, x: float, y: float) -> None:
    for turn, (dx, dy) in enumerate(((0, -120), (80, 0), (0, 80), (-80, 0))):
        side: Point = (x + (18 if dy else 0), y + (18 if dx else 0))
        other: Point = (x - (18 if dy else 0), y - (18 if dx else 0))
        e.shape([(x + dx, y + dy), side, (x, y)], "#17303c")
        e.shape([(x + dx, y + dy), other, (x, y)], "#a8392f" if turn == 0 else "#7d8f8c")


def depths(e: Easel) -> None:
    """The channel cut lengthwise: what was ordered, and what was found."""
    e.wash([(0, "#f3e7cc"), (1, "#f7eed8")], bottom=230)
    e.wash([(0, "#8fc0c4"), (1, "#2f6274")], 230, 1067)
    e.line([(0, 230), (1600, 230)], "#e9f2ea", 6)
    bottom: list[Point] = []
    for stretch, depth in enumerate(DEPTHS):
        y = 230 + (depth - 8) * 200
        bottom += [(stretch * 229 + 40, y), (stretch * 229 + 190, y + (8 if stretch % 2 else -8))]
    e.shape([(0, 1067), (0, 830), *curve(bottom), (1600, 850), (1600, 1067)], "#8a6a45")
    e.shape([(0, 1067), (0, 900), *curve([(x, y + 90) for x, y in bottom]), (1600, 930), (1600, 1067)], "#6b4f35")
    for dash in range(0, 1600, 60):
        e.box(dash, 826, 36, 8, "#f3e7cc")
    for stretch in range(1, 7):
        e.box(stretch * 229 - 2, 230, 3, 820, "#b9d6d3")
    e.shape(
        curve([(457, 838), (480, 560), (560, 520), (760, 520), (1010, 546), (1100, 560), (1146, 838), (457, 838)]),
        "#d9683c",
        0.28,
    )
    e.shape([(620, 226), (980, 226), (1020, 180), (1000, 300), (650, 300)], "#2b3a48")
    e.shape([(640, 270), (1010, 270), (1000, 300), (650, 300)], "#a8392f")
    e.box(680, 130, 80, 60, "#f7f0df")
    e.box(660, 186, 330, 18, "#2b3a48")
    for x in (560, 800, 1060):
        e.line([(x, 300), (x, 520)], "#f3e7cc", 3)
        e.disc(x, 524, 9, "#f3e7cc")


def dredger(e: Easel) -> None:
    e.wash([(0, "#c7d0b8"), (0.6, "#e6dfb8"), (1, "#e9c98d")], bottom=640)
    e.disc(300, 300, 90, "#f8f0cf")
    e.shape([(0, 640), *curve([(0, 600), (400, 580), (900, 610), (1600, 586)]), (1600, 640)], "#a6ac86")
    e.shape([(340, 520), (1240, 520), (1330, 470), (1290, 660), (380, 660)], "#3d4a45")
    e.shape([(352, 580), (1314, 580), (1290, 660), (380, 660)], "#b5652f")
    e.shape([(430, 520), (640, 520), (640, 400), (450, 400)], "#efe6c8")
    e.shape([(470, 400), (610, 400), (600, 330), (480, 330)], "#e2d6b0")
    for x in (470, 510, 550, 590):
        e.box(x, 430, 24, 26, "#56655f")
    e.box(490, 350, 100, 24, "#56655f")
    e.shape([(436, 520), (392, 520), (400, 330), (432, 330)], "#b5652f")
    for x in (760, 900, 1040):
        e.shape([(x, 520), (x + 110, 520), (x + 90, 486), (x + 20, 486)], "#8a6a45")
    e.line([(740, 500), (1160, 330)], "#2c3631", 16)
    e.line([(1160, 330), (1180, 520)], "#2c3631", 6)
    e.line([(900, 520), (940, 400)], "#2c3631", 12)
    e.line([(1240, 500), (1470, 700)], "#2c3631", 24)
    e.mirror(640, "#8f9a76", 0.45, 6)
    e.ripples(652, 1067, "#f1e8bf", 36)
    e.ripples(690, 1067, "#59654f", 18)
    for x in (160, 1480):
        e.shape([(x - 34, 800), (x + 34, 800), (x + 18, 690), (x - 18, 690)], "#a8392f")
        e.disc(x, 800, 54, "#7d2a24", 0.3)
        e.line([(x, 690), (x, 640)], "#2c3631", 6)
        e.disc(x, 634, 11, "#ffd98c")
