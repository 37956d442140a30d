"""After "forget" a dump of the browser's profile tells nothing of us, but what is the browser's own: its history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.client.stage import Stage, heading, moved_in, stories
from tests.site.browser import CHROMIUM, PHONE, QUIET

# Which pages were opened, and which hosts were asked, as every browser notes it of every site; the reader clears that.
OF_THE_BROWSER = ("History", "Favicons", "Top Sites", "Sessions", "Visited Links", "Network Persistent State")
OF_THE_BROWSER += ("Preferences", "TransportSecurity", "Reporting and NEL", "DIPS", "Site Characteristics Database")
OF_THE_BROWSER += ("Shortcuts", "Network Action Predictor", "Session Storage", "SCT Auditing Pending Reports", "ukm_db")


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


def opened(play: object, profile: Path, pin: str) -> BrowserContext:
    rules = "--host-resolver-rules=MAP *.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    trusted = f"--ignore-certificate-errors-spki-list={pin}"
    context: BrowserContext = play.chromium.launch_persistent_context(  # type: ignore[attr-defined]
        profile, executable_path=CHROMIUM, args=[*QUIET, rules, trusted], viewport=PHONE
    )
    return context


def dump(profile: Path) -> Iterator[tuple[str, bytes]]:
    """(path, content) of every file of the profile that is not the browser's own note."""
    for path in profile.rglob("*"):
        name = path.relative_to(profile).as_posix()
        if path.is_file() and not path.is_symlink() and not any(own in name for own in OF_THE_BROWSER):
            yield name, path.read_bytes()


def traces(profile: Path, words: list[str]) -> list[str]:
    """Files in which one of these words stands, in the forms in which browsers write text."""
    forms = {form for word in words for form in (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"))}
    return sorted({name for name, content in dump(profile) if any(form in content for form in forms)})


def read_and_keep(page: Page, stage: Stage, story: str) -> None:
    own = stage.hosts[0]
    moved_in(page, own.address + story)  # a first visit, which no worker sees
    page.goto(own.address + "en/reach/index.html")
    page.get_by_label("Keep the stories I read").check()
    page.goto(own.address + story)
    page.goto(own.address + "en/reach/index.html")


@pytest.mark.parametrize("forgets", [False, True])
def test_a_dump_of_the_profile_tells_nothing_after_forgetting(
    stage: Stage, profile: Path, cert: tuple[Path, str], forgets: bool
) -> None:
    """And everything before: the search itself is seen to find."""
    story = stories(stage)[0]
    words = [story.rpartition("/")[2], heading(stage, story), "The Harbour Herald", "en/2026/"]
    with sync_playwright() as play:
        context = opened(play, profile, cert[1])
        page = context.pages[0]
        read_and_keep(page, stage, story)
        if forgets:
            page.get_by_role("button", name="Forget all of it").click()
            page.get_by_text("Forgotten.").wait_for()
            page.goto("about:blank")
        page.wait_for_timeout(1_000)
        context.close()

    found = traces(profile, words)

    assert (found == []) == forgets, found
