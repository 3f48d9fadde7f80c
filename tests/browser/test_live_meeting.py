"""A facilitator and three members through a whole meeting in real browsers; one of them loses the line."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, fits
from tests.browser.test_access import findings

pytestmark = pytest.mark.browser
# A meeting of the demo group that begins in five minutes, with a place for each of these people.
PLAN = """
from datetime import timedelta
import clock
from accounts.models import User
from groups.models import Group
from meetings import services
from meetings.models import Meeting
by = {user.sign_in_name: user for user in User.objects.all()}
group, starts = Group.objects.get(name="Awake at night"), clock.now() + timedelta(minutes=5)
about = services.About(format="sharing_round", title="Tonight")
plan = services.Plan(first_day=starts.date(), at=starts.time(), time_zone="UTC", rule=None, about=about)
series = services.plan_series(actor=by["demo-facilitator"], group=group, plan=plan)
meeting = Meeting.objects.get(series=series)
for name in ("demo-member", "demo-ida", "demo-jon"):
    services.answer(actor=by[name], meeting=meeting, answer="going")
print(meeting.uid)
"""


@pytest.fixture
def address(site: Any) -> str:
    return f"/meetings/{site.manage(PLAN)}/live/"


def come_in(page: Any, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Come in").click()
    page.get_by_role("heading", name="The circle").wait_for()


def press(page: Any, name: str) -> None:
    """A button of the page, which stays where it is."""
    page.evaluate("window.same = true")
    page.get_by_role("button", name=name, exact=True).click()


def part(page: Any, words: str) -> None:
    page.locator("#now .kicker", has_text=words).wait_for()


def test_a_whole_meeting_with_a_facilitator_and_three_members_one_of_whom_loses_the_line(
    tab: Any, address: str
) -> None:
    keeper, heron = tab("demo-facilitator"), tab("demo-member")
    maple, wren = tab("demo-ida", viewport=PHONE), tab("demo-jon")
    everybody = (keeper, heron, maple, wren)
    heron.goto(address)
    assert (
        heron.get_by_text("How it goes").is_visible() and heron.get_by_text("What is said here stays here").is_visible()
    )
    for page in everybody:
        come_in(page, address)
    keeper.locator("#circle", has_text="Amber Wren").wait_for()
    press(keeper, "Begin")
    for page in everybody:
        part(page, "Opening")
    press(keeper, "On to the next part")
    for page in (heron, maple, wren):
        part(page, "Ground rules")
        press(page, "I have read them and keep to them")
        page.get_by_text("You said that you keep to them.").wait_for()

    press(keeper, "On to the next part")
    part(heron, "Checking in")
    heron.get_by_label("Everyone in this meeting").check()
    press(heron, "tired")
    press(maple, "I pass")
    wren.locator("#how", has_text=re.compile("Quiet Heron.*tired")).wait_for()
    assert wren.locator("#how", has_text="Old Maple").count() == 0
    keeper.locator("#how", has_text=re.compile("Old Maple.*I pass")).wait_for()

    press(keeper, "On to the next part")
    part(heron, "Sharing round")
    for page in (keeper, heron, wren):
        page.locator("#how form").wait_for(state="detached")
    keeper.get_by_role("button", name="Take my turn").click()
    heron.locator("#turn", has_text="It is the turn of Slow River.").wait_for()
    # Words that somebody is writing stay while the meeting moves on around them, and what they wrote is read by all.
    heron.fill("#say", "I slept four hours, and that is")
    press(keeper, "I am done")
    heron.locator("#turn", has_text="You are next, when you are ready.").wait_for()
    assert heron.input_value("#say") == "I slept four hours, and that is"
    press(heron, "Take my turn")
    heron.fill("#say", "I slept four hours, and that is something.")
    heron.get_by_role("button", name="Send").click()
    for page in (maple, keeper):
        page.locator("#talk", has_text="that is something.").wait_for()
    expect(heron.locator("#say")).to_have_value("")

    # Old Maple is in a tunnel: what she presses is not sent, and she is told. The circle goes on.
    maple.fill("#say", "half a thought")
    maple.context.set_offline(True)
    press(maple, "Raise a hand")
    maple.locator("#line", has_text="The line is lost.").wait_for()
    press(heron, "I am done")
    keeper.locator("#turn", has_text="Old Maple is next").wait_for()
    press(keeper, "On to the next person")
    wren.locator("#turn", has_text="You are next, when you are ready.").wait_for()
    press(wren, "Pass")
    keeper.locator("#turn", has_text="Everyone who wanted to has had their turn.").wait_for()
    assert "It is the turn of Quiet Heron." in maple.inner_text("#turn")
    maple.context.set_offline(False)
    maple.evaluate("dispatchEvent(new Event('online'))")
    # Back: the page is where everybody is, with what she was typing.
    maple.locator("#turn", has_text="Everyone who wanted to has had their turn.").wait_for(timeout=60_000)
    assert maple.input_value("#say") == "half a thought"
    press(maple, "Raise a hand")
    keeper.locator("#circle", has_text="hand up").wait_for()
    press(maple, "Take my turn")
    keeper.locator("#turn", has_text="It is the turn of Old Maple.").wait_for()
    press(maple, "I am done")

    press(keeper, "On to the next part")
    for page in (heron, wren):
        part(page, "Checking out")
        press(page, "First light")
        page.locator("#how [aria-pressed=true]", has_text="First light").wait_for()
    press(keeper, "Close the meeting")
    for page in everybody:
        page.get_by_role("heading", name="This meeting is over.").wait_for()
        assert page.evaluate("window.same"), "a page was loaded anew"
    wren.reload()
    wren.get_by_role("heading", name="This meeting is over.").wait_for()


def test_axe_finds_nothing_in_the_live_room_and_on_the_cards(tab: Any, address: str) -> None:
    keeper, member = tab("demo-facilitator"), tab("demo-member")
    found = []
    for page in (keeper, member):
        page.goto(address)
        found += findings(page)
        come_in(page, address)
    for step in ("Begin", *["On to the next part"] * 4):
        press(keeper, step)
        member.wait_for_timeout(700)
        for page in (keeper, member):
            for size in (PHONE, {"width": 360, "height": 640}, DESKTOP):
                page.set_viewport_size(size)
                if not fits(page):
                    found.append(f"{step} scrolls sideways at {size['width']}")
            found += findings(page)
    keeper.locator("#circle summary").first.click()
    found += findings(keeper)
    press(keeper, "Close the meeting")
    keeper.get_by_role("heading", name="This meeting is over.").wait_for()
    found += findings(keeper)
    for path in ("/meetings/kit/", "/meetings/kit/silence/", "/meetings/kit/opening/"):
        member.goto(path)
        found += findings(member)
    assert not found, "\n".join(found)


def test_the_live_room_needs_no_script(tab: Any, address: str) -> None:
    keeper = tab("demo-facilitator", java_script_enabled=False)
    member = tab("demo-member", java_script_enabled=False)
    for page in (keeper, member):
        come_in(page, address)
    for step in ("Begin", "On to the next part"):
        keeper.get_by_role("button", name=step, exact=True).click()
    member.get_by_role("link", name="Read again").click()
    member.get_by_role("button", name="I have read them and keep to them").click()
    member.get_by_text("You said that you keep to them.").wait_for()
    member.fill("#say", "hello in there")
    member.get_by_role("button", name="Send").click()
    keeper.get_by_role("link", name="Read again").click()
    keeper.locator("#talk", has_text="hello in there").wait_for()
    member.get_by_role("button", name="I need help").click()
    member.locator(".panel").wait_for()
    member.get_by_role("button", name="Leave the meeting").click()
    member.get_by_text("You have left the meeting.").wait_for()
