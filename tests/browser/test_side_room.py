"""A side room in real browsers: it is offered, the two find each other there, and the others see nothing of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import PHONE, fits
from tests.browser.test_access import findings
from tests.browser.test_live_meeting import PLAN, come_in

pytestmark = pytest.mark.browser


def test_a_side_room_is_offered_taken_left_and_found_again(tab: Any, site: Any) -> None:
    address = f"/meetings/{site.manage(PLAN)}/live/"
    keeper, heron, wren = tab("demo-facilitator"), tab("demo-member", viewport=PHONE), tab("demo-jon")
    for page in (keeper, heron, wren):
        come_in(page, address)
    person = keeper.locator("#circle li", has_text="Quiet Heron")
    person.locator("summary").click()
    person.get_by_role("link", name="Offer a side room").click()
    keeper.get_by_role("heading", name="Offer Quiet Heron a side room?").wait_for()
    assert findings(keeper) == []
    keeper.get_by_role("button", name="Offer it").click()
    keeper.get_by_text("They need not answer").wait_for()

    # It comes to her open page; nobody else's page says anything of it.
    offer = heron.locator("#side")
    offer.get_by_text("would be there with you").wait_for()
    assert findings(heron) == [] and wren.locator("#side section").count() == 0
    offer.get_by_role("button", name="Go there").click()
    heron.get_by_role("heading", name="A side room").wait_for()
    # What is sent before the line is there goes by form, and the page that comes back is folded again.
    heron.locator("#line:not(.line-state--plain)").wait_for()
    assert findings(heron) == []
    heron.get_by_text("Who is here, and the way back").click()
    heron.locator(".room__around").get_by_text("The others are told nothing of it.").wait_for()
    assert findings(heron) == [] and fits(heron)
    heron.fill("#say", "It was a lot all at once.")
    heron.click("button[name=send]")
    heron.locator(".msg:not(.msg--waiting)", has_text="a lot all at once").wait_for()

    keeper.locator("#side").get_by_text("A side room with Quiet Heron is open").wait_for()
    keeper.locator("#side").get_by_role("button", name="Go there").click()
    keeper.locator(".msg", has_text="a lot all at once").wait_for()
    keeper.fill("#say", "I am here. Take your time.")
    keeper.click("button[name=send]")
    heron.locator(".msg", has_text="Take your time.").wait_for()
    assert fits(heron)

    heron.locator(".room__around").get_by_role("button", name="Back to the others").click()
    heron.get_by_role("heading", name="The circle").wait_for()
    assert heron.locator("#talk", has_text="a lot all at once").count() == 0
    heron.locator("#side").get_by_role("button", name="Go there").click()
    heron.locator(".msg", has_text="Take your time.").wait_for()
    assert wren.locator("#side section").count() == 0 and "a lot all at once" not in wren.content()
