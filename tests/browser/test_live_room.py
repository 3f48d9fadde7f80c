"""An open room follows what changes in it: words put aside, names muted and blocked, on every page that is open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import enter_room
from tests.browser.test_room import words

pytestmark = pytest.mark.browser


def say(page: Any, text: str) -> str:
    """Post words nobody said before, and wait until they are stored."""
    said = words(text)
    page.fill("#say", said)
    page.click("button[name=send]")
    page.locator(".msg:not(.msg--waiting)", has_text=said).wait_for()
    return said


def catch_up(page: Any) -> None:
    """What another process changed comes with the next heads; coming back to the page asks at once."""
    page.evaluate("dispatchEvent(new Event('focus'))")


def test_words_put_aside_stay_on_the_page_of_their_author_and_leave_that_of_others(tab: Any, site: Any) -> None:
    author, other = tab("demo-member"), tab("demo-facilitator")
    enter_room(author)
    enter_room(other)
    said = say(author, "Put aside")
    theirs = other.locator(".msg", has_text=said)
    theirs.locator("summary").last.click()
    theirs.locator("text=Reply").last.click()
    answer = say(other, "An answer")
    quote = other.locator(".msg", has_text=answer).locator(".msg__re")
    assert said[:20] in quote.inner_text()
    site.manage(
        "from django.db import transaction; from chat.models import Message; from chat.services import hide_message\n"
        f"with transaction.atomic(): hide_message(Message.objects.get(body='{said}'))"
    )
    for page in (author, other):
        catch_up(page)
    author.locator(".msg", has_text="Only you still see it").filter(has_text=said).wait_for()
    other.locator(".msg", has_text="A moderator has put this aside.").wait_for()
    assert said not in other.content() and "earlier message" in quote.inner_text()
    author.reload()
    author.locator(".msg", has_text="Only you still see it").filter(has_text=said).wait_for()
