"""What one sees from the quay: cranes, ships, lights, weather."""

from __future__ import annotations

from tamizdat.demo.pictures.easel import Easel, curve, mix


def harbour_cranes(e: Easel) -> None:
    e.wash([(0, "#f0d9b5"), (0.45, "#f6c58f"), (1, "#e8906a")], bottom=700)
    e.disc(1130, 560, 120, "#fff1d6")
    e.glow(1130, 560, 420, "#fff1d6", 0.55)
    e.shape(
        [(0, 640), *curve([(0, 600), (260, 560), (520, 610), (900, 585), (1300, 625), (1600, 600)]), (1600, 720)],
        "#cf8f7b",
    )
    for x, size, colour in ((1240, 0.62, "#a5545a"), (960, 0.72, "#8f4450"), (330, 1.15, "#7b2f3e")):
        _crane(e, x, 690, size, colour)
    _freighter(e, 560, 700, 1.0)
    e.box(0, 682, 1600, 18, "#3f2a3d")
    e.mirror(700, "#c2705f", 0.5, 5)
    e.ripples(720, 1067, "#f7cfa0", 30, (0.5, 0.95))


def _crane(e: Easel, x: float, foot: float, size: float, colour: str) -> None:
    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * size, foot + dy * size

    dark = mix(colour, "#20151f", 0.35)
    for leg in (-70, 70):
        e.line([at(leg, 0), at(leg * 0.72, -300)], colour, 13 * size)
    e.line([at(-66, -60), at(56, -250)], colour, 6 * size)
    e.line([at(66, -60), at(-56, -250)], colour, 6 * size)
    e.shape([at(-64, -300), at(64, -300), at(52, -330), at(-52, -330)], dark)
    e.line([at(0, -330), at(-8, -500)], colour, 12 * size)
    e.shape([at(-150, -372), at(360, -452), at(362, -438), at(-150, -346)], colour)
    e.line([at(-8, -500), at(330, -446)], dark, 3 * size)
    e.line([at(-8, -500), at(-140, -366)], dark, 3 * size)
    e.shape([at(-40, -372), at(26, -384), at(26, -330), at(-40, -330)], dark)
    e.shape([at(-178, -366), at(-120, -374), at(-120, -318), at(-178, -318)], dark)
    e.line([at(300, -440), at(300, -250)], dark, 2.5 * size)
    e.shape([at(288, -250), at(312, -250), at(306, -222), at(294, -222)], dark)


def _freighter(e: Easel, x: float, water: float, size: float) -> None:
    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * size, water + dy * size

    e.shape([at(0, -96), at(560, -96), at(615, -132), at(668, -132), at(610, 0), at(34, 0)], "#2d2a45")
    e.shape([at(20, -34), at(624, -34), at(610, 0), at(34, 0)], "#8c2f39")
    for deck, (left, right) in enumerate(((30, 150), (40, 142), (52, 132), (64, 124))):
        e.shape(
            [
                at(left, -96 - deck * 30),
                at(right, -96 - deck * 30),
                at(right, -124 - deck * 30),
                at(left, -124 - deck * 30),
            ],
            "#f3e3cb",
        )
        e.line([at(left + 8, -108 - deck * 30), at(right - 8, -108 - deck * 30)], "#8d7a80", 4 * size)
    e.shape([at(76, -214), at(108, -214), at(106, -258), at(78, -258)], "#8c2f39")
    colours = ("#b5533f", "#d98f4e", "#5b6c86", "#7f3b46", "#3f4a6b")
    for column, stack in enumerate((1, 2, 2, 3, 2, 1)):
        for row in range(stack):
            left, low = 178 + column * 62, -98 - row * 36
            e.shape(
                [at(left, low), at(left + 58, low), at(left + 58, low - 33), at(left, low - 33)], e.dice.choice(colours)
            )
    e.line([at(636, -132), at(636, -190)], "#2d2a45", 5 * size)


def ferry_dawn(e: Easel) -> None:
    e.wash([(0, "#2f5d7c"), (0.4, "#7fa3a8"), (0.72, "#f3cfa0"), (1, "#f5a66d")], bottom=600)
    e.glow(1180, 580, 560, "#ffe6b8", 0.75)
    e.disc(1180, 565, 62, "#fff4dc")
    for y, shift, colour in ((520, 0, "#a9b3a8"), (556, 300, "#86979b")):
        e.shape(
            [
                (0, 600),
                *curve(
                    [
                        (0, y + 20),
                        (200 + shift, y - 26),
                        (480 + shift, y + 18),
                        (760 + shift, y + 6),
                        (1100, y + 34),
                        (1600, y + 20),
                    ]
                ),
                (1600, 600),
            ],
            colour,
        )
    e.wash([(0, "#f0b283"), (0.25, "#7d9aa0"), (1, "#163a52")], 600, 1067)
    e.beam([(1120, 600), (1240, 600), (1400, 1067), (960, 1067)], "#f9c58e", 0.4, 36)
    e.ripples(604, 1067, "#ffe2b3", 110, (0.55, 0.93))
    e.ripples(640, 1067, "#12344b", 46)
    e.shape([(0, 860), (390, 742), (420, 752), (0, 930)], "#dfe6de", 0.35)
    e.shape([(120, 900), (500, 748), (520, 756), (330, 960)], "#dfe6de", 0.22)
    _ferry(e, 380, 752, 1.0)


def _ferry(e: Easel, x: float, water: float, size: float) -> None:
    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * size, water + dy * size

    e.shape([at(0, -88), at(590, -88), at(640, -110), at(600, 4), at(26, 4)], "#f4efe2")
    e.shape([at(12, -40), at(618, -40), at(600, 4), at(26, 4)], "#1d3f5a")
    e.shape([at(7, -58), at(624, -58), at(622, -48), at(9, -48)], "#d9683c")
    e.shape([at(40, -88), at(520, -88), at(498, -150), at(40, -150)], "#fbf7ec")
    e.shape([at(90, -150), at(460, -150), at(430, -200), at(90, -200)], "#e9e2d2")
    e.shape([at(360, -200), at(440, -200), at(420, -246), at(360, -246)], "#fbf7ec")
    e.shape([at(190, -200), at(262, -200), at(252, -286), at(200, -286)], "#d9683c")
    e.shape([at(198, -262), at(254, -262), at(252, -286), at(200, -286)], "#1d3f5a")
    for row, (start, stop) in enumerate(((62, 480), (112, 420))):
        for dx in range(start, stop, 36):
            e.shape(
                [
                    at(dx, -112 - row * 56),
                    at(dx + 20, -112 - row * 56),
                    at(dx + 20, -132 - row * 56),
                    at(dx, -132 - row * 56),
                ],
                "#ffd58f",
            )
    e.shape([at(370, -214), at(430, -214), at(424, -232), at(370, -232)], "#33566b")
    e.line([at(392, -246), at(392, -318)], "#5b6a70", 4 * size)
    e.glow(x + 392 * size, water - 320 * size, 46 * size, "#fff0c4", 0.9)


def lighthouse(e: Easel) -> None:
    e.wash([(0, "#0e2a47"), (0.55, "#28587a"), (0.8, "#8fa9a2"), (1, "#e9c69a")], bottom=1180)
    e.beam([(560, 470), (-200, 210), (-200, 560)], "#fff2c9", 0.55, 26)
    e.beam([(560, 470), (1300, 300), (1300, 560)], "#fff2c9", 0.35, 26)
    e.wash([(0, "#c0b195"), (0.18, "#5c7f8b"), (1, "#0d2c44")], 1180, 1600)
    e.ripples(1190, 1600, "#e8d3ae", 60, (0.0, 1.0))
    e.ripples(1230, 1600, "#0a2438", 40)
    _headland(e)
    _tower(e)


def _headland(e: Easel) -> None:
    e.shape(
        [
            (1067, 1140),
            *curve(
                [
                    (1067, 1090),
                    (900, 1110),
                    (800, 1150),
                    (640, 1160),
                    (470, 1190),
                    (330, 1230),
                    (220, 1290),
                    (160, 1340),
                ]
            ),
            (300, 1375),
            (640, 1350),
            (1067, 1420),
        ],
        "#1a2a35",
    )
    e.shape(
        [*curve([(1067, 1180), (860, 1190), (700, 1230), (520, 1260), (360, 1320)]), (640, 1350), (1067, 1420)],
        "#26404a",
    )


def _tower(e: Easel) -> None:
    e.shade([(486, 1176), (640, 1168), (606, 540), (518, 540)], [(0, "#f6ead2"), (1, "#d9c9ae")])
    for low, high in ((1090, 985), (880, 775), (680, 590)):
        e.shape([(_edge(low, 1)), (_edge(low, -1)), (_edge(high, -1)), (_edge(high, 1))], "#c4472f")
    e.shape([(562, 1172), (640, 1168), (606, 540), (562, 540)], "#4b2a35", 0.22)
    e.box(500, 524, 124, 18, "#1a2a35")
    for x in range(504, 624, 20):
        e.line([(x, 524), (x, 492)], "#1a2a35", 3)
    e.line([(500, 492), (624, 492)], "#1a2a35", 4)
    e.box(528, 420, 68, 104, "#ffe9ae")
    e.glow(562, 470, 260, "#fff3cf", 0.85)
    for x in (528, 562, 596):
        e.line([(x, 420), (x, 524)], "#1a2a35", 5)
    e.shape([(516, 422), (608, 422), (584, 372), (562, 352), (540, 372)], "#a83a28")
    e.disc(562, 346, 9, "#a83a28")
    for y in (1040, 830, 640):
        e.box(546, y - 26, 22, 36, "#22323d")
    e.box(650, 1092, 150, 84, "#e6d8bd")
    e.shape([(636, 1096), (814, 1096), (776, 1046), (676, 1046)], "#a83a28")
    e.box(690, 1116, 26, 30, "#ffd58f")


def _edge(y: float, side: int) -> tuple[float, float]:
    share = (y - 540) / (1172 - 540)
    return 562 + side * (44 + 33 * share), y


def hull(e: Easel) -> None:
    e.wash([(0, "#c9d3cf"), (0.6, "#e7dfcc"), (1, "#d9c7a8")])
    e.wash([(0, "#b8b09c"), (1, "#8f8672")], 860, 1067)
    for x in range(-80, 1700, 210):
        e.shape([(x, 860), (x + 90, 860), (x + 90, 470), (x, 470)], "#b9bdb0")
        e.shape([(x + 90, 860), (x + 120, 860), (x + 120, 490), (x + 90, 470)], "#a5a899")
    e.box(0, 452, 1600, 22, "#9aa093")
    bow = [
        (360, -40),
        (1600, -40),
        (1600, 812),
        (640, 830),
        *reversed(curve([(360, -40), (470, 180), (560, 420), (590, 620), (640, 830)])),
    ]
    e.shade(bow, [(0, "#22313f"), (0.5, "#2c4152"), (1, "#2c4152")])
    e.shade(
        [(566, 470), (1600, 430), (1600, 812), (640, 830), *reversed(curve([(566, 470), (590, 620), (640, 830)]))],
        [(0, "#b8402f"), (1, "#7f2424")],
    )
    e.shape(
        [
            (360, -40),
            (520, -40),
            *curve([(520, -40), (600, 200), (668, 430), (700, 640), (730, 826)]),
            (640, 830),
            *reversed(curve([(360, -40), (470, 180), (560, 420), (590, 620), (640, 830)])),
        ],
        "#ffffff",
        0.09,
    )
    e.shape(curve([(500, 640), (440, 690), (452, 780), (540, 822), (700, 828), (640, 700), (588, 628)]), "#93302a")
    for row in range(9):
        y = 250 + row * 58
        e.box(790 + row * 6, y, 16, 30, "#f0e7d4")
        e.box(814 + row * 6, y, 26, 8, "#f0e7d4")
        e.box(814 + row * 6, y + 22, 26, 8, "#f0e7d4")
    e.shape([(470, 60), (640, 60), (620, 132), (510, 132)], "#172430")
    e.line([(560, 110), (556, 240)], "#172430", 9)
    e.shape([(510, 230), (602, 230), (590, 262), (566, 262), (560, 300), (548, 262), (522, 262)], "#172430")
    for x in range(700, 1600, 180):
        e.shape([(x, 822), (x + 60, 820), (x + 76, 880), (x - 16, 880)], "#6e5a43")
    e.shape([(0, 905), (600, 872), (1600, 862), (1600, 905), (500, 960)], "#5f5645", 0.35)
    _figure(e, 330, 922, 1.0, "#1f2a33", "#e0a03c")


def _figure(e: Easel, x: float, foot: float, size: float, coat: str, hat: str) -> None:
    e.shape(
        [
            (x - 15 * size, foot),
            (x - 4 * size, foot),
            (x, foot - 44 * size),
            (x + 4 * size, foot),
            (x + 15 * size, foot),
            (x + 13 * size, foot - 60 * size),
            (x - 13 * size, foot - 60 * size),
        ],
        coat,
    )
    e.shape(
        [
            (x - 18 * size, foot - 46 * size),
            (x + 18 * size, foot - 46 * size),
            (x + 15 * size, foot - 100 * size),
            (x - 15 * size, foot - 100 * size),
        ],
        coat,
    )
    e.disc(x, foot - 113 * size, 11 * size, "#d8a986")
    e.shape(
        [
            (x - 13 * size, foot - 115 * size),
            (x + 16 * size, foot - 115 * size),
            (x + 10 * size, foot - 129 * size),
            (x - 10 * size, foot - 129 * size),
        ],
        hat,
    )


def island(e: Easel) -> None:
    _evening_sky(e)
    e.shape(
        [
            (240, 690),
            *curve(
                [
                    (240, 688),
                    (380, 662),
                    (520, 600),
                    (640, 566),
                    (740, 590),
                    (880, 570),
                    (1010, 610),
                    (1180, 656),
                    (1330, 688),
                ]
            ),
            (1330, 690),
        ],
        "#2e4a63",
    )
    e.shape([(240, 690), *curve([(240, 689), (460, 670), (700, 640), (930, 652), (1330, 689)]), (1330, 690)], "#243b52")
    e.mirror(690, "#7f8f9f", 0.38, 6)
    e.ripples(700, 1067, "#f3cfa6", 60)
    e.ripples(720, 1067, "#34536f", 50)
    _houses_with_one_light(e)


def _evening_sky(e: Easel) -> None:
    e.wash([(0, "#274a6b"), (0.35, "#6b86a0"), (0.7, "#e9b79a"), (1, "#f6d9ae")], bottom=690)
    for y, x, long, thick, colour in (
        (170, 500, 900, 44, "#3c5c7c"),
        (250, 1150, 1000, 54, "#5b7692"),
        (345, 420, 1000, 42, "#8a92a2"),
        (430, 1200, 820, 36, "#c79f98"),
        (505, 600, 980, 26, "#e6ad90"),
    ):
        e.shape(
            curve(
                [
                    (x - long / 2, y),
                    (x - long / 4, y - thick * 0.6),
                    (x + long / 8, y - thick * 0.4),
                    (x + long / 2, y),
                    (x + long / 5, y + thick * 0.4),
                    (x - long / 3, y + thick * 0.35),
                    (x - long / 2, y),
                ]
            ),
            colour,
            0.8,
        )


def _houses_with_one_light(e: Easel) -> None:
    for x, y, size in ((690, 650, 1.0), (640, 655, 0.7), (905, 655, 0.7)):
        e.box(x, y - 20 * size, 30 * size, 20 * size, "#1a2c3f")
        e.shape([(x - 4, y - 20 * size), (x + 34 * size, y - 20 * size), (x + 15 * size, y - 36 * size)], "#1a2c3f")
    e.box(701, 637, 7, 8, "#ffd98a")
    e.glow(705, 640, 60, "#ffd98a", 0.9)
    e.glow(705, 742, 40, "#ffd98a", 0.4)
