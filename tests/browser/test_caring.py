"""A shift with the budget reached: the desk offers, nothing is forced, and nobody is without somebody for a moment."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import DESKTOP
from tests.browser.test_access import findings
from tests.browser.test_deciding import SMALL, fits, second_moderator

pytestmark = pytest.mark.browser
__all__ = ["second_moderator"]
CALL = """
from accounts.models import User
from moderation import services
for name in ('demo-max', 'demo-nel'):
    services.open_help_case(actor=User.objects.get(sign_in_name=name), words='Please, somebody.')
"""
# Whoever was in distress lately is decided about by two people: later tests on this site shall find nobody so.
GONE = "from moderation.models import Case; Case.objects.filter(subject_account__sign_in_name__in=%r).delete()"


def look_at(page: Any, found: list[str]) -> None:
    assert fits(page)
    found += findings(page)


def test_with_the_budget_reached_a_moderator_is_offered_to_hand_over_and_somebody_takes_all_of_it(
    site: Any, tab: Any, second_moderator: str
) -> None:
    site.manage(CALL)
    found: list[str] = []
    desk = tab("demo-moderator", viewport=SMALL, color_scheme="dark")
    desk.goto("/desk/care/")
    desk.select_option("[name=at_most]", "2")
    desk.check("[name=themes][value=eating]")
    desk.click("main form .button--main")
    desk.wait_for_url("**/desk/care/")
    assert desk.locator("[name=themes][value=eating]").is_checked()
    look_at(desk, found)

    for _ in range(2):
        desk.goto("/desk/")
        desk.locator("#waiting .case:not(:has-text('You have it'))", has_text="Would like someone").locator(
            "a"
        ).first.click()
        desk.click("text=I take this")
        desk.locator("text=This is with you until").wait_for()
        desk.fill("[name=reply-words]", "Hello, I am here.")
        desk.click("#case-reply button.button--main")
        desk.locator("#case-thread", has_text="Hello, I am here.").wait_for()
    mine = desk.url
    desk.goto("/desk/")
    desk.locator("#desk-carried", has_text="That is a lot for one person.").wait_for()
    look_at(desk, found)
    with desk.expect_navigation():
        desk.click("text=Offer what I have to the others")
    desk.goto(mine)
    desk.locator("text=It stays with you until somebody takes it").first.wait_for()

    second = tab(second_moderator, viewport=DESKTOP)
    second.goto("/desk/")
    assert not second.locator("text=That is a lot for one person.").count()
    second.locator("#offered .case a").first.wait_for()
    look_at(second, found)
    second.goto(mine)
    second.click("text=I take it over")
    second.locator("#case-staying", has_text="You stay with them.").wait_for()
    look_at(second, found)
    desk.goto(mine)
    assert not desk.locator("#case-staying", has_text="You stay with them.").count()
    site.manage(GONE % (["demo-max", "demo-nel"],))
    assert not found, "\n".join(found)
