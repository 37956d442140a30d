"""Rooms: where people read, learn, sing, mend and keep pumps in crates."""

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


def pumps(e: Easel) -> None:
    e.wash([(0, "#16232b"), (0.7, "#2b3a3f"), (1, "#1b262b")])
    for x in range(0, 1600, 100):
        e.box(x, 0, 4, 800, "#1a272e")
    e.shape([(0, 800), (1600, 800), (1600, 1067), (0, 1067)], "#3a3c38")
    e.box(1040, 90, 380, 190, "#d6dfcf")
    for x in (1130, 1225, 1320):
        e.box(x, 90, 10, 190, "#22323a")
    e.box(1040, 180, 380, 8, "#22323a")
    e.beam([(1040, 90), (1420, 90), (1240, 1040), (260, 1040)], "#f3e9c4", 0.3, 34)
    for x, size in ((120, 1.0), (470, 1.06), (840, 1.0), (1190, 1.1)):
        _crate(e, x, 880, 300 * size, 330 * size)
    e.shape([(90, 880), (1560, 880), (1600, 930), (40, 930)], "#1d2424", 0.5)
    _padlock(e, 1360, 940)


def _crate(e: Easel, x: float, foot: float, width: float, height: float) -> None:
    e.box(x, foot - height, width, height, "#b98a55")
    e.shape(
        [
            (x, foot - height),
            (x + 40, foot - height - 34),
            (x + width + 40, foot - height - 34),
            (x + width, foot - height),
        ],
        "#dcb377",
    )
    e.shape(
        [
            (x + width, foot - height),
            (x + width + 40, foot - height - 34),
            (x + width + 40, foot - 34),
            (x + width, foot),
        ],
        "#7d5a3a",
    )
    for board in range(1, 5):
        e.line([(x, foot - height * board / 5), (x + width, foot - height * board / 5)], "#8f673f", 4)
    e.shape(
        [
            (x, foot - height),
            (x + 26, foot - height),
            (x + width, foot - 26),
            (x + width, foot),
            (x + width - 26, foot),
            (x, foot - height + 26),
        ],
        "#a67744",
    )
    for edge in (0, width - 30):
        e.box(x + edge, foot - height, 30, height, "#c99a62")
    e.box(x, foot - height, width, 28, "#c99a62")
    e.box(x, foot - 28, width, 28, "#c99a62")
    e.shape(
        [
            (x + width / 2, foot - height * 0.7),
            (x + width / 2 + 34, foot - height * 0.5),
            (x + width / 2 - 34, foot - height * 0.5),
        ],
        "#26495c",
    )
    e.box(x + width / 2 - 12, foot - height * 0.5, 24, 52, "#26495c")


def _padlock(e: Easel, x: float, foot: float) -> None:
    e.line(
        curve([(x + 20, foot), (x + 20, foot - 50), (x + 50, foot - 82), (x + 80, foot - 50), (x + 80, foot)]),
        "#8d9a9b",
        14,
    )
    e.box(x, foot - 20, 100, 90, "#d9a650")
    e.disc(x + 50, foot + 18, 12, "#3a2c1c")
    e.box(x + 45, foot + 18, 10, 30, "#3a2c1c")


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


def nets(e: Easel) -> None:
    e.wash([(0, "#d9e2d6"), (1, "#e9dcc0")])
    e.box(980, 90, 470, 400, "#7d6a55")
    e.box(1000, 110, 430, 360, "#b9d3d6")
    e.shape(
        [(1000, 400), *curve([(1000, 372), (1120, 352), (1260, 376), (1430, 356)]), (1430, 470), (1000, 470)], "#5d8c93"
    )
    e.shape([(1150, 388), (1260, 388), (1240, 412), (1168, 412)], "#a8392f")
    e.line([(1204, 388), (1204, 300)], "#3f4a4f", 4)
    e.box(1210, 110, 10, 360, "#7d6a55")
    e.box(0, 850, 1600, 217, "#a07a58")
    for x in (0, 330, 760, 1180):
        e.line([(x + 120, 850), (x - 40, 1067)], "#8a6649", 5)
    top = [(60.0, 120.0), (300.0, 190.0), (560.0, 150.0), (860.0, 230.0)]
    low = [(40.0, 820.0), (260.0, 780.0), (620.0, 900.0), (900.0, 880.0)]
    above, below = curve(top, 3), curve(low, 3)
    e.shape([*above, *reversed(below)], "#2c5d63", 0.16)
    for shift in (-2, 2):
        for column in range(len(above)):
            end = min(len(below) - 1, max(0, column + shift))
            e.line([above[column], below[end]], "#6b9090", 5)
    e.line(above, "#20474d", 10)
    for column in range(0, len(above), 2):
        e.disc(above[column][0], above[column][1], 17, "#d9683c", 0.7)
    _mender(e, 1010, 900)


def _mender(e: Easel, x: float, foot: float) -> None:
    e.box(x - 40, foot - 110, 210, 22, "#5f432f")
    for leg in (-26, 138):
        e.box(x + leg, foot - 90, 16, 110, "#5f432f")
    e.shape(
        [
            (x - 104, foot + 16),
            (x - 66, foot + 16),
            (x - 50, foot - 90),
            (x + 90, foot - 80),
            (x + 96, foot - 150),
            (x - 60, foot - 150),
            (x - 100, foot - 110),
        ],
        "#2d3c4a",
    )
    e.shape([(x - 128, foot + 22), (x - 60, foot + 22), (x - 66, foot - 4), (x - 104, foot - 4)], "#1c2730")
    e.shape(
        curve(
            [
                (x - 20, foot - 130),
                (x + 6, foot - 290),
                (x + 56, foot - 334),
                (x + 112, foot - 290),
                (x + 126, foot - 120),
                (x - 20, foot - 130),
            ]
        ),
        "#a8392f",
    )
    e.line([(x + 40, foot - 280), (x - 50, foot - 216), (x - 124, foot - 238)], "#8d2f28", 34)
    e.disc(x - 132, foot - 242, 18, "#d8a986")
    e.line([(x - 140, foot - 244), (x - 196, foot - 270)], "#e6cfa3", 8)
    e.disc(x + 30, foot - 376, 46, "#d8a986")
    e.shape([(x - 22, foot - 386), (x + 82, foot - 386), (x + 66, foot - 430), (x - 2, foot - 430)], "#26495c")
    e.shape([(x - 22, foot - 384), (x + 82, foot - 384), (x + 80, foot - 402), (x - 20, foot - 402)], "#1c3543")
    e.shape(
        curve(
            [
                (x - 8, foot - 362),
                (x - 4, foot - 322),
                (x + 26, foot - 306),
                (x + 56, foot - 330),
                (x + 50, foot - 346),
                (x + 20, foot - 344),
                (x - 8, foot - 362),
            ]
        ),
        "#efe9dc",
    )


def printing_press(e: Easel) -> None:
    e.wash([(0, "#eadfc6"), (1, "#d8c6a0")])
    e.box(0, 880, 1600, 187, "#7a6048")
    e.shape([(160, 880), (1440, 880), (1400, 820), (200, 820)], "#2a2f38")
    for x in (250, 1290):
        e.shape([(x, 830), (x + 70, 830), (x + 58, 230), (x + 12, 230)], "#39414d")
    e.box(240, 210, 1140, 44, "#39414d")
    for x, y, radius, colour in (
        (470, 420, 116, "#4a5563"),
        (470, 660, 116, "#4a5563"),
        (800, 350, 92, "#a8392f"),
        (800, 560, 128, "#5b6878"),
        (1120, 440, 110, "#4a5563"),
        (1120, 668, 96, "#4a5563"),
    ):
        e.disc(x, y, radius, mix(colour, "#14181f", 0.45))
        e.disc(x, y, radius - 14, colour)
        e.disc(x, y, radius * 0.3, mix(colour, "#ffffff", 0.25))
        e.disc(x, y, radius * 0.12, "#14181f")
    sheet = curve(
        [
            (-20, 520),
            (180, 470),
            (360, 330),
            (470, 296),
            (590, 420),
            (660, 560),
            (720, 680),
            (810, 694),
            (930, 600),
            (980, 420),
            (1060, 330),
            (1150, 322),
            (1240, 420),
            (1330, 640),
            (1620, 740),
        ]
    )
    e.line(sheet, "#fbf6e6", 26)
    e.line([(x, y + 10) for x, y in sheet], "#cdbf9d", 5)
    for number in range(9):
        y = 1000 - number * 18
        e.shape(
            [(90 + number % 2 * 8, y), (430 + number % 2 * 8, y), (450, y + 14), (70, y + 14)],
            "#fbf6e6" if number % 2 else "#e6dcc2",
        )
    e.box(150, 828, 220, 12, "#2a2f38")
    for column in range(3):
        for row in range(1):
            e.box(130 + column * 92, 846 + row * 20, 76, 7, "#7a7466")
