"""Rooms where things are made, mended, or left in their crates."""

from __future__ import annotations

from tamizdat.demo.pictures.easel import Easel, curve, mix


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
