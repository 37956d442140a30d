"""Rooms that are open to all: a library, a school, a theatre."""

from __future__ import annotations

import math

from tamizdat.demo.pictures.easel import Easel, curve, mix

SPINES = ("#8c2f39", "#c4703f", "#d9a650", "#3f6b6a", "#26495c", "#6f4a6b", "#e4d3b0", "#57663f")


def library(e: Easel) -> None:
    e.wash([(0, "#3a2630"), (1, "#24182a")])
    e.box(0, 930, 1600, 137, "#1c121f")
    for left, width in ((40, 520), (1040, 520)):
        e.box(left - 16, 40, width + 32, 900, "#5c3a2e")
        for shelf in range(4):
            y = 62 + shelf * 219
            e.box(left, y, width, 203, "#2b1a1e")
            _books(e, left, y + 203, width)
            e.box(left - 6, y + 201, width + 12, 16, "#7a4d38")
    e.glow(800, 330, 560, "#ffdf9e", 0.45)
    e.disc(800, 320, 196, "#7a4d38")
    e.disc(800, 320, 174, "#f9dfa6")
    e.disc(800, 320, 150, "#fdebc2")
    e.shape(
        [
            (650, 320),
            *curve([(660, 372), (730, 350), (790, 384), (860, 356), (940, 372)]),
            (950, 320),
            (946, 356),
            (905, 425),
            (800, 470),
            (695, 425),
            (654, 356),
        ],
        "#8fb0a8",
    )
    e.line([(800, 146), (800, 494)], "#7a4d38", 10)
    e.line([(626, 320), (974, 320)], "#7a4d38", 10)
    e.beam([(640, 440), (960, 440), (1120, 1067), (480, 1067)], "#ffdf9e", 0.2, 50)
    e.shape([(640, 760), (960, 760), (990, 786), (610, 786)], "#9a6440")
    e.box(640, 786, 22, 180, "#6b432f")
    e.box(938, 786, 22, 180, "#6b432f")
    e.shape([(700, 756), (800, 746), (800, 728), (706, 736)], "#f6ecd2")
    e.shape([(800, 746), (900, 756), (894, 736), (800, 728)], "#e6d6b2")
    e.line([(900, 758), (900, 660)], "#2b1a1e", 6)
    e.shape([(850, 668), (950, 668), (926, 612), (874, 612)], "#3f6b6a")
    e.glow(900, 690, 130, "#ffe9b0", 0.6)
    e.line([(470, 950), (560, 90)], "#b07a4d", 11)
    e.line([(560, 950), (612, 90)], "#b07a4d", 11)
    for rung in range(9):
        share = rung / 9 + 0.06
        e.line([(470 + 90 * share, 950 - 860 * share), (560 + 52 * share, 950 - 860 * share)], "#b07a4d", 8)


def _books(e: Easel, left: float, foot: float, width: float) -> None:
    x = left + 4
    while x < left + width - 62:
        thick, high = e.dice.choice((40, 48, 58, 70)), e.dice.uniform(128, 186)
        colour = e.dice.choice(SPINES)
        e.box(x, foot - high, thick, high, colour)
        if thick > 50:
            e.box(x, foot - high + 26, thick, 10, mix(colour, "#ffffff", 0.3))
        x += thick + 1


def school_corridor(e: Easel) -> None:
    centre, eye = 800.0, 470.0

    def at(x: float, y: float, far: float) -> tuple[float, float]:
        share = 1 / (1 + far)
        return centre + (x - centre) * share, eye + (y - eye) * share

    e.wash([(0, "#efe6cf"), (1, "#efe6cf")])
    e.shape([(0, -300), (1600, -300), at(1600, -300, 4), at(0, -300, 4)], "#f6efdc")
    e.shape([at(-200, 1300, 0), at(1800, 1300, 0), at(1800, 1300, 4), at(-200, 1300, 4)], "#b6805a")
    for far in (0.15, 0.5, 1.0, 1.8, 3.0):
        e.line([at(-200, 1300, far), at(1800, 1300, far)], "#a06c4a", 5)
    for side, wall, lower in ((-200, "#d9d3b8", "#5f8a83"), (1800, "#e6dfc5", "#6f9a90")):
        e.shape([at(side, -300, 0), at(side, 1300, 0), at(side, 1300, 4), at(side, -300, 4)], wall)
        e.shape([at(side, 700, 0), at(side, 1300, 0), at(side, 1300, 4), at(side, 700, 4)], lower)
    for near, deep in ((0.12, 0.4), (0.62, 1.05), (1.4, 2.0), (2.6, 3.4)):
        e.shape([at(-200, 20, near), at(-200, 620, near), at(-200, 620, deep), at(-200, 20, deep)], "#fdf3c9")
        e.beam(
            [at(-100, 1300, near), at(-100, 1300, deep), at(900, 1300, deep), at(900, 1300, near)], "#ffeab0", 0.5, 10
        )
        middle = (near + deep) / 2
        e.line([at(-200, 20, middle), at(-200, 620, middle)], "#b3a98a", 6 / (1 + middle))
        e.line([at(-200, 320, near), at(-200, 320, deep)], "#b3a98a", 6 / (1 + near))
    for near, deep, door in ((0.2, 0.55, "#b5533c"), (1.05, 1.6, "#d59a45"), (2.3, 3.1, "#b5533c")):
        e.shape([at(1800, 60, near), at(1800, 1300, near), at(1800, 1300, deep), at(1800, 60, deep)], door)
        inner = near + (deep - near) * 0.25, near + (deep - near) * 0.75
        e.shape(
            [at(1800, 160, inner[0]), at(1800, 480, inner[0]), at(1800, 480, inner[1]), at(1800, 160, inner[1])],
            "#f8efd0",
        )
    e.shape([at(0, -300, 4), at(1600, -300, 4), at(1800, 1300, 4), at(-200, 1300, 4)], "#cfc9ad")
    e.box(750, 520, 100, 116, "#41665f")
    e.box(798, 520, 4, 116, "#cfc9ad")
    for x, foot, size, coat in ((610, 860, 1.15, "#26495c"), (692, 846, 1.05, "#b5533c")):
        _child(e, x, foot, size, coat)
    for x, y in ((735, 960), (1010, 900)):
        e.shape([(x, y), (x + 96, y - 8), (x + 108, y + 30), (x - 8, y + 38)], "#7f95a0")
        e.shape([(x, y + 38), (x + 100, y + 30), (x + 96, y + 60), (x + 10, y + 66)], "#5b707c")
    for x, y in ((782, 905), (1060, 846)):
        e.line([(x, y), (x, y + 34)], "#8fb3c4", 5)


def _child(e: Easel, x: float, foot: float, size: float, coat: str) -> None:
    e.shape(
        [
            (x - 26 * size, foot),
            (x - 8 * size, foot),
            (x, foot - 60 * size),
            (x + 8 * size, foot),
            (x + 26 * size, foot),
            (x + 20 * size, foot - 90 * size),
            (x - 20 * size, foot - 90 * size),
        ],
        "#3a3a45",
    )
    e.shape(
        [
            (x - 30 * size, foot - 72 * size),
            (x + 30 * size, foot - 72 * size),
            (x + 22 * size, foot - 156 * size),
            (x - 22 * size, foot - 156 * size),
        ],
        coat,
    )
    e.shape(
        [
            (x - 20 * size, foot - 92 * size),
            (x + 20 * size, foot - 92 * size),
            (x + 18 * size, foot - 146 * size),
            (x - 18 * size, foot - 146 * size),
        ],
        "#d9a650",
    )
    e.disc(x, foot - 176 * size, 22 * size, "#5a3a2c")


def theatre(e: Easel) -> None:
    e.wash([(0, "#1a0f1c"), (1, "#2a1220")])
    e.shape([(300, 180), (1300, 180), (1300, 800), (300, 800)], "#e9c98d")
    e.wash([(0, "#f3dcae"), (1, "#d98a5c")], 180, 800)
    e.disc(980, 430, 110, "#fbf0d0")
    for y, colour in ((560, "#b9705a"), (640, "#8b4c50"), (710, "#5a3147")):
        e.shape(
            [
                (300, 800),
                *curve([(300, y + 30), (500, y - 30), (760, y + 26), (1020, y - 20), (1300, y + 22)]),
                (1300, 800),
            ],
            colour,
        )
    e.box(0, 790, 1600, 60, "#7a4d38")
    e.box(0, 846, 1600, 221, "#180c16")
    for x in (600, 1010):
        e.beam([(x + 20, 60), (x + 80, 60), (x + 190, 800), (x - 90, 800)], "#fff4cf", 0.22, 18)
    _actor(e, 690, 800, 1.0, "#1f3d4d", 1)
    _actor(e, 930, 800, 1.04, "#8c2f39", -1)
    _curtains(e)
    _stalls(e)


def _curtains(e: Easel) -> None:
    for left, right, sway in ((0, 350, 1), (1600, 1250, -1)):
        for fold in range(5):
            a, b = left + (right - left) * fold / 5, left + (right - left) * (fold + 1) / 5
            bulge = sway * 46 * math.sin((fold + 1) / 5 * math.pi / 2)
            e.shape(
                [(a, 90), (b, 90), *curve([(b, 90), (b + bulge, 420), (b, 800)]), (a, 800)],
                mix("#a3242f", "#4d0f1f", (fold % 2) * 0.6 + 0.1),
            )
    e.box(0, 0, 1600, 60, "#4d0f1f")
    for swag in range(8):
        x = swag * 200
        e.shape(
            [(x, 50), (x + 200, 50), *curve([(x + 200, 60), (x + 150, 140), (x + 100, 166), (x + 50, 140), (x, 60)])],
            "#a3242f",
        )
        e.line(curve([(x, 62), (x + 50, 142), (x + 100, 168), (x + 150, 142), (x + 200, 62)]), "#e0b354", 7)


def _stalls(e: Easel) -> None:
    for row, (y, size, colour) in enumerate(((920, 1.0, "#2e1626"), (1010, 1.25, "#0e070d"))):
        for seat in range(14):
            x = 20 + seat * 122 + row * 52
            e.disc(x, y - 38 * size, 27 * size, colour)
            e.shape(
                [
                    *curve(
                        [
                            (x - 60 * size, y + 60),
                            (x - 48 * size, y),
                            (x, y - 22 * size),
                            (x + 48 * size, y),
                            (x + 60 * size, y + 60),
                        ]
                    )
                ],
                colour,
            )


def _actor(e: Easel, x: float, foot: float, size: float, coat: str, way: int) -> None:
    e.shape(
        curve(
            [
                (x - 60 * size, foot),
                (x - 34 * size, foot - 150 * size),
                (x, foot - 200 * size),
                (x + 34 * size, foot - 150 * size),
                (x + 60 * size, foot),
                (x - 60 * size, foot),
            ]
        ),
        coat,
    )
    e.disc(x, foot - 226 * size, 28 * size, "#e3b48c")
    e.shape(
        [
            (x - 32 * size, foot - 232 * size),
            (x + 32 * size, foot - 232 * size),
            (x + 14 * size, foot - 272 * size),
            (x - 14 * size, foot - 272 * size),
        ],
        mix(coat, "#000000", 0.4),
    )
    e.line(
        [
            (x + way * 20 * size, foot - 170 * size),
            (x + way * 72 * size, foot - 196 * size),
            (x + way * 104 * size, foot - 236 * size),
        ],
        coat,
        17 * size,
    )
