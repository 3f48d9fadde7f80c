"""A first answer for who waited longest, and what helped one person helping another: two short ways in one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Site, fits
from tests.browser.test_access import findings

pytestmark = pytest.mark.browser
# One story of long ago and one of today: who waits longest stands first, whatever else the demo holds.
TELL = """
from datetime import timedelta
from django.contrib.auth import get_user_model
import clock
from stories.models import Story
from tests.factories.stories import tell
who = get_user_model().objects.get(sign_in_name="demo-ola")
late = tell(who, title="A shorter wait", what_helped="I rang a friend.")
first = tell(who, title="The stairs at four", what_helped="I sat on the stairs and counted lamps.")
Story.objects.filter(pk=first.pk).update(published_at=clock.now() - timedelta(days=9))
print(first.get_absolute_url())
"""


def test_a_first_answer_reaches_who_waited_longest_and_what_helped_them_helps_somebody_else(
    tab: Callable[..., Any], site: Site
) -> None:
    place = site.manage(TELL)
    welcomer = tab("demo-facilitator")
    welcomer.goto("/home/")
    welcomer.click("text=Have a look")
    welcomer.wait_for_selector("h1:text-is('Who waits for a first answer')")
    cards = welcomer.locator("main ul.lines > li")
    assert "The stairs at four" in cards.first.inner_text() and findings(welcomer) == []
    cards.first.get_by_role("link").first.click()
    welcomer.wait_for_url(f"**{place}")
    welcomer.check("[name=opening][value=hear]")
    welcomer.fill("[name=body]", "Counting lamps. I can see you sitting there.")
    welcomer.click("#answering button:text-is('Send')")
    welcomer.wait_for_selector(".answers li:has-text('Counting lamps.')")
    welcomer.goto("/stories/waiting/")
    assert "The stairs at four" not in welcomer.inner_text("main") and "A shorter wait" in welcomer.inner_text("main")

    # Who wrote it reads the answer and no clock, and makes a card of what helped.
    writer = tab("demo-ola", viewport=PHONE)
    writer.goto(place)
    writer.wait_for_selector(".answers li:has-text('Counting lamps.')")
    assert not re.search(r"waited|hours|minutes to", writer.inner_text(".answers"))
    writer.click("text=Make a card of what helped")
    writer.fill("[name=title]", "Count the lamps")
    writer.fill("[name=when]", "When I lie awake.")
    writer.fill("[name=how]", "Sit by the window. Count what is lit.")
    writer.click("button:text-is('Hand it in')")
    writer.wait_for_selector("h1:text-is('Count the lamps')")

    team = tab("demo-moderator")
    team.goto("/strategies/reviews/")
    with team.expect_navigation():
        team.locator("section", has_text="Count the lamps").get_by_role("button", name="People may see it").click()

    reader = tab("demo-lou", viewport=PHONE)
    reader.add_init_script("speechSynthesis.speak = (piece) => { (window.said ??= []).push(piece.text); }")
    reader.goto(place)
    reader.get_by_role("button", name="Listen").click()
    assert "I sat on the stairs and counted lamps." in reader.evaluate("window.said.join(' ')")
    reader.get_by_role("button", name="Stop listening").click()
    reader.click("text=Count the lamps")
    reader.click("text=Put it into my toolbox")
    reader.wait_for_selector("button:has-text('Take it out of my toolbox')")
    reader.goto("/toolbox/")
    reader.click("button:has-text('For a hard day')")
    reader.wait_for_selector("button:has-text('Not for a hard day')")
    assert findings(reader) == []
    reader.goto("/help/")
    assert re.search(r"Helped you before:\s+Count the lamps", reader.inner_text("main"))
    assert findings(reader) == []
    assert fits(reader)
