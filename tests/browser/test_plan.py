"""A safety plan in a browser: written by keyboard, saved as one types, used, kept on the device only by choice."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import DESKTOP, Site, fits, sign_in
from tests.browser.test_access import findings

pytestmark = pytest.mark.browser
CANARY = "quiet lantern by the water"
LOUD = "loud lantern on the square"


@pytest.fixture
def no_plan(site: Site) -> None:
    site.manage("from care.models import *; SafetyPlan.objects.all().delete(); CircleEntry.objects.all().delete()")


def open_to_write(page: Any) -> None:
    page.goto("/plan/write/")
    page.locator("#plan textarea:not([maxlength])").first.wait_for()


def state(page: Any, words: str) -> None:
    page.locator(f"#kept:text-is('{words}')").wait_for()


def tab_to(page: Any, selector: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not in reach of the Tab key")


def test_a_plan_is_written_saved_and_used_by_keyboard_alone(tab: Callable[..., Any], no_plan: None) -> None:
    page, other = tab("demo-jon"), tab("demo-jon")
    page.goto("/home/")
    tab_to(page, "main a[href='/plan/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan/")
    tab_to(page, "a[href='/plan/write/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan/write/")
    tab_to(page, "#plan-signs")
    page.keyboard.type("I stop writing back")
    state(page, "Not saved yet")
    state(page, "Saved")
    tab_to(page, "#plan-alone")
    page.keyboard.type("A walk")
    page.keyboard.press("Enter")
    page.keyboard.type("Tea")
    state(page, "Saved")
    # Nothing was sent by a button so far, and it is there in another browser.
    other.goto("/plan/")
    assert other.locator("main li", has_text="I stop writing back").count() == 1
    tab_to(page, "#plan button[type=submit]:not([hidden])")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan/")
    tab_to(page, "a[href='/plan/now/']")
    page.keyboard.press("Enter")
    for title in ("How I notice that it gets hard", "What I can do on my own"):
        page.locator("h1", has_text=title).wait_for()
        # A screen reader begins with the step itself.
        assert page.evaluate("document.activeElement.tagName") == "H1"
        assert page.locator("aside a.number").count() >= 2
        tab_to(page, "a[rel=next]")
        page.keyboard.press("Enter")
    page.locator("h1", has_text="You went through all of it.").wait_for()
    assert page.locator("main a.number").count() >= 2
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_lost_line_is_said_and_what_was_typed_is_saved_later(tab: Callable[..., Any], no_plan: None) -> None:
    page = tab("demo-jon", strict=False)
    open_to_write(page)
    page.context.set_offline(True)
    page.fill("#plan-signs", "typed in a tunnel")
    state(page, "Not saved yet. Keep this page open, we keep trying.")
    page.fill("#plan-alone", "and some more")
    page.context.set_offline(False)
    state(page, "Saved")
    page.goto("/plan/print/")
    assert page.locator("main li").all_text_contents() == ["typed in a tunnel", "and some more"]


def test_leaving_in_the_middle_of_a_word_saves_it(tab: Callable[..., Any], no_plan: None) -> None:
    page = tab("demo-jon", strict=False)
    open_to_write(page)
    page.locator("#plan-signs").press_sequentially("half a wo")
    page.goto("/home/")
    page.wait_for_timeout(500)
    page.goto("/plan/print/")
    assert page.locator("main li").all_text_contents() == ["half a wo"]


def test_two_windows_get_a_choice(tab: Callable[..., Any], no_plan: None) -> None:
    first = tab("demo-jon")
    second = first.context.new_page()
    open_to_write(first)
    open_to_write(second)
    first.fill("#plan-signs", "from the first")
    state(first, "Saved")
    second.fill("#plan-signs", "from the second")
    second.locator("#changed:visible").wait_for()
    assert second.evaluate("document.querySelector('#changed button').getBoundingClientRect().top < innerHeight")
    assert second.input_value("#plan-signs") == "from the second"
    second.click("#changed button")
    second.locator("h1", has_text="There are two versions").wait_for()
    assert not findings(second)
    second.click("button:text-is('Keep both')")
    second.wait_for_url("**/plan/")
    assert second.locator("main .own-lines li").all_text_contents() == ["from the first", "from the second"]
    # The first window, which knows nothing of it, gets the same choice.
    first.fill("#plan-alone", "a walk")
    first.locator("#changed:visible").wait_for()


def test_a_step_that_is_too_long_says_so_and_stays(tab: Callable[..., Any], no_plan: None) -> None:
    page = tab("demo-jon")
    open_to_write(page)
    page.fill("#plan-safer", "x" * 4012)
    state(page, "Not saved yet. One step is too long.")
    assert page.text_content("#plan-safer-over") == "Letters too many here: 12"
    assert not findings(page)
    page.click("#plan .button--main")
    page.locator("[data-errors]").wait_for()
    assert len(page.input_value("#plan-safer")) == 4012
    page.fill("#plan-safer", "x" * 4000)
    state(page, "Saved")


def test_a_window_that_was_signed_out_says_so_and_saves_after_signing_in_again(
    tab: Callable[..., Any], no_plan: None
) -> None:
    page = tab("demo-jon", strict=False)
    open_to_write(page)
    page.fill("#plan-signs", "before")
    state(page, "Saved")
    other = page.context.new_page()
    other.goto("/account/logout/")
    other.locator("main form button[type=submit]").first.click()
    other.wait_for_url(lambda url: "logout" not in url)
    page.fill("#plan-signs", "before and after")
    page.locator("#kept.kept--out").wait_for()
    sign_in(other, "demo-jon")
    page.locator("#kept:text-is('Saved')").wait_for(timeout=20_000)
    other.goto("/plan/print/")
    assert other.locator("main li").all_text_contents() == ["before and after"]


def write_a_plan(page: Any, words: str = "a walk by the water") -> None:
    open_to_write(page)
    page.fill("#plan-alone", words)
    page.fill("#plan-people", "Jo, 087 123 4567")
    state(page, "Saved")


def test_a_copy_is_on_the_device_only_after_a_tick_and_readable_without_a_line(
    tab: Callable[..., Any], no_plan: None
) -> None:
    page = tab("demo-jon", strict=False, service_workers="allow")
    write_a_plan(page)
    for path in ("/plan/", "/plan/now/", "/plan/device/"):
        page.goto(path)
    assert page.evaluate("localStorage.length") == 0
    tab_to(page, "#keep")
    page.keyboard.press("Space")
    page.locator("#keep-said:text-is('Kept on this device.')").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => caches.match('/offline/').then(Boolean)")
    page.reload()
    page.context.set_offline(True)
    page.goto("/plan/now/")
    kept = page.locator("#kept-plan")
    kept.wait_for()
    assert "a walk by the water" in kept.inner_text()
    assert page.get_attribute("#kept-plan a.number", "href") == "tel:0871234567"
    assert not findings(page)
    # What the service worker itself keeps is for everybody and holds no word of it.
    held = page.evaluate(
        "(async () => { let all = ''; for (const n of await caches.keys()) { const c = await caches.open(n);"
        " for (const r of await c.keys()) all += await (await c.match(r)).text(); } return all; })()"
    )
    assert len(held) > 1000 and "walk by the water" not in held
    page.context.set_offline(False)
    open_to_write(page)
    page.fill("#plan-alone", "a walk in the hills")
    state(page, "Saved")
    page.goto("/plan/")
    assert "in the hills" in page.evaluate("localStorage.getItem('kept-plan')")
    page.goto("/plan/device/")
    page.uncheck("#keep")
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("way", ["quick exit", "shift", "sign out", "thrown away", "somebody else"])
def test_the_copy_on_the_device_is_gone_after(way: str, tab: Callable[..., Any], no_plan: None, site: Site) -> None:
    page = tab("demo-jon", strict=False)
    write_a_plan(page)
    page.goto("/plan/device/")
    page.check("#keep")
    page.locator("#keep-said:text-is('Kept on this device.')").wait_for()
    page.goto("/offline/")
    page.locator("#kept-plan:visible").wait_for()
    page.route("**/*", lambda route: route.continue_() if site.url in route.request.url else route.abort())
    if way == "quick exit":
        page.locator("#exit").click(no_wait_after=True)
    elif way == "shift":
        for _ in range(3):
            page.keyboard.press("Shift")
    elif way == "thrown away":
        page.goto("/plan/remove/")
        page.click("main form button[type=submit]")
    else:
        page.goto("/account/logout/")
        page.locator("main form button[type=submit]").first.click()
    page.wait_for_timeout(500)
    page = page.context.new_page()
    if way == "somebody else":
        sign_in(page, "demo-member")
        page.goto("/plan/")
    page.goto("/offline/")
    page.wait_for_load_state()
    assert page.evaluate("localStorage.length") == 0
    assert not page.locator("#kept-plan").is_visible()


def test_without_a_script_the_plan_is_a_plain_form(tab: Callable[..., Any], no_plan: None) -> None:
    page = tab("demo-jon", java_script_enabled=False)
    page.goto("/plan/write/")
    assert not page.locator("#kept").is_visible() and not page.locator("#changed").is_visible()
    page.fill("#plan-signs", "one line")
    page.click("#plan .button--main")
    page.wait_for_url("**/plan/")
    assert page.locator("main .own-lines li").all_text_contents() == ["one line"]


def share_it(page: Any) -> tuple[str, str]:
    from peersupport.demo.people import PASSWORD

    page.goto("/plan/share/")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/plan/share/")
    assert page.locator("[name=parts]:checked").count() == 0
    page.check("[name=parts][value=alone]")
    page.locator("main form button[type=submit]").last.click()
    return str(page.text_content(".link-out")), str(page.text_content(".code-out"))


def test_a_shared_copy_opens_with_its_code_and_ends_when_its_owner_says(tab: Callable[..., Any], no_plan: None) -> None:
    page = tab("demo-jon")
    write_a_plan(page)
    link, code = share_it(page)
    guest = tab()
    guest.goto(link)
    assert guest.evaluate("document.cookie") == "" and not findings(guest)
    guest.fill("[name=code]", code)
    guest.keyboard.press("Enter")
    guest.locator("li", has_text="a walk by the water").wait_for()
    assert "087" not in (guest.text_content("main") or "") and not findings(guest)
    page.goto("/plan/")
    page.locator("text=It was opened on").wait_for()
    with page.expect_navigation():
        page.click("button:text-is('End it now')")
    assert guest.goto(link).status == 404


def test_no_word_of_a_plan_is_in_the_database_file_or_the_log(
    tab: Callable[..., Any], no_plan: None, site: Site
) -> None:
    page = tab("demo-jon")
    write_a_plan(page, CANARY)
    share_it(page)
    page.goto("/circle/")
    page.fill("[name=name]", CANARY)
    page.check("[name=kind][value=own]")
    with page.expect_navigation():
        page.click("main details form button[type=submit]")
    page.goto("/plan/now/")
    page.locator("li", has_text=CANARY).wait_for()
    # Words that are not sealed are found there: the search can find.
    page.goto("/home/")
    page.click("main a[href^='/rooms/']")
    page.wait_for_selector("#line:has-text('Connected')")
    page.fill("#say", LOUD)
    page.click("button[name=send]")
    page.locator(".msg", has_text=LOUD).locator("time").first.wait_for()
    page.wait_for_timeout(500)
    held = b"\n".join(path.read_bytes() for path in sorted(site.folder.rglob("*")) if path.is_file())
    assert LOUD.encode() in held
    raw = CANARY.encode()
    for words in (raw, raw.hex().encode(), base64.b64encode(raw)[:-4], base64.b64encode(raw[1:])[:-4]):
        assert words not in held


PAGES = ["/plan/", "/plan/write/", "/plan/now/", "/plan/now/2/", "/plan/now/4/", "/plan/print/", "/plan/device/"]
PAGES += ["/plan/remove/", "/circle/", "/circle/bring/", "/offline/"]


def test_axe_finds_nothing_and_nothing_scrolls_sideways(tab: Callable[..., Any], no_plan: None) -> None:
    page = tab("demo-jon")
    found = []
    for size in ({"width": 360, "height": 740}, DESKTOP):
        page.set_viewport_size(size)
        for filled in (False, True):
            if not filled and size["width"] != 360:
                continue
            if filled:
                write_a_plan(page, "a walk " + "without-an-end-" * 20)
                page.check("#plan-with_lines")
                state(page, "Saved")
            for path in PAGES:
                page.goto(path)
                found += findings(page)
                if not fits(page):
                    found.append(f"{path} scrolls sideways at {size['width']}")
        page.goto("/plan/remove/")
        page.click("main form button[type=submit]")
        page.wait_for_url(re.compile("/plan/$"))
    assert not found, "\n".join(found)


def test_paper_shows_the_words_in_dark_ink_and_not_where_they_come_from(tab: Callable[..., Any], no_plan: None) -> None:
    page = tab("demo-jon", color_scheme="dark")
    write_a_plan(page)
    page.goto("/plan/print/")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.locator(".bar").is_visible() and page.locator(".private").is_visible()
    page.emulate_media(media="print")
    for part in (".bar", ".nav", ".foot", ".private", ".back", "[data-print]"):
        assert not page.locator(part).first.is_visible(), part
    assert "a walk by the water" in page.inner_text("body") and "Peersupport" not in page.inner_text("body")
    ink = page.evaluate("getComputedStyle(document.querySelector('.own-lines li')).color")
    assert ink == "rgb(34, 48, 47)", ink
    assert page.pdf()[:4] == b"%PDF"
