"""Rowing and football, which here are often the same thing."""

from __future__ import annotations

from tamizdat.demo.pictures.easel import Easel, Point, curve


def rowing(e: Easel) -> None:
    _estuary(e)
    e.shape(
        curve(
            [
                (60, 742),
                (300, 764),
                (800, 772),
                (1300, 764),
                (1550, 736),
                (1300, 790),
                (800, 798),
                (300, 790),
                (60, 742),
            ]
        ),
        "#123a40",
    )
    _oars(e)
    _rowers(e)
    _cox(e)
    e.shape(
        curve(
            [
                (60, 746),
                (300, 768),
                (800, 776),
                (1300, 768),
                (1550, 740),
                (1300, 790),
                (800, 798),
                (300, 790),
                (60, 746),
            ]
        ),
        "#1d545a",
    )
    e.ripples(820, 1067, "#cfe3cf", 26)


def _estuary(e: Easel) -> None:
    e.wash([(0, "#e6e2c8"), (1, "#cfd8b8")], bottom=330)
    e.shape(
        [
            (0, 330),
            *curve([(0, 250), (200, 200), (420, 240), (640, 190), (860, 236), (1100, 196), (1340, 240), (1600, 206)]),
            (1600, 330),
        ],
        "#8fa37a",
    )
    e.shape([(0, 340), *curve([(0, 300), (300, 270), (700, 300), (1100, 276), (1600, 300)]), (1600, 340)], "#5f7f5f")
    e.wash([(0, "#b9cdb0"), (0.3, "#6fa093"), (1, "#1f5a5c")], 330, 1067)
    for y, strength in ((420, 0.28), (500, 0.22), (900, 0.14)):
        e.shape(
            curve(
                [
                    (0, y),
                    (420, y - 14),
                    (900, y + 10),
                    (1600, y - 8),
                    (1600, y + 18),
                    (900, y + 34),
                    (420, y + 12),
                    (0, y + 22),
                ]
            ),
            "#e8efd8",
            strength,
        )


def _oars(e: Easel) -> None:
    for seat in range(8):
        x = 300 + seat * 130
        for way, reach in ((-1, 178), (1, 210)):
            side = way if seat % 2 else -way
            if side != way:
                continue
            tip = (x + 66, 750 + way * reach)
            e.line([(x + 8, 742), tip], "#f0e4c4", 6)
            e.shape(
                [
                    (tip[0] - 12, tip[1] - 18 * way),
                    (tip[0] + 20, tip[1] - 12 * way),
                    (tip[0] + 36, tip[1] + 30 * way),
                    (tip[0], tip[1] + 34 * way),
                ],
                "#d9683c",
            )
            e.disc(tip[0] + 14, tip[1] + 44, 34, "#cfe3cf", 0.22)


def _rowers(e: Easel) -> None:
    for seat in range(8):
        x = 300 + seat * 130
        e.shape(
            curve(
                [(x - 8, 752), (x + 4, 700), (x + 34, 664), (x + 62, 672), (x + 48, 720), (x + 40, 754), (x - 8, 752)]
            ),
            "#f3ecd6",
        )
        e.line([(x + 44, 690), (x + 18, 722), (x - 10, 738)], "#c98f6c", 13)
        e.line([(x + 20, 750), (x - 34, 722), (x - 52, 752)], "#c98f6c", 14)
        e.disc(x + 58, 640, 21, "#c98f6c")
        e.shape(
            curve([(x + 40, 634), (x + 52, 614), (x + 76, 620), (x + 82, 646), (x + 70, 640), (x + 40, 634)]),
            ("#4a3028", "#26282f", "#a8703c")[seat % 3],
        )


def _cox(e: Easel) -> None:
    e.shape(curve([(182, 756), (186, 714), (206, 690), (232, 700), (236, 756), (182, 756)]), "#d9683c")
    e.disc(206, 668, 20, "#c98f6c")
    e.shape([(184, 664), (230, 664), (220, 642), (192, 642)], "#123a40")


def football(e: Easel) -> None:
    e.wash([(0, "#1b2a44"), (1, "#4a5d73")], bottom=430)
    for x in (130, 1440):
        e.line([(x, 430), (x + 14, 90)], "#101a2c", 12)
        e.shape([(x - 60, 60), (x + 90, 60), (x + 84, 118), (x - 54, 118)], "#101a2c")
        e.glow(x + 15, 88, 250, "#fff3cf", 0.8)
        for lamp in range(4):
            e.disc(x - 38 + lamp * 36, 88, 13, "#fffbe8")
    e.shape([(0, 430), (0, 330), (1600, 330), (1600, 430)], "#22324c")
    for row in range(3):
        for seat in range(40):
            colour = ("#8c3a3a", "#3d4f6d", "#31425e", "#c6ad84")[e.dice.randrange(4)]
            e.disc(20 + seat * 40 + row % 2 * 20, 350 + row * 26, 11, colour)
    e.wash([(0, "#3c7a4c"), (1, "#1f5437")], 430, 1067)
    for stripe in range(0, 8, 2):
        low, high = -400 + stripe * 300, 200 + stripe * 150
        e.shape([(high, 430), (high + 150, 430), (low + 300, 1067), (low, 1067)], "#4a8a57", 0.5)
    e.line([(0, 470), (1600, 470)], "#dfe9d4", 5)
    e.line([(150, 470), (-160, 1067)], "#dfe9d4", 6)
    for left, top, right, foot in ((1130, 300, 1480, 560),):
        e.line([(left, foot), (left, top), (right, top), (right, foot)], "#f6f2e4", 10)
        for x in range(left + 35, right, 35):
            e.line([(x, top), (x, foot - 8)], "#9fb9a4", 1.5)
        for y in range(top + 32, foot, 32):
            e.line([(left, y), (right, y)], "#9fb9a4", 1.5)
    _player(e, 610, 960, 1.45, "#c8452f", "#f3ead2")
    _player(e, 1290, 610, 0.75, "#d9a650", "#1b2a44")
    e.disc(880, 858, 34, "#f6f2e4")
    e.shape([(866, 846), (884, 838), (898, 852), (890, 872), (870, 870)], "#22324c")
    e.disc(896, 1000, 56, "#123a28", 0.2)


def _player(e: Easel, x: float, foot: float, size: float, shirt: str, shorts: str) -> None:
    def at(dx: float, dy: float) -> Point:
        return x + dx * size, foot + dy * size

    skin = "#c08a66"
    e.disc(x, foot + 6, 90 * size, "#123a28", 0.16)
    e.line([at(-20, -140), at(-46, -70), at(-30, 0)], skin, 26 * size)
    e.line([at(16, -140), at(86, -110), at(140, -50)], skin, 26 * size)
    e.line([at(-44, -60), at(-30, 0)], shirt, 24 * size)
    e.line([at(104, -92), at(140, -50)], shirt, 24 * size)
    e.shape([at(-54, 8), at(-14, 8), at(-18, -10), at(-44, -10)], "#14191f")
    e.shape([at(126, -58), at(176, -50), at(170, -34), at(132, -38)], "#14191f")
    e.shape([at(-44, -190), at(34, -190), at(44, -116), at(0, -124), at(-50, -112)], shorts)
    e.shape(curve([at(-46, -186), at(-40, -270), at(-10, -304), at(40, -290), at(40, -186), at(-46, -186)]), shirt)
    e.line([at(26, -276), at(78, -246), at(104, -284)], shirt, 24 * size)
    e.line([at(-26, -276), at(-84, -244), at(-96, -196)], shirt, 24 * size)
    e.disc(*at(12, -330), 27 * size, skin)
    e.shape(curve([at(-16, -334), at(-6, -362), at(24, -364), at(38, -340), at(10, -346), at(-16, -334)]), "#2a1d1a")
