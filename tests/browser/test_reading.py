"""What the computer read, at the desk: the right words are marked, explained, and called right by keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.conftest import enter_room, fits

pytestmark = pytest.mark.browser

ZERO_WIDTH = "\u200b"
# A wish in three disguises: digits for letters, letters apart, and signs that nobody sees.
BEFORE, DISGUISED = "The tea was good. ", f"I w1sh I was d e a d and I w{ZERO_WIDTH}ant to d{ZERO_WIDTH}ie tonight"
AFTER = ". See you on Tuesday."


def test_disguised_words_are_marked_as_they_were_written_and_called_right_by_keyboard(tab: Any, site: Any) -> None:
    site.manage("from moderation.models import Case; Case.objects.open().update(state='closed', close_reason='talked')")
    author, desk = tab("demo-member"), tab("demo-moderator", viewport={"width": 360, "height": 780})
    enter_room(author)
    author.fill("#say", BEFORE + DISGUISED + AFTER)
    author.click("button[name=send]")
    author.locator(".panel").wait_for()

    desk.goto("/desk/")
    desk.locator(".case a").first.click()
    # Hard words wait behind a soft line until somebody opens them.
    words = desk.locator("blockquote.quote").first
    assert not words.is_visible()
    desk.locator("#case-words details.veil > summary").first.click()
    assert words.inner_text() == BEFORE + DISGUISED + AFTER
    marked = " ".join(words.locator("mark").all_inner_texts())
    assert "d e a d" in marked and f"d{ZERO_WIDTH}ie" in marked
    assert "tea" not in marked and "Tuesday" not in marked
    desk.locator("#case-words details:not(.veil) > summary").first.click()
    sentences = desk.locator("#case-words details li").all_inner_texts()
    assert any(re.match(r"“.*d e a d.*”: \S.* .*\.", one) for one in sentences), sentences

    # By keyboard alone: the button is reached, is pressed, and is the place one comes back to.
    right = desk.get_by_role("button", name="Right", exact=True)
    for _ in range(80):
        desk.keyboard.press("Tab")
        if right.evaluate("one => one === document.activeElement"):
            break
    assert right.evaluate("one => one.matches(':focus-visible')") and right.get_attribute("aria-pressed") == "false"
    desk.keyboard.press("Enter")
    desk.locator("text=You said: right.").wait_for()
    assert right.get_attribute("aria-pressed") == "true" and "#reading-" in desk.url
    assert fits(desk)
    desk.locator("#case-now").get_by_role("button", name="I take this").wait_for()
