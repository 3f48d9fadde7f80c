"""Break-glass: who is behind a name is read by one person once a second agreed, and the member reads that it was."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Site, enter_room
from tests.browser.test_access import findings
from tests.browser.test_deciding import SMALL, fits, open_reported, second_moderator  # noqa: F401 - a fixture
from tests.browser.test_live_room import say

pytestmark = pytest.mark.browser


def test_an_account_is_opened_once_a_second_person_agreed_and_the_member_is_told(
    tab: Any,
    site: Site,
    second_moderator: str,  # noqa: F811
) -> None:
    author, other = tab("demo-ida"), tab("demo-jon")
    enter_room(author)
    enter_room(other)
    said = say(author, "I know where every one of you lives.")
    theirs = other.locator(".msg", has_text=said)
    theirs.locator("summary").last.click()
    theirs.locator("[data-act=report]").click()
    other.check("main [name=reason][value=unkind]")
    other.click("main form .button--main")
    other.locator("text=A person will read this.").wait_for()

    desk = tab("demo-moderator", viewport=SMALL)
    open_reported(desk, said)
    desk.click("#case-openings a:has-text('Open the account')")
    desk.locator("h1", has_text="Open something that is closed").wait_for()
    assert fits(desk)
    found = findings(desk)
    desk.check("[name=scope][value=account]")
    desk.fill("[name=reason]", "Others may be in danger, and nothing less tells us.")
    desk.click("main form .button--main")
    desk.locator("text=It waits for a second person.").wait_for()
    assert not desk.locator("[name=act][value=read]").count() and "demo-ida" not in desk.content()
    waits = desk.url

    again = tab(second_moderator)
    again.goto("/desk/")
    again.locator("#openings-h").wait_for()
    again.goto(waits)
    again.locator("text=Others may be in danger").wait_for()
    again.click("[name=act][value=agree]")
    again.locator("text=Open until").wait_for()
    assert not again.locator("[name=act][value=read]").count(), "who agreed does not read it"

    desk.reload()
    desk.click("[name=act][value=read]")
    desk.locator("#behind").wait_for()
    assert "demo-ida" in desk.locator("main").inner_text() and fits(desk)
    found += findings(desk)
    desk.click("[name=act][value=end]")
    desk.locator("text=Closed again").wait_for()
    # Once a minute what is closed is told; here nobody waits for it.
    site.manage("from moderation import services; services.end_due_openings()")
    desk.reload()
    desk.locator("text=They were told").wait_for()
    author.goto("/conversations/")
    author.locator("text=What the team opened").wait_for()
    assert "Others may be in danger" not in author.content()
    found += findings(author)
    assert not found, "\n".join(found)
