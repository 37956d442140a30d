"""Pictures: the small one first, the large one by itself where a screen has room for it, and nothing jumps."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from tests.client.stage import Stage, stories, until

SHIFTS = """() => new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((one) => (sum += one.value)))
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 300);
})"""


def with_picture(stage: Stage) -> str:
    return next(path for path in stories(stage) if b'<figure class="pic">' in stage.herald.place.files[path])


def opened(browser: Browser, stage: Stage, width: int, sharp: float) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, device_scale_factor=sharp)
    page = context.new_page()
    page.goto(stage.hosts[0].address + with_picture(stage), wait_until="load")
    return page


def test_where_there_is_room_the_large_one_takes_its_place_and_nothing_jumps(stage: Stage, browser: Browser) -> None:
    page = opened(browser, stage, 1280, 2)

    until(page, "document.querySelector('.pic img').currentSrc.endsWith('-large.jpg')")

    assert page.evaluate("document.querySelector('.pic img').naturalWidth") > 900
    assert page.evaluate(SHIFTS) == 0
    page.context.close()


def test_on_a_small_screen_it_is_there_by_tap_alone(stage: Stage, browser: Browser) -> None:
    page = opened(browser, stage, 390, 1)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(600)

    assert "-small." in page.evaluate("document.querySelector('.pic img').currentSrc")
    assert [one for one in asked if "-large." in one] == []
    page.locator(".pic a").first.click()
    page.wait_for_url("**/*-large.jpg")
    page.context.close()
