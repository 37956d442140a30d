"""What comes in from outside: fog with its gulls, and storm."""

from __future__ import annotations

import math

from tamizdat.demo.pictures.easel import Easel, curve, mix


def fog(e: Easel) -> None:
    e.wash([(0, "#c3ccca"), (0.5, "#dcdfd8"), (1, "#aebbb9")])
    e.glow(1060, 330, 380, "#f7f2e0", 0.8)
    e.disc(1060, 330, 66, "#faf6e8")
    for x, water, size, colour in (
        (1130, 640, 0.55, "#bcc7c5"),
        (260, 720, 0.8, "#a3b2b2"),
        (760, 850, 1.25, "#6d8487"),
    ):
        _sloop(e, x, water, size, colour)
        e.haze(water - 120 * size, water + 60, "#d3d9d4", 0.0, 0.5)
    e.haze(600, 1067, "#c4cecb", 0.0, 0.55)
    e.ripples(860, 1067, "#e6e8e0", 26)
    for x, top in ((90, 700), (190, 740), (1480, 720)):
        e.shade([(x, top), (x + 34, top), (x + 38, 1067), (x - 4, 1067)], [(0, "#3d5257"), (1, "#6d7f80")])
        e.disc(x + 17, top, 17, "#5b7073", 0.3)
    _gull(e, 107, 664, 1.3)
    for x, y, size in ((470, 250, 0.8), (560, 300, 0.6), (1330, 210, 0.7)):
        e.line(
            curve(
                [
                    (x - 44 * size, y - 12 * size),
                    (x - 18 * size, y - 20 * size),
                    (x, y),
                    (x + 18 * size, y - 20 * size),
                    (x + 44 * size, y - 12 * size),
                ]
            ),
            "#8b9a9a",
            4 * size,
        )


def _gull(e: Easel, x: float, y: float, size: float) -> None:
    e.shape(
        curve(
            [
                (x - 34 * size, y + 6 * size),
                (x - 10 * size, y - 10 * size),
                (x + 18 * size, y - 8 * size),
                (x + 20 * size, y + 8 * size),
                (x, y + 18 * size),
                (x - 34 * size, y + 6 * size),
            ]
        ),
        "#f4f2ea",
    )
    e.shape([(x - 40 * size, y + 4 * size), (x + 4 * size, y - 8 * size), (x + 6 * size, y + 8 * size)], "#66797c")
    e.disc(x + 20 * size, y - 14 * size, 11 * size, "#f4f2ea")
    e.shape([(x + 29 * size, y - 17 * size), (x + 45 * size, y - 11 * size), (x + 29 * size, y - 9 * size)], "#d98a3c")
    e.disc(x + 23 * size, y - 17 * size, 2.2 * size, "#26343a")
    e.line([(x, y + 17 * size), (x, y + 28 * size)], "#d98a3c", 3)


def _sloop(e: Easel, x: float, water: float, size: float, colour: str) -> None:
    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * size, water + dy * size

    e.shape([at(-150, -56), at(-40, -40), at(90, -44), at(178, -74), at(136, 0), at(-126, 0)], colour)
    e.shape([at(-104, -50), at(-24, -44), at(-24, -112), at(-94, -112)], mix(colour, "#ffffff", 0.15))
    e.line([at(40, -40), at(40, -330)], colour, 8 * size)
    e.line([at(-90, -110), at(-90, -240)], colour, 6 * size)
    e.line([at(40, -320), at(172, -74)], colour, 2.5 * size)
    e.line([at(40, -320), at(-90, -236)], colour, 2.5 * size)
    e.line([at(40, -70), at(-30, -210)], colour, 5 * size)
    e.shape([at(46, -300), at(46, -84), at(150, -84)], mix(colour, "#ffffff", 0.08))


def storm(e: Easel) -> None:
    e.wash([(0, "#1d2b36"), (0.5, "#3d5560"), (0.8, "#8b9c94"), (1, "#c4bfa4")], bottom=640)
    for y, x, long, colour in (
        (110, 300, 1300, "#16222c"),
        (200, 1200, 1300, "#22333e"),
        (310, 500, 1500, "#30464f"),
        (400, 1350, 1000, "#496068"),
    ):
        wide = [math.sin(step / 8 * math.pi) for step in range(9)]
        bumps = [
            (x - long / 2 + long * step / 8, y - (34 * math.sin(step * 1.9 + x) + 60) * wide[step]) for step in range(9)
        ]
        below = [(x + long / 2 - long * step / 8, y + 70 * wide[step]) for step in range(1, 9)]
        e.shape([*curve([*bumps, *below])], colour, 0.8)
    for _ in range(36):
        left, top = e.dice.uniform(0, 1600), e.dice.uniform(100, 620)
        e.line([(left, top), (left - 34, top + 110)], "#6f848a", 1.5)
    _sea_row(e, 640, 26, 90, "#5d7a7c", "#a9bcb2")
    e.shape([(1180, 640), (1240, 640), (1230, 400), (1190, 400)], "#d9d3bd")
    e.shape([(1184, 520), (1236, 520), (1234, 470), (1186, 470)], "#b5432f")
    e.box(1186, 372, 48, 30, "#ffe6a6")
    e.glow(1210, 386, 150, "#ffeebf", 0.8)
    e.shape([(1180, 374), (1240, 374), (1210, 346)], "#7d2c20")
    e.shape([(1000, 668), (1120, 622), (1600, 610), (1600, 700)], "#26363d")
    for tall, colour in ((150, "#b9c6bd"), (105, "#eef0e4")):
        burst = [
            (950 + 18 * step, 656 - tall * math.sin(step / 15 * math.pi) * e.dice.uniform(0.55, 1))
            for step in range(16)
        ]
        e.shape([(940, 680), *curve(burst), (1230, 680)], colour, 0.9)
    for _ in range(34):
        e.disc(e.dice.gauss(1085, 70), e.dice.uniform(440, 600), e.dice.uniform(2, 7), "#e3e8dc")
    _sea_row(e, 720, 46, 230, "#41626a", "#b9c8bd")
    _boat_in_waves(e, 470, 742)
    _sea_row(e, 830, 60, 330, "#2c4d58", "#cfd9cc")
    _sea_row(e, 960, 60, 420, "#18343f", "#8fa8a4")


def _sea_row(e: Easel, y: float, high: float, long: float, colour: str, crest: str) -> None:
    start = -e.dice.uniform(0, long)
    tops: list[tuple[float, float]] = []
    x = start
    while x < 1600 + long:
        lift = high * e.dice.uniform(0.7, 1.2)
        tops += [
            (x, y),
            (x + long * 0.42, y - lift),
            (x + long * 0.55, y - lift * 0.86),
            (x + long * 0.66, y - lift * 0.2),
        ]
        x += long
    line = curve(tops)
    e.shape([(-400, 1067), *[(px, py - high * 0.14) for px, py in line], (2000, 1067)], crest)
    e.shape([(-400, 1067), *line, (2000, 1067)], colour)


def _boat_in_waves(e: Easel, x: float, y: float) -> None:
    tilt = math.radians(-13)

    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * math.cos(tilt) - dy * math.sin(tilt), y + dx * math.sin(tilt) + dy * math.cos(tilt)

    e.shape([at(-170, -70), at(-60, -48), at(110, -56), at(210, -100), at(160, 30), at(-140, 30)], "#b5432f")
    e.shape(
        [
            at(-172, -76),
            at(-60, -54),
            at(110, -62),
            at(212, -106),
            at(210, -92),
            at(110, -48),
            at(-60, -40),
            at(-168, -62),
        ],
        "#f1e6cf",
    )
    e.shape([at(-110, -64), at(0, -52), at(0, -150), at(-100, -150)], "#f1e6cf")
    e.shape([at(-92, -104), at(-14, -102), at(-14, -136), at(-90, -136)], "#2a4450")
    e.line([at(40, -52), at(40, -250)], "#20303a", 8)
    e.line([at(40, -240), at(206, -100)], "#20303a", 3)
    e.line([at(40, -240), at(-104, -148)], "#20303a", 3)
    lamp = at(40, -254)
    e.glow(*lamp, 70, "#ffe6a6", 0.9)
