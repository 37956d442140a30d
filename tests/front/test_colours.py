"""The newsroom's colour can be read in both modes."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tamizdat.front import css
from tamizdat.front.colours import DARK, FALLBACK, LIGHT, contrast, on_dark, on_light, parse


@given(st.integers(0, 0xFFFFFF))
def test_any_colour_becomes_readable_on_light_and_dark_paper(number):
    colour = f"#{number:06x}"

    light, dark = parse(on_light(colour)), parse(on_dark(colour))

    assert all(contrast(light, paper) >= 4.5 for paper in LIGHT)
    assert all(contrast(dark, paper) >= 4.5 for paper in DARK)


def test_a_readable_colour_stays_as_it_was_chosen():
    assert on_light("#7a1f1f") == "#7a1f1f"


def test_what_is_no_colour_becomes_the_usual_one():
    assert parse("red; } body { display: none") == parse(FALLBACK)


def test_the_papers_are_those_of_the_style_sheet():
    base = Path(css.CSS, "base.css").read_text()

    papers = [parse(text) for text in re.findall(r"--(?:paper|tint):(#[0-9a-f]{6})", base)]

    assert papers[:4] == [*LIGHT, *DARK]


def test_every_ink_can_be_read_on_every_paper():
    base = Path(css.CSS, "base.css").read_text()

    inks = [parse(text) for text in re.findall(r"--(?:ink|grey):(#[0-9a-f]{6})", base)]

    assert all(contrast(ink, paper) >= 4.5 for ink in inks[:2] for paper in LIGHT)
    assert all(contrast(ink, paper) >= 4.5 for ink in inks[2:4] for paper in DARK)
