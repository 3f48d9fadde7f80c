"""A small step without a script: kept, missed with grace, put down, and picked up again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import PHONE
from tests.browser.test_access import findings

pytestmark = pytest.mark.browser
STEP = "Water the plant by the door"


def test_a_step_is_kept_missed_with_grace_and_picked_up_again(tab: Callable[..., Any], days: Any) -> None:
    page = tab("demo-kim", java_script_enabled=False, viewport=PHONE)
    page.goto("/steps/")
    page.fill("[name=words]", STEP)
    page.check("[name=times][value='7']")
    page.click("button:text-is('Keep it')")
    page.goto("/home/")
    page.locator("section", has=page.locator("h2:text-is('My small step')")).locator("[value=done]").click()
    page.wait_for_selector("text=Noted: done.")
    assert page.locator("h2:text-is('My small step')").count() == 0
    page.context.close()

    days(3)
    page = tab("demo-kim", viewport=PHONE)
    page.goto("/steps/")
    page.click(f"text={STEP}")
    assert page.locator(".week__grace").count() == 2
    assert findings(page) == []
    page.click("[value=not]")
    page.wait_for_selector("text=That is fine.")
    page.click("[value=put_down]")
    page.wait_for_selector("text=Put down.")
    page.click("button:text-is('Pick it up again')")
    count = page.locator("text=You came back to it once.")
    assert not count.is_visible()
    page.click("text=How often did I come back to it?")
    count.wait_for()
