"""Whole journeys: from the landing page to a first message, signing in with a passkey, and a Redis that is away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Site, end, enter_room, serve, sign_in
from tests.services import free_port

pytestmark = pytest.mark.browser


def welcome(page: Any) -> None:
    """The three steps, as somebody takes them who reads little."""
    page.wait_for_url("**/welcome/**")
    for _ in range(6):
        if "/welcome/" not in page.url:
            return
        for question in page.locator("main form fieldset").all():
            if question.locator("input[type=radio]").count() and not question.locator("input:checked").count():
                question.locator("input[type=radio]").nth(1).check()
        for box in page.locator("main form input[type=checkbox][required]").all():
            box.check()
        with page.expect_navigation():
            page.locator("main .button--main").last.click()


def test_newcomer_comes_from_the_landing_page_to_a_first_message_that_a_second_browser_sees_live(tab: Any) -> None:
    other = tab("demo-facilitator")
    enter_room(other, "Back to work, gently")
    page = tab(viewport=PHONE)
    page.goto("/")
    page.click("text=Find a group")
    page.click("text=Back to work, gently")
    page.locator("main h1", has_text="Back to work, gently").wait_for()
    group = page.url
    page.click("text=Make an account")
    page.fill("[name=password1]", "four calm words tonight")
    page.locator("main form button[type=submit]").last.click()
    page.locator("main h1", has_text="codes").wait_for()
    page.locator("main .button--main").last.click()
    welcome(page)
    # The welcome leads back to what they came for.
    assert page.url == group
    page.locator("main input[type=checkbox][required]").first.check()
    page.locator("main form button.button--main").first.click()
    page.wait_for_url("**/rooms/**")
    page.wait_for_selector("#line:has-text('Connected')")
    page.fill("#say", "Hello. First time here.")
    page.click("button[name=send]")
    other.locator("text=Hello. First time here.").wait_for()


def test_somebody_can_sign_in_with_a_passkey(tab: Any) -> None:
    # Nobody else signs in as Lou: from here on it takes the key.
    page = tab("demo-lou")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto("/account/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.fill("[name=password]", "peersupport-demo")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/webauthn/add/**")
    if page.locator("[name=name]").count():
        page.fill("[name=name]", "My phone")
    passwordless = page.locator("[name=passwordless]")
    if passwordless.count():
        passwordless.check()
    page.locator("main form button").last.click()
    page.wait_for_url(lambda url: "webauthn/add" not in url)
    page.goto("/account/logout/")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    page.goto("/account/login/")
    page.locator("#passkey_login, button:has-text('passkey')").first.click()
    page.wait_for_url("**/home/")


@pytest.fixture(scope="module")
def without_redis(tmp_path_factory: pytest.TempPathFactory, newborn: Path) -> Iterator[Site]:
    """The same site, told to use a Redis that refuses every connection."""
    running = serve(tmp_path_factory.mktemp("no-redis"), newborn, REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    yield running
    end(running)


def test_signing_in_posting_reporting_and_help_work_while_redis_refuses_connections(
    tab: Any, without_redis: Site
) -> None:
    page, other = tab("demo-member", at=without_redis), tab("demo-facilitator", at=without_redis)
    enter_room(page)
    enter_room(other)
    page.fill("#say", "Still here without it")
    page.click("button[name=send]")
    other.locator("text=Still here without it").wait_for()
    theirs = page.locator(".msg:not(.msg--mine)").last
    theirs.locator("summary").last.click()
    theirs.locator("[data-act=report]").click()
    page.wait_for_url("**/report/**")
    page.locator("main input[type=radio]").nth(1).check()
    page.locator("main form button[type=submit]").last.click()
    page.locator("main >> text=/thank you/i").first.wait_for()
    enter_room(page)
    page.click("button[name=need]")
    page.locator(".panel").wait_for()
    page.goto("/help/")
    page.locator("a.number").first.wait_for()
    log = (without_redis.folder / "serve.log").read_text()
    assert "hints cannot leave" in log or "the cache is away" in log, "Redis was not missed: nothing was tried"
    assert "Traceback" not in log


def test_quick_exit_blanks_the_page_and_forgets_drafts(tab: Any, site: Site) -> None:
    page = tab("demo-member", strict=False)
    enter_room(page)
    page.fill("#say", "a private draft")
    page.evaluate("window.stop")
    page.route("**/*", lambda route: route.abort() if site.url not in route.request.url else route.continue_())
    page.focus("body")
    page.evaluate("sessionStorage.length")
    page.locator("#exit").click(no_wait_after=True)
    page.wait_for_timeout(300)
    try:
        hidden = page.evaluate("document.documentElement.hidden || !document.body.innerText.includes('private')")
    except Exception:
        hidden = True
    assert hidden
    again = page.context.new_page()
    again.goto("/home/")
    assert "private" not in again.evaluate("JSON.stringify(sessionStorage)")


def test_pages_in_reach_by_keyboard_start_with_the_way_out(tab: Any) -> None:
    page = tab("demo-member")
    page.goto("/home/")
    names = []
    for _ in range(5):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.innerText.trim()"))
    assert names[0] == "Quick exit" and names[1].startswith("Skip") and "Help now" in names


def test_a_second_sign_in_page_works_after_a_wrong_password(tab: Any) -> None:
    page = tab()
    page.goto("/account/login/")
    page.fill("[name=login]", "demo-member")
    page.fill("[name=password]", "not this one")
    page.click("main form button[type=submit]")
    assert page.input_value("[name=login]") == "demo-member"
    sign_in(page, "demo-member")
