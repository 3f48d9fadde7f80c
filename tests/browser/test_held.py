"""Held for review: its author sees that it waits, also after a reload; let through, it comes into the room live."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Site, enter_room

pytestmark = pytest.mark.browser


def test_held_words_wait_with_their_author_and_come_into_the_room_live(tab: Any, site: Site) -> None:
    # While the team is with somebody about how they are, nothing of theirs is held: another test may have begun that.
    site.manage(
        "from moderation.models import Case, WordRule as R; "
        "Case.objects.open().update(state='closed', close_reason='talked'); "
        "R.objects.create(kind='words', words='magic beans', why='Please ask the team before.', effect='held')"
    )
    author, other, desk = tab("demo-member", viewport=PHONE), tab("demo-facilitator"), tab("demo-moderator")
    enter_room(author)
    enter_room(other)
    address = author.evaluate("location.pathname")
    said = f"Magic beans {time.monotonic_ns()}"
    author.fill("#say", said)
    author.click("button[name=send]")
    waits = author.locator(".msg--held", has_text=said)
    expect(waits).to_contain_text("Please ask the team before.")
    expect(waits.locator("header")).to_contain_text("You")
    assert author.input_value("#say") == ""
    author.reload()
    expect(waits).to_contain_text("Only you and they see it until then")
    assert author.input_value("#say") == "" and author.evaluate("sessionStorage.length") == 0
    expect(other.locator("#log")).not_to_contain_text(said)
    expect(author.locator("#line")).to_contain_text("Connected")
    desk.goto("/desk/?rules=1")
    desk.locator("#held a").first.click()
    desk.click("button:has-text('Let it through')")
    for page in (author, other):
        expect(page.locator(".msg[data-seq]", has_text=said)).to_be_visible()
    expect(waits).to_have_count(0)
    # Taken back, the words stand in the field again.
    author.fill("#say", "Magic beans, and more")
    author.click("button[name=send]")
    author.locator(".msg--held a").click()
    author.click("main button:has-text('Take it back')")
    expect(author.locator("#say")).to_have_value("Magic beans, and more")
    # It is the room: read again, the words are still in its field.
    expect(author).to_have_url(re.compile(address))
    author.reload()
    expect(author.locator("#say")).to_have_value("Magic beans, and more")
    expect(author.locator(".msg--held")).to_have_count(0)
    site.manage("from moderation.models import WordRule as R; R.objects.filter(words='magic beans').delete()")
