"""Streets and squares of Port Ansel, dry and under water."""

from __future__ import annotations

from tamizdat.demo.pictures.easel import Easel, curve, mix


def _house(
    e: Easel, x: float, foot: float, width: float, height: float, wall: str, roof: str, lit: str, floors: int
) -> None:
    """A tall house with a pointed gable and rows of windows."""
    top = foot - height
    e.box(x, top, width, height, wall)
    e.shape(
        [(x + width * 0.72, top), (x + width, top), (x + width, foot), (x + width * 0.72, foot)],
        mix(wall, "#1b1f33", 0.12),
    )
    e.shape([(x - 8, top), (x + width + 8, top), (x + width / 2, top - width * 0.55)], roof)
    pane, gap = width * 0.2, width * 0.24
    for floor in range(floors):
        y = top + height * (floor + 0.25) / floors
        for column in range(2):
            colour = lit if e.dice.random() < 0.4 else mix(wall, "#10182b", 0.55)
            e.box(x + gap + column * (pane + gap * 0.7), y, pane, pane * 1.5, colour)
    e.disc(x + width / 2, top - width * 0.2, width * 0.07, mix(wall, "#10182b", 0.55))


def flooded_street(e: Easel) -> None:
    e.wash([(0, "#5f7384"), (0.6, "#a3aba4"), (1, "#d8cfb4")], bottom=720)
    for x, height, wall in ((520, 300, "#8f9a9a"), (640, 350, "#9aa29c"), (770, 280, "#8a9698"), (880, 330, "#96a09c")):
        _house(e, x, 690, 116, height, wall, "#6c777e", "#b6b39a", 3)
    row = (
        (-40, 230, 560, "#b5654a", "#4a3640"),
        (190, 210, 470, "#d0a05c", "#4a4650"),
        (400, 150, 400, "#7f8f8c", "#43505c"),
        (1000, 160, 410, "#c58a62", "#4a3f49"),
        (1160, 210, 500, "#5f7f86", "#39485a"),
        (1370, 260, 590, "#c9725a", "#4a3640"),
    )
    for x, width, height, wall, roof in row:
        _house(e, x, 720, width, height, wall, roof, "#ffd98c", 4)
    e.mirror(720, "#5c7079", 0.5, 7)
    e.ripples(730, 1067, "#c9d0c4", 44)
    e.ripples(780, 1067, "#3e525f", 24)
    e.line([(960, 900), (960, 520)], "#2a3440", 10)
    e.line(curve([(960, 540), (966, 500), (1000, 492), (1020, 514)]), "#2a3440", 8)
    e.shape([(1000, 512), (1042, 512), (1032, 546), (1010, 546)], "#ffe3a0")
    e.glow(1021, 530, 170, "#ffe3a0", 0.75)
    e.glow(1021, 930, 90, "#ffe3a0", 0.3)
    e.shape([(935, 896), (985, 896), (1000, 904), (920, 904)], "#44586a")
    e.shape(curve([(560, 846), (600, 900), (700, 914), (820, 904), (872, 838)]), "#7d3a33")
    e.shape([(556, 840), (876, 832), (870, 850), (564, 858)], "#e5d2a8")
    e.line([(640, 850), (640, 876)], "#5a2a28", 6)
    e.line([(790, 846), (790, 872)], "#5a2a28", 6)
    e.line([(858, 842), (958, 800)], "#e5d2a8", 3)
    e.line([(680, 846), (548, 760)], "#4a3c30", 7)


def court(e: Easel) -> None:
    e.wash([(0, "#e7e0cf"), (0.6, "#e9d3b0"), (1, "#dfb98c")], bottom=860)
    e.disc(800, 420, 300, "#f2e6cc")
    e.wash([(0, "#a98d70"), (1, "#6d5a4c")], 860, 1067)
    e.box(250, 420, 1100, 440, "#bda88a")
    e.box(300, 440, 1000, 420, "#57504e")
    for step in range(6):
        e.box(210 - step * 34, 848 + step * 22, 1180 + step * 68, 24, mix("#efe4cd", "#b59c7d", step / 7))
    for column in range(6):
        x = 330 + column * 172
        e.shade([(x, 850), (x + 6, 448), (x + 74, 448), (x + 80, 850)], [(0, "#f5ead3"), (1, "#dfcba9")])
        e.shape([(x + 54, 850), (x + 52, 448), (x + 74, 448), (x + 80, 850)], "#8d7558", 0.35)
        e.box(x - 10, 428, 100, 24, "#f5ead3")
        e.box(x - 12, 832, 104, 20, "#f0e2c6")
    e.box(720, 560, 160, 290, "#2f2b30")
    e.box(796, 560, 8, 290, "#e2b25c")
    e.box(262, 372, 1076, 60, "#f0e2c6")
    e.box(262, 420, 1076, 12, "#b59c7d")
    e.shape([(232, 374), (1368, 374), (800, 168)], "#f7edd9")
    e.shape([(330, 356), (1270, 356), (800, 194)], "#d9c39e")
    _scales(e, 800, 344)
    for x, size, coat in (
        (520, 1.0, "#33384a"),
        (1010, 1.06, "#7b3434"),
        (1070, 0.98, "#33384a"),
        (600, 0.94, "#4a5563"),
    ):
        foot = 948
        e.shape(
            [
                (x - 12 * size, foot - 70 * size),
                (x + 12 * size, foot - 70 * size),
                (x + 20 * size, foot),
                (x - 20 * size, foot),
            ],
            coat,
        )
        e.disc(x, foot - 82 * size, 12 * size, "#caa184")
        e.shape(
            [(x - 20 * size, foot), (x + 20 * size, foot), (x + 120 * size, foot + 34), (x + 90 * size, foot + 34)],
            "#3b3036",
            0.3,
        )


def _scales(e: Easel, x: float, foot: float) -> None:
    e.line([(x, foot), (x, foot - 116)], "#8a5f2c", 8)
    e.line([(x - 84, foot - 100), (x + 84, foot - 100)], "#8a5f2c", 7)
    for side in (-84, 84):
        e.line([(x + side, foot - 100), (x + side - 28, foot - 48)], "#8a5f2c", 3)
        e.line([(x + side, foot - 100), (x + side + 28, foot - 48)], "#8a5f2c", 3)
        e.shape(
            [
                (x + side - 36, foot - 50),
                (x + side + 36, foot - 50),
                (x + side + 18, foot - 32),
                (x + side - 18, foot - 32),
            ],
            "#8a5f2c",
        )


def market(e: Easel) -> None:
    e.wash([(0, "#f3d9a4"), (0.7, "#f6e6c4"), (1, "#f3d3a0")], bottom=640)
    for x, width, height, wall in (
        (0, 220, 420, "#dcae7c"),
        (220, 180, 360, "#cf9a70"),
        (400, 240, 450, "#e3bd8c"),
        (640, 190, 380, "#cf9a70"),
        (830, 230, 430, "#dcae7c"),
        (1060, 200, 370, "#e3bd8c"),
        (1260, 190, 440, "#cf9a70"),
        (1450, 200, 390, "#dcae7c"),
    ):
        _house(e, x, 640, width, height, wall, mix(wall, "#7a3b2a", 0.5), "#fff0c9", 3)
    e.wash([(0, "#b98a63"), (1, "#7f5a49")], 640, 1067)
    stalls = ((60, "#a8392f"), (570, "#1f5f6b"), (1080, "#c88a2c"))
    for x, colour in stalls:
        _stall(e, x, 700, colour)
    for x, foot, coat, hat in (
        (500, 960, "#2d3c4a", "#a8392f"),
        (1010, 980, "#6b2f35", "#f0dfb8"),
        (1048, 1000, "#2d3c4a", "#1f5f6b"),
    ):
        e.shape([(x - 30, foot - 150), (x + 30, foot - 150), (x + 46, foot), (x - 46, foot)], coat)
        e.disc(x, foot - 176, 25, "#d7a780")
        e.shape([(x - 30, foot - 180), (x + 30, foot - 180), (x + 22, foot - 208), (x - 22, foot - 208)], hat)


def _stall(e: Easel, x: float, top: float, colour: str) -> None:
    for post in (14, 436):
        e.box(x + post, top - 100, 12, 340, "#4d3529")
    e.box(x, top + 90, 460, 40, "#e6cfa3")
    e.shape([(x, top + 130), (x + 460, top + 130), (x + 440, top + 236), (x + 20, top + 236)], "#6b4734")
    for fish in range(6):
        left = x + 24 + fish * 70
        e.shape(
            curve(
                [
                    (left, top + 88),
                    (left + 20, top + 66),
                    (left + 44, top + 76),
                    (left + 62, top + 64),
                    (left + 58, top + 92),
                    (left + 42, top + 84),
                    (left + 18, top + 96),
                    (left, top + 88),
                ]
            ),
            ("#9fb2b5", "#c6d0cb", "#7f979d")[fish % 3],
        )
    for stripe in range(8):
        left = x - 20 + stripe * 62.5
        pale = "#f7ead0" if stripe % 2 else colour
        upper = x + 20 + stripe * 52.5
        e.shape([(upper, top - 150), (upper + 52.5, top - 150), (left + 62.5, top - 40), (left, top - 40)], pale)
        e.disc(left + 31.25, top - 40, 31.25, pale, 0.6)


def bridge(e: Easel) -> None:
    e.wash([(0, "#7fb0b8"), (0.6, "#cfe0d2"), (1, "#f3e4bf")], bottom=700)
    e.disc(300, 260, 80, "#fdf3d5")
    for x, width, height in (
        (60, 110, 210),
        (180, 90, 260),
        (290, 130, 190),
        (1180, 120, 250),
        (1310, 100, 200),
        (1420, 130, 280),
    ):
        _house(e, x, 640, width, height, "#a9bfb9", "#8aa5a5", "#c7d4c4", 2)
    e.shape([(0, 700), *curve([(0, 636), (300, 630), (800, 660), (1300, 628), (1600, 640)]), (1600, 700)], "#6f9287")
    for pier in (430, 800, 1170):
        e.shape([(pier - 34, 700), (pier - 26, 470), (pier + 26, 470), (pier + 34, 700)], "#54646b")
    e.shape(
        [
            (0, 430),
            *curve([(0, 430), (400, 396), (800, 384), (1200, 396), (1600, 430)]),
            (1600, 478),
            *reversed(curve([(0, 478), (400, 446), (800, 436), (1200, 446), (1600, 478)])),
        ],
        "#43545d",
    )
    for start, stop in ((-10, 430), (430, 800), (800, 1170), (1170, 1610)):
        middle = (start + stop) / 2
        arch = curve([(start + 30, 560), (middle - 90, 474), (middle, 456), (middle + 90, 474), (stop - 30, 560)])
        e.line(arch, "#54646b", 18)
    e.line(curve([(0, 404), (400, 370), (800, 358), (1200, 370), (1600, 404)]), "#43545d", 5)
    for x in range(20, 1600, 120):
        lift = ((x - 800) / 800) ** 2 * 46
        e.line([(x, 358 + lift), (x, 392 + lift)], "#43545d", 4)
    _tram(e, 640, 386)
    e.mirror(700, "#6b9aa0", 0.6, 4)
    e.ripples(720, 1067, "#e9efd9", 26)


def _tram(e: Easel, x: float, foot: float) -> None:
    e.shape([(x, foot - 14), (x + 8, foot - 96), (x + 282, foot - 96), (x + 290, foot - 14)], "#c8452f")
    e.box(x + 4, foot - 36, 282, 10, "#f3e4bf")
    for pane in range(6):
        e.box(x + 18 + pane * 44, foot - 84, 34, 38, "#fbeec6")
    e.box(x + 20, foot - 108, 250, 12, "#7d2a24")
    e.line([(x + 130, foot - 108), (x + 164, foot - 150)], "#43545d", 4)
    for wheel in (56, 98, 196, 238):
        e.disc(x + wheel, foot - 10, 13, "#2a343a")


def night_port(e: Easel) -> None:
    _sleeping_quay(e)
    lamps = (
        (90, 590),
        (230, 540),
        (420, 610),
        (610, 560),
        (760, 615),
        (900, 600),
        (1030, 570),
        (1160, 605),
        (1330, 600),
        (1440, 548),
        (1540, 590),
    )
    for number, (x, y) in enumerate(lamps):
        colour = "#ffc766" if number % 3 else "#bfe3ff"
        e.disc(x, y, 6, "#fff3d0")
        e.glow(x, y, 74, colour, 0.85)
    e.mirror(660, "#0b1c3a", 0.3, 5)
    for number, (x, y) in enumerate(lamps):
        colour = "#ffc766" if number % 3 else "#bfe3ff"
        e.beam([(x - 8, 664), (x + 8, 664), (x + 22, 840 + (660 - y)), (x - 22, 840 + (660 - y))], colour, 0.5, 16)
    e.ripples(670, 1067, "#2f4a70", 44)
    _late_boat(e)


def _sleeping_quay(e: Easel) -> None:
    e.wash([(0, "#0a1128"), (0.6, "#172a4a"), (1, "#38506e")], bottom=660)
    for _ in range(46):
        e.disc(e.dice.uniform(0, 1600), e.dice.uniform(10, 360), e.dice.uniform(0.8, 2), "#8fa3bd")
    e.disc(1290, 190, 60, "#f4ead0")
    e.disc(1266, 176, 56, "#0f1a35")
    for x, width, height in (
        (0, 180, 90),
        (180, 140, 150),
        (330, 220, 70),
        (560, 120, 120),
        (690, 260, 60),
        (960, 160, 110),
        (1130, 240, 74),
        (1380, 130, 140),
        (1520, 120, 90),
    ):
        e.box(x, 660 - height, width, height, "#0c1730")
    for x in (250, 470, 1210):
        e.line([(x, 660), (x + 10, 380)], "#0c1730", 14)
        e.line([(x + 60, 660), (x + 50, 380)], "#0c1730", 14)
        e.shape([(x - 90, 392), (x + 270, 330), (x + 272, 342), (x - 88, 410)], "#0c1730")
        e.line([(x + 30, 380), (x + 28, 300)], "#0c1730", 10)
        e.line([(x + 28, 302), (x + 250, 334)], "#0c1730", 3)
        e.disc(x + 268, 334, 6, "#ff7a4f")
        e.glow(x + 268, 334, 46, "#ff7a4f", 0.8)


def _late_boat(e: Easel) -> None:
    e.shape([(640, 836), (1030, 836), (1080, 800), (1060, 880), (670, 880)], "#060d1e")
    e.box(700, 778, 110, 58, "#060d1e")
    e.box(716, 792, 26, 18, "#ffd27a")
    e.box(760, 792, 26, 18, "#ffd27a")
    e.glow(752, 800, 90, "#ffd27a", 0.6)
    e.line([(870, 836), (870, 700)], "#060d1e", 6)
    e.glow(870, 700, 50, "#9affc0", 0.9)


def newsroom_window(e: Easel) -> None:
    e.wash([(0, "#0f1d33"), (1, "#1e3350")])
    for x, width, height, wall in (
        (-30, 250, 620, "#15263f"),
        (230, 200, 500, "#1a2d49"),
        (1180, 190, 540, "#1a2d49"),
        (1370, 280, 660, "#15263f"),
    ):
        e.box(x, 1067 - height, width, height, wall)
        e.shape(
            [(x - 8, 1067 - height), (x + width + 8, 1067 - height), (x + width / 2, 1067 - height - width * 0.45)],
            "#101e34",
        )
    e.box(440, 150, 720, 917, "#5d3a35")
    e.shape([(420, 156), (1180, 156), (1130, 100), (470, 100)], "#2f2029")
    for row in range(3):
        for column in range(3):
            x, y = 510 + column * 210, 220 + row * 280
            if (row, column) == (1, 1):
                continue
            e.box(x - 8, y - 8, 156, 206, "#4a2d2b")
            e.box(x, y, 140, 190, "#1b2438")
            e.box(x + 66, y, 8, 190, "#4a2d2b")
            e.box(x, y + 88, 140, 8, "#4a2d2b")
    e.glow(790, 600, 420, "#ffcf7d", 0.5)
    e.box(700, 480, 180, 240, "#e8c98b")
    e.box(712, 492, 156, 216, "#ffe2a3")
    e.shape([(760, 708), (756, 640), (772, 606), (800, 600), (826, 610), (840, 650), (846, 708)], "#6b3f32")
    e.disc(796, 584, 24, "#6b3f32")
    e.shape([(712, 708), (868, 708), (868, 684), (712, 684)], "#7d4c33")
    e.shape([(726, 684), (752, 684), (746, 640), (722, 642)], "#3c2b2b")
    e.line([(846, 684), (846, 636), (828, 616)], "#3c2b2b", 5)
    e.shape([(812, 622), (842, 604), (846, 616), (826, 634)], "#3c2b2b")
    e.box(786, 492, 8, 216, "#c9a468")
    e.box(690, 716, 200, 16, "#c9a468")
    for _ in range(44):
        left, top = e.dice.uniform(0, 1600), e.dice.uniform(0, 1000)
        e.line([(left, top), (left - 16, top + 56)], "#6f86a6", 1.6)
