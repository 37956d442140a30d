"""Every page in a real browser: nothing overflows, nothing is fetched, nothing is complained of."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tamizdat.front.printing import to_html
from tamizdat.front.specimen import ALL, file_name, front_of, list_of, pages, specimen, story_of
from tamizdat.front.specimen.__main__ import write

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
ARGUMENTS += ["--disable-component-update"]
SHOWN = [name for name in pages("en") if name != "moved"]

pytestmark = pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason="Chromium is not installed: apt-get install chromium"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("specimen")
    write(place)
    return place


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


def looked_at(browser, path, width, scheme, shot=None, **context):
    """Opens a page; returns how far it overflows, what it asked for and what the console said."""
    window = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **context)
    tab = window.new_page()
    asked, said = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(path.as_uri(), wait_until="load")
    over = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    seen = tab.evaluate("[...document.images].filter(i => i.loading != 'lazy').every(i => i.naturalWidth > 0)")
    if os.environ.get("TAMIZDAT_SHOTS") and shot:
        tab.screenshot(path=Path(os.environ["TAMIZDAT_SHOTS"]) / f"{shot}.png", full_page=True)
    window.close()
    return over, asked, said, seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", list(ALL))
def test_every_page_fits_its_window_and_keeps_to_itself(browser, folder, language, width, scheme):
    for name in SHOWN:
        path = folder / file_name(language, name)

        over, asked, said, seen = looked_at(browser, path, width, scheme, f"{language}-{name}-{width}-{scheme}")

        assert over <= 0, f"{path.name} is {over} pixels too wide"
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == [], path.name
        assert said == [], path.name
        assert seen, f"{path.name} shows no picture"


@pytest.mark.parametrize("width", [320, 1024])
def test_the_fullest_pages_fit_odd_windows(browser, folder, width):
    for language in ALL:
        for name in ("front", "story", "list"):
            over, *_ = looked_at(browser, folder / file_name(language, name), width, "light")
            assert over <= 0, f"{language}-{name} is {over} pixels too wide at {width}"


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("word", ["Ы" * 400, "https://harbour.example/" + "a" * 300, "🚢" * 200, "بحر" * 120])
def test_a_word_without_end_does_not_push_the_page_apart(browser, tmp_path, word, width):
    texts = replace(
        ALL["en"],
        headline=word,
        deck=word,
        headlines=(word,) * 12,
        decks=(word,) * 4,
        caption=word,
        statement=word,
        who=word,
        pullout=word,
        wrong=word,
        dateline=word,
        people=(word, word),
        topics=(word,),
        see=(word, word),
    )
    for name, page in {"front": front_of(texts), "story": story_of(texts), "list": list_of(texts)}.items():
        path = tmp_path / f"{name}.html"
        path.write_text(to_html(page))

        over, *_ = looked_at(browser, path, width, "light")

        assert over <= 0, f"{name} is {over} pixels too wide"


def test_a_moved_page_leads_on_in_a_browser_without_script(browser, folder):
    tab = browser.new_page(java_script_enabled=False)

    tab.goto((folder / "en-moved.html").as_uri())
    tab.wait_for_url("**/en-front.html")

    assert tab.title() == "The Harbour Herald"
    tab.close()


def test_the_first_key_leads_to_the_main_part(browser, folder):
    tab = browser.new_page()
    tab.goto((folder / "en-story.html").as_uri())

    tab.keyboard.press("Tab")

    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert tab.evaluate("document.activeElement.getBoundingClientRect().width") > 100
    tab.close()


def test_the_support_form_can_be_filled_by_keyboard(browser, folder):
    tab = browser.new_page()
    tab.goto((folder / "en-support.html").as_uri())

    tab.focus("input[name=amount]:checked")
    tab.keyboard.press("ArrowRight")

    assert tab.evaluate("new FormData(document.querySelector('.give form')).get('amount')") == "USD 10"
    tab.close()


def test_the_specimen_shows_every_kind_of_page_in_every_language():
    for language in ALL:
        assert [name for name, _ in specimen(language)] == list(pages(language))
