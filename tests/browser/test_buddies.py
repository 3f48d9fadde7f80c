"""Two buddies in real browsers: asked, answered, talking, ended."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import PHONE, fits
from tests.browser.test_access import findings

pytestmark = pytest.mark.browser
GROUP = """
from groups.models import Group
print(Group.objects.get(name="Back to work, gently").slug)
"""


def test_from_a_request_to_goodbye(tab: Any, site: Any) -> None:
    place = f"/groups/{site.manage(GROUP)}/buddy/"
    asked, asker = tab("demo-member", viewport=PHONE), tab("demo-nel")
    asked.goto(place)
    assert findings(asked) == [] and fits(asked)
    asked.get_by_text("I would like that").click()
    asked.get_by_label("I have read this, and I agree.").check()
    asked.get_by_role("button", name="Yes, let us be buddies").click()
    asked.get_by_role("heading", name="Buddy room").wait_for()
    asked.locator("#line:has-text('Connected')").wait_for()
    assert findings(asked) == [] and fits(asked)
    asked.get_by_role("button", name="Buddy in danger").wait_for()

    asker.goto(place)
    asker.get_by_role("link", name="Go to your room").click()
    asker.locator("#line:has-text('Connected')").wait_for()
    asker.fill("#say", "Write to me at nel@example.org")
    asker.click("button[name=send]")
    asker.locator("#problem", has_text="takes no addresses").wait_for()
    assert asker.input_value("#say") == "Write to me at nel@example.org"
    asker.fill("#say", "Sunday evening, here.")
    asker.click("button[name=send]")
    asked.locator(".msg", has_text="Sunday evening, here.").wait_for()

    asker.get_by_role("link", name="End it").click()
    assert findings(asker) == []
    asker.get_by_role("button", name="End it").click()
    asker.get_by_role("heading", name="Your buddy room has ended").wait_for()
    asked.locator("#line", has_text="no longer open").wait_for()
    asked.goto(place)
    asked.get_by_role("heading", name="Your buddy room has ended").wait_for()
    assert findings(asked) == []
