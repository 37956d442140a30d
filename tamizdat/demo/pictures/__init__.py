"""The demo newsroom's pictures, drawn by code so that a package needs to carry none.

A name always gives the same bytes.  They are drawings and say so wherever they stand.
"""

from __future__ import annotations

from collections.abc import Callable

from tamizdat.demo.pictures import indoors, measures, people, sea, sport, town, weather, workshops
from tamizdat.demo.pictures.easel import Easel

Scene = Callable[[Easel], None]

LANDSCAPE, PORTRAIT, SQUARE = (1600, 1067), (1067, 1600), (1280, 1280)
SCENES: dict[str, tuple[tuple[int, int], Scene]] = {
    "bridge": (LANDSCAPE, town.bridge),
    "chart": (LANDSCAPE, measures.chart),
    "court": (LANDSCAPE, town.court),
    "depths": (LANDSCAPE, measures.depths),
    "dredger": (LANDSCAPE, measures.dredger),
    "ferry-dawn": (LANDSCAPE, sea.ferry_dawn),
    "flooded-street": (LANDSCAPE, town.flooded_street),
    "fog": (LANDSCAPE, weather.fog),
    "football": (LANDSCAPE, sport.football),
    "harbour-cranes": (LANDSCAPE, sea.harbour_cranes),
    "hull": (LANDSCAPE, sea.hull),
    "island": (LANDSCAPE, sea.island),
    "library": (LANDSCAPE, indoors.library),
    "lighthouse": (PORTRAIT, sea.lighthouse),
    "market": (LANDSCAPE, town.market),
    "nets": (LANDSCAPE, workshops.nets),
    "newsroom-window": (LANDSCAPE, town.newsroom_window),
    "night-port": (LANDSCAPE, town.night_port),
    "portrait-hydrographer": (SQUARE, people.portrait_hydrographer),
    "portrait-pilot": (SQUARE, people.portrait_pilot),
    "portrait-teacher": (SQUARE, people.portrait_teacher),
    "printing-press": (LANDSCAPE, workshops.printing_press),
    "pumps": (LANDSCAPE, workshops.pumps),
    "rowing": (LANDSCAPE, sport.rowing),
    "school-corridor": (LANDSCAPE, indoors.school_corridor),
    "storm": (LANDSCAPE, weather.storm),
    "theatre": (LANDSCAPE, indoors.theatre),
    "tide-gauge": (LANDSCAPE, measures.tide_gauge),
}
NAMES = tuple(sorted(SCENES))


def draw(name: str) -> bytes:
    """The picture of this name as a JPEG file.  Raises KeyError when there is none."""
    (width, height), scene = SCENES[name]
    easel = Easel(width, height, name)
    scene(easel)
    return easel.finished()
