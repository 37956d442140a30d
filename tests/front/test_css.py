"""A page carries the style of what stands on it."""

import re

from tamizdat.front import css


def test_a_page_gets_the_style_of_its_parts_only():
    style = css.style('<div class="claim disputed"><p class="state">', "#7a1f1f", "en")

    assert ".claim{" in style.text
    assert ".facts" not in style.text


def test_an_attribute_that_only_looks_like_a_part_adds_nothing():
    plain = css.style("<p>class=claim</p>", "#7a1f1f", "en")

    assert ".claim" not in plain.text


def test_russian_is_not_set_in_a_face_without_cyrillic():
    assert "Charter" in css.style("", "#7a1f1f", "en").text
    assert "Charter" not in css.style("", "#7a1f1f", "ru").text


def test_comments_and_empty_space_are_left_out():
    text = css.minified(
        "/* why */\na > b,\n c:hover {\n  margin: 0 auto; }\n@media (min-width: 40rem) { p { color: red } }\n"
    )

    assert text == "a > b,c:hover{margin:0 auto}@media (min-width: 40rem){p{color:red}}"


def test_nothing_is_said_of_left_or_right():
    sides = re.compile(r"(margin|padding|border)-(left|right|top|bottom)|(?<![\w-])(left|right):|float:(left|right)")
    found = [path.name for path in css.CSS.rglob("*.css") if sides.search(path.read_text())]

    assert found == []


def test_every_part_of_the_style_is_a_class_in_a_template():
    templates = " ".join(path.read_text() for path in (css.CSS.parent / "templates").rglob("*.html"))
    templates += (css.CSS.parent / "typecase.py").read_text()
    used = {name for names in re.findall(r'class="([^"]+)"', templates) for name in re.findall(r"[a-z]+", names)}

    parts = {path.stem for layer in ("parts", "pages") for path in (css.CSS / layer).glob("*.css")}

    assert parts - used == set()
