"""Coming in, in a real browser: an invitation, a passkey, a sheet of codes, out and in again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from tamizdat.desk.entering import invite
from tamizdat.desk.roles import Role
from tamizdat.works.newsroom import opened
from tests.desk.coming_in import PASSWORD, code_of, later
from tests.desk.editor import Editor, two_free_ports
from tests.desk.test_editing_in_browser import browser

__all__ = ["browser"]


@pytest.fixture
def olga(browser: Browser, whole_newsroom: Any, settings: Any) -> Iterator[Editor]:
    """She has a device with a passkey, and was never here before."""
    port = two_free_ports()
    settings.SITE_HERE = f"http://localhost:{port}"
    with opened(port):
        context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 1000})
        context.set_default_timeout(20_000)
        page = context.new_page()
        give_a_device(page)
        editor = Editor(page, settings.SITE_HERE, f"http://localhost:{port + 1}")
        yield editor
        editor.leaves()
        context.close()
    assert editor.strangers() == set()


def give_a_device(page: Page) -> None:
    """A device that keeps passkeys and asks for a finger."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    kind |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": kind})


def signs_out(olga: Editor) -> None:
    olga.opens("/admin/")
    olga.page.evaluate("document.querySelector('form[action*=logout]').submit()")
    olga.page.wait_for_url("**/sign-in/**")


def test_an_invitation_a_passkey_a_sheet_of_codes_and_in_again(olga: Editor) -> None:
    _, path = invite("Olga", Role.KEEPER, timezone.now())
    page = olga.page
    olga.opens(path)
    olga.photographs("invited")

    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    codes = page.locator("ol.codes li").all_inner_texts()
    olga.photographs("sheet")
    page.get_by_role("link", name="Open the desk").click()
    page.wait_for_url("**/admin/")
    olga.opens("/admin/staff/")
    olga.photographs("staff")
    olga.opens("/admin/devices/")
    olga.photographs("devices")
    signs_out(olga)
    olga.photographs("door")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/admin/")
    signs_out(olga)
    page.get_by_label("Name").fill("Olga")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.wait_for_url("**/admin/")
    assert len(codes) == 10
    olga.opens(path)
    assert page.get_by_role("heading", name="This link opens nothing").is_visible()


def test_an_app_in_place_of_a_passkey_also_by_number_and_without_scripts(browser: Browser, olga: Editor) -> None:
    _, path = invite("Masha", Role.REPORTER, timezone.now())
    context = browser.new_context(locale="ru-RU", viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(olga.desk.replace("localhost", "127.0.0.1") + path)
    assert page.url.startswith("http://localhost:")

    page.locator("summary").click()
    masha = Editor(page, olga.site, olga.desk)
    masha.photographs("invited-ru")
    secret = re.sub(r"\s", "", page.locator("details code").inner_text())
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=code]").fill(code_of(secret))
    page.locator("button[value=app]").click()
    page.locator("ol.codes").wait_for()
    context.clear_cookies()
    page.goto(f"{olga.desk}/admin/stories/")
    masha.photographs("door-ru")
    page.locator("[name=name]").fill("masha")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=code]").fill(later(secret))
    page.locator("form:has([name=code]) button").click()

    page.wait_for_url("**/admin/stories/")
    context.close()
