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


def test_axe_finds_nothing_on_the_pages_of_meetings(tab: Any) -> None:
    page = tab("demo-member")
    group = open_group(page)
    meeting = first_meeting(page, group)
    found = look(page, ["/home/", group, f"{group}meetings/", meeting, "/meetings/reminders/"])
    keeper = tab("demo-facilitator")
    pages = [f"{group}meetings/", f"{group}meetings/plan/", meeting]
    found += look(keeper, pages + [f"{meeting}{what}/" for what in ("change", "change/one", "change/all", "cancel")])
    keeper.goto(f"{group}meetings/plan/")
    keeper.click("main form button[type=submit]")
    found += findings(keeper)
    assert not found, "\n".join(found)


def lately(page: Any, which: int) -> str:
    """The address of a meeting of the demo that is over: 0 is yesterday's, 1 that of last week."""
    page.goto("/groups/")
    group = str(page.get_by_role("link", name="Back to work, gently").first.get_attribute("href"))
    page.goto(f"{group}meetings/")
    return str(page.locator("[aria-labelledby=lately] a").nth(which).get_attribute("href"))


def test_axe_finds_nothing_on_the_pages_around_a_meeting(tab: Any) -> None:
    size = {"width": 360, "height": 740}
    member = tab("demo-member", viewport=size)
    yesterday = lately(member, 0)
    group = open_group(member)
    own = ["attendance", "calendar", "kit", "kit/silence", "kit/opening"]
    found = look(member, [yesterday, f"{yesterday}after/", f"{group}roles/", *(f"/meetings/{what}/" for what in own)])
    member.goto("/meetings/attendance/")
    found += look(member, [str(member.locator("a[href$='/paper/']").first.get_attribute("href"))])
    keeper = tab("demo-facilitator", viewport=size)
    last_week = lately(keeper, 1)
    pages = [f"{yesterday}debrief/", f"{last_week}debrief/", f"{last_week}there/"]
    found += look(keeper, pages + [f"{group}meetings/{what}/" for what in ("shown", "video")])
    found += look(tab("demo-moderator", viewport=size), ["/meetings/debriefs/"])
    assert not found, "\n".join(found)


def test_how_it_was_is_said_without_a_script_and_a_keeper_asks_the_team_to_talk(tab: Any, site: Any) -> None:
    member = tab("demo-ida", java_script_enabled=False)
    member.goto("/home/")
    member.locator("main a[href$='/after/']").first.click()
    member.get_by_role("group", name="Did you feel heard?").get_by_label("A little").check()
    member.get_by_role("group", name="Did you feel safe?").get_by_label("No", exact=True).check()
    member.get_by_role("button", name="Send").click()
    ways = member.locator("[aria-labelledby=not-safe]")
    ways.get_by_role("link", name="I need help").wait_for()
    ways.get_by_role("link", name="Tell the team what happened").click()
    member.get_by_role("heading", name="Tell the team").wait_for()

    keeper, desk = tab("demo-facilitator", java_script_enabled=False), tab("demo-moderator", java_script_enabled=False)
    page = f"{lately(keeper, 0)}debrief/"
    keeper.goto(page)
    keeper.get_by_label("Everyone had a chance to speak.").check()
    keeper.get_by_label("Notes for yourself").fill("The rain was louder than we were")
    with keeper.expect_navigation():
        keeper.get_by_role("button", name="Save").click()
    assert keeper.get_by_label("Notes for yourself").input_value() == "The rain was louder than we were"
    with keeper.expect_navigation():
        keeper.get_by_role("button", name="I would like to talk it over with the team").click()
    desk.goto("/home/")
    desk.get_by_role("link", name="See who").click()
    desk.get_by_role("link", name="Say when you can talk").first.click()
    desk.get_by_label("When and where you can talk").fill("At nine, on the line we share")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Send").click()
    keeper.goto("/home/")
    keeper.get_by_text("At nine, on the line we share").wait_for()


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
    keeper.get_by_text("It is planned.").wait_for()

    member = tab("demo-member", java_script_enabled=False)
    member.goto(f"{group}meetings/")
    member.goto(str(member.get_by_role("link", name="The hour before sleep").first.get_attribute("href")))
    member.get_by_label("I come to listen").check()
    member.get_by_role("button", name="I’m coming").click()
    member.get_by_text("You are coming. A place is yours.").wait_for()
    assert member.get_by_label("I come to listen").is_checked()
    member.get_by_role("button", name="Not this time").click()
    member.get_by_role("heading", name="Your answer").wait_for()
