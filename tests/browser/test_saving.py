"""What is private and saved as one types: its button on a broken line, and what is left of it after signing out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Error, expect

pytestmark = pytest.mark.browser
WORDS = "half a page, typed in a tunnel"


def begin_entry(page: Any) -> None:
    page.goto("/journal/")
    page.click("button:text-is('Write something')")
    page.wait_for_url("**/journal/*/")


def begin_story(page: Any) -> None:
    page.goto("/stories/write/")
    page.click("text=Begin a new one")
    page.wait_for_url("**/stories/drafts/*/")


def state(page: Any, kind: str) -> None:
    page.locator(f"#kept.kept--{kind}").wait_for()


def words_in(page: Any) -> str:
    return str(page.input_value("#entry [name=body]"))


def test_a_button_pressed_on_a_broken_line_keeps_the_page_and_its_words(tab: Callable[..., Any]) -> None:
    page = tab("demo-jon", strict=False)
    begin_entry(page)
    page.context.set_offline(True)
    page.fill("#entry [name=body]", WORDS)
    page.click("#entry .button--main")
    state(page, "lost")
    assert words_in(page) == WORDS
    page.context.set_offline(False)
    # On a slow machine the line is back before the button has given up: then it leads on by itself.
    told = page.locator("text=Saved. Only you see it.")
    told.or_(page.locator("#kept.kept--saved")).first.wait_for()
    # With a line it leads on as ever.
    page.click("#entry .button--main")
    told.wait_for()
    assert words_in(page) == WORDS


def test_two_versions_wait_for_the_line_too(tab: Callable[..., Any]) -> None:
    first = tab("demo-jon", strict=False)
    begin_entry(first)
    second = first.context.new_page()
    second.goto(first.url)
    first.fill("#entry [name=body]", "from the first")
    state(first, "saved")
    second.fill("#entry [name=body]", "from the second")
    second.locator("#changed:visible").wait_for()
    second.context.set_offline(True)
    second.click("#changed button")
    second.wait_for_timeout(500)
    assert words_in(second) == "from the second"
    second.context.set_offline(False)
    second.click("#changed button")
    second.locator("h1", has_text="There are two versions").wait_for()


def test_a_story_of_two_versions_waits_in_its_tab_until_it_is_sent(tab: Callable[..., Any]) -> None:
    first = tab("demo-ida", strict=False)
    begin_story(first)
    second = first.context.new_page()
    second.goto(first.url)
    first.fill("#story-how_it_was", "From the first window.")
    state(first, "saved")
    second.fill("#story-how_it_was", "From the second window.")
    second.locator("#changed:visible").wait_for()
    second.context.set_offline(True)
    second.click("#changed button")
    second.wait_for_timeout(500)
    assert "From the second window." in second.evaluate("JSON.stringify(sessionStorage)")
    second.context.set_offline(False)
    second.click("#changed button")
    versions = second.locator("h1", has_text="There are two versions")
    versions.wait_for()
    # The way back leads to what was typed, until somebody has chosen.
    second.go_back()
    expect(second.locator("#story-how_it_was")).to_have_value("From the second window.")
    second.locator("#changed:visible").wait_for()
    second.click("#changed button")
    versions.wait_for()
    # So does the way back from a line that broke once they had; with a line it is saved.
    second.context.set_offline(True)
    with pytest.raises(Error, match="DISCONNECTED"), second.expect_navigation():
        second.click("button:text-is('Keep what I typed here')")
    second.context.set_offline(False)
    second.goto(first.url)
    expect(second.locator("#story-how_it_was")).to_have_value("From the second window.")
    state(second, "saved")
    assert second.evaluate("sessionStorage.length") == 0
    first.reload()
    assert first.input_value("#story-how_it_was") == "From the second window."


def test_a_story_that_did_not_fit_waits_in_its_tab_when_it_comes_back(tab: Callable[..., Any]) -> None:
    page = tab("demo-ida", strict=False)
    begin_story(page)
    page.fill("#story-how_it_was", "Longer than any story. " * 6_000)
    page.click("#story .button--main")
    page.locator("[data-errors]").wait_for()
    assert "Longer than any story." in page.evaluate("JSON.stringify(sessionStorage)")
    # What fits again is kept, and waits nowhere any more.
    page.fill("#story-how_it_was", "Short.")
    state(page, "saved")
    assert page.evaluate("sessionStorage.length") == 0


def test_an_entry_leaves_the_screen_when_somebody_signs_out_in_another_tab(tab: Callable[..., Any]) -> None:
    page = tab("demo-jon", strict=False)
    begin_entry(page)
    page.fill("#entry [name=body]", WORDS)
    state(page, "saved")
    other = page.context.new_page()
    other.goto("/account/logout/")
    other.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/journal/" not in url)
    page.wait_for_load_state()
    assert page.locator("#entry").count() == 0 and WORDS not in page.content()


def test_without_a_script_an_entry_is_a_plain_form(tab: Callable[..., Any]) -> None:
    page = tab("demo-jon", java_script_enabled=False)
    begin_entry(page)
    page.fill("#entry [name=body]", WORDS)
    page.click("#entry .button--main")
    page.locator("text=Saved. Only you see it.").wait_for()
    assert words_in(page) == WORDS
