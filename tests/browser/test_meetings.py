"""Meetings in a real browser: nothing in the way of anybody, and the whole way without a script."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_access import findings, look

pytestmark = pytest.mark.browser


def open_group(page: Any) -> str:
    """The address of the demo group that meets on Tuesdays."""
    page.goto("/groups/")
    return str(page.get_by_role("link", name="Awake at night").first.get_attribute("href"))


def first_meeting(page: Any, group: str) -> str:
    page.goto(f"{group}meetings/")
    return str(page.locator("main .lines a").first.get_attribute("href"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_meetings(tab: Any, scheme: str) -> None:
    page = tab("demo-member", color_scheme=scheme)
    group = open_group(page)
    meeting = first_meeting(page, group)
    found = look(page, ["/home/", group, f"{group}meetings/", meeting, "/meetings/reminders/"])
    keeper = tab("demo-facilitator", color_scheme=scheme)
    pages = [f"{group}meetings/", f"{group}meetings/plan/", meeting]
    found += look(keeper, pages + [f"{meeting}{what}/" for what in ("change", "change/one", "change/all", "cancel")])
    keeper.goto(f"{group}meetings/plan/")
    keeper.click("main form button[type=submit]")
    found += findings(keeper)
    assert not found, "\n".join(found)


def test_planning_and_coming_need_no_script(tab: Any) -> None:
    keeper = tab("demo-facilitator", java_script_enabled=False)
    group = open_group(keeper)
    keeper.goto(f"{group}meetings/plan/")
    keeper.fill("[name=first_day]", "2040-03-05")
    keeper.fill("[name=at]", "18:15")
    keeper.get_by_label("It happens once").check()
    keeper.fill("[name=title]", "A quiet hour")
    keeper.fill("[name=capacity]", "1")
    keeper.get_by_role("button", name="Plan it").click()
    assert keeper.get_by_text("It is planned.").is_visible()

    member = tab("demo-member", java_script_enabled=False)
    member.goto(f"{group}meetings/")
    member.goto(str(member.get_by_role("link", name="The hour before sleep").first.get_attribute("href")))
    member.get_by_label("I come to listen").check()
    member.get_by_role("button", name="I’m coming").click()
    assert member.get_by_text("You are coming. A place is yours.").is_visible()
    assert member.get_by_label("I come to listen").is_checked()
    member.get_by_role("button", name="Not this time").click()
    assert member.get_by_role("heading", name="Your answer").is_visible()
