"""A story in a browser: written over days with the tab closed between, shared, and answered by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Site, fits
from tests.browser.test_access import findings
from tests.stories.test_markup import CORPUS

pytestmark = pytest.mark.browser
DAY = 24 * 3600


def state(page: Any, words: str) -> None:
    page.locator(f"#kept:text-is('{words}')").wait_for()


@pytest.fixture
def days(site: Site) -> Any:
    """Lets the site be some days later; its clock is put right again."""
    offset = site.folder / "clock-offset"
    yield lambda number: offset.write_text(str(number * DAY))
    offset.unlink(missing_ok=True)


def test_a_story_is_written_over_three_days_shared_and_answered(tab: Callable[..., Any], days: Any) -> None:
    page = tab("demo-member", viewport=PHONE)
    page.goto("/stories/")
    page.click("text=Write one")
    page.click("text=Begin a new one")
    page.wait_for_url("**/stories/drafts/*/")
    assert page.locator("text=Only you can see this").count() == 1
    page.fill("#story-title", "The lamp in the hall")
    page.locator("#story-how_it_was").press_sequentially("The hall was dark for a year.")
    state(page, "Saved")
    assert page.evaluate("sessionStorage.length") == 0
    page.context.close()

    days(1)
    page = tab("demo-member", viewport=PHONE)
    page.goto("/stories/write/")
    page.click("text=The lamp in the hall")
    page.wait_for_url("**/stories/drafts/*/")
    assert page.input_value("#story-how_it_was") == "The hall was dark for a year."
    # The line is gone: what is typed waits, also over a reload, and is said so.
    page.context.set_offline(True)
    page.locator("#story-what_helped").press_sequentially("A lamp, left on for me.")
    page.locator("#kept.kept--lost").wait_for()
    assert "A lamp, left on for me." in page.evaluate("JSON.stringify(sessionStorage)")
    page.context.set_offline(False)
    state(page, "Saved")
    address = page.url
    page.context.close()

    days(2)
    page = tab("demo-member", viewport=PHONE)
    page.goto(address)
    assert page.input_value("#story-what_helped") == "A lamp, left on for me."
    page.check("[name=audience][value=members]")
    page.check("[name=byline][value=other]")
    page.fill("#story-name", "Hall Light")
    page.check("#story-replies_open")
    page.click("button[value=look]")
    page.wait_for_url("**/look/")
    assert page.locator("text=Only you see it now").count() == 1
    page.click("button:text-is('Share it')")
    page.wait_for_selector("text=It is shared.")
    assert page.evaluate("sessionStorage.length") == 0
    shared = page.url

    other = tab("demo-jon")
    other.goto("/stories/")
    other.click("text=The lamp in the hall")
    other.wait_for_url(shared)
    assert findings(other) == []
    other.check("[name=opening][value=hear]")
    other.fill("[name=body]", "I left one on, too. I am glad somebody did for you.")
    other.click("main form button:text-is('Send')")
    other.wait_for_selector("li:has-text('I left one on, too.')")
    with other.expect_navigation():
        other.click("button:text-is('with you')")
    page.goto(shared)
    assert page.locator(".answers li", has_text="I left one on, too.").count() == 1
    assert page.locator("text=People have told you").count() == 1


def test_two_windows_are_a_choice(tab: Callable[..., Any]) -> None:
    one = tab("demo-ida")
    one.goto("/stories/write/")
    one.click("text=Begin a new one")
    one.wait_for_url("**/stories/drafts/*/")
    two = one.context.new_page()
    two.goto(one.url)
    one.fill("#story-how_it_was", "From the first window.")
    state(one, "Saved")
    two.fill("#story-how_it_was", "From the second window.")
    two.locator("#changed:not([hidden])").wait_for()
    two.click("text=Look at both")
    two.wait_for_selector("h1:text-is('There are two versions')")
    two.click("text=Keep both")
    two.wait_for_url("**/stories/drafts/*/")
    kept = two.input_value("#story-how_it_was")
    assert "From the first window." in kept and "From the second window." in kept
    assert two.evaluate("sessionStorage.length") == 0


def test_pasted_markup_opens_no_dialog_and_breaks_no_rule(tab: Callable[..., Any]) -> None:
    page = tab("demo-kim")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (event) => { window.broken = event.blockedURI; })"
    )
    page.goto("/stories/write/")
    page.click("text=Begin a new one")
    page.wait_for_url("**/stories/drafts/*/")
    everything = "\n\n".join(CORPUS)
    for name in ("how_it_was", "what_helped", "now"):
        page.fill(f"#story-{name}", everything)
    page.fill("#story-title", CORPUS[1])
    page.fill("#story-content_note", CORPUS[0])
    page.check("[name=audience][value=members]")
    state(page, "Saved")
    page.click("button[value=look]")
    page.wait_for_url("**/look/")
    page.click("button:text-is('Share it')")
    page.wait_for_selector("text=It is shared.")
    page.click("details.tale-veil > summary")
    for path in (page.url, "/stories/", "/stories/mine/"):
        page.goto(path)
        assert page.evaluate("window.broken ?? ''") == "" and dialogs == []


def test_pages_of_stories_are_in_reach_of_everybody(tab: Callable[..., Any]) -> None:
    visitor = tab(viewport={"width": 360, "height": 800})
    visitor.goto("/stories/")
    assert findings(visitor) == []
    visitor.click("main ul.lines a >> nth=0")
    visitor.wait_for_selector("article h1")
    assert findings(visitor) == []
    page = tab("demo-member", viewport={"width": 360, "height": 800})
    for path in ("/stories/write/", "/stories/mine/", "/stories/heard/"):
        page.goto(path)
        assert findings(page) == [], path
    page.goto("/stories/write/")
    page.click("text=Begin a new one")
    page.wait_for_url("**/stories/drafts/*/")
    assert findings(page) == []
    assert fits(page)
