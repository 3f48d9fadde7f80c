"""Somebody posts in a crisis at night, a person answers, asks again after a day, and two pairs of eyes see the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import DESKTOP, Site, end, enter_room, serve
from tests.browser.test_access import findings
from tests.browser.test_deciding import SMALL, fits
from tests.browser.test_live_room import say
from tests.factories.moderation import CRISIS

pytestmark = pytest.mark.browser
HOUR = 3600


@pytest.fixture
def night_site(tmp_path_factory: Any, newborn: Path) -> Iterator[Site]:
    """A site of its own whose clock is moved."""
    running = serve(tmp_path_factory.mktemp("night"), newborn, DJANGO_SETTINGS_MODULE="tests.browser.moved")
    yield running
    end(running)


def seconds_until_night() -> float:
    """Until three in the morning, after the demo community's shift of eight hours is over, whenever this runs."""
    now = datetime.now(UTC)
    night = now.replace(hour=3, minute=0) + timedelta(days=1)
    while night - now < timedelta(hours=9):
        night += timedelta(days=1)
    return (night - now).total_seconds()


def look_at(page: Any, found: list[str]) -> None:
    """Nothing scrolls sideways, and nobody is kept out."""
    assert fits(page)
    found += findings(page)


def test_somebody_who_posts_in_a_crisis_at_night_is_answered_asked_again_and_not_let_go_by_one_person_alone(
    night_site: Site, tab: Any
) -> None:
    def move_clock(seconds: float) -> None:
        (night_site.folder / "clock-offset").write_text(str(seconds))

    night_site.manage(
        "from accounts.models import User; User.objects.filter(sign_in_name='demo-ola').update(is_moderator=True)"
    )
    found: list[str] = []
    night = seconds_until_night()
    move_clock(night)
    author = tab("demo-ida", at=night_site, viewport=SMALL, color_scheme="dark")
    enter_room(author)
    said = say(author, CRISIS)
    author.locator("[data-panel] button", has_text="like someone to write").first.click()
    author.locator("text=Nobody from the team is here right now").first.wait_for()

    # The team: the words are first in the queue, a person takes them and answers, with words that are made their own.
    desk = tab("demo-moderator", at=night_site, viewport=SMALL)
    desk.goto("/desk/")
    desk.locator("h1").wait_for()
    look_at(desk, found)
    desk.locator("#waiting .case", has_text="Would like someone to write").locator("a").first.click()
    desk.locator("#case-words", has_text=said).wait_for()
    look_at(desk, found)
    desk.click("text=I take this")
    desk.locator("text=This is with you until").wait_for()
    desk.fill("[name=reply-words]", "Hello, I am awake, too.")
    desk.locator("#case-reply summary").click()
    desk.click("button[name=insert][value=notice]")
    field = desk.locator("[name=reply-words]")
    assert field.input_value().startswith("Hello, I am awake, too.")
    assert "I did not want to leave it without an answer" in field.input_value()
    desk.click("#case-reply button.button--main")
    desk.locator("#case-thread", has_text="I am awake, too.").wait_for()

    author.goto("/conversations/")
    author.locator("main li a").first.click()
    author.locator("#thread", has_text="I am awake, too.").wait_for()
    author.fill("[name=words]", "Thank you. My sister is here now.")
    look_at(author, found)
    author.click("#answer .button--main")
    author.locator("#thread", has_text="My sister is here now.").wait_for()

    # A day later the desk says that it is time to ask; a person asks.
    move_clock(night + 24.1 * HOUR)
    desk.goto("/desk/")
    desk.locator("#to-ask", has_text="You said you would.").wait_for()
    look_at(desk, found)
    desk.locator("#to-ask a").first.click()
    desk.locator("#case-staying", has_text="now is the time to ask how they are").wait_for()
    look_at(desk, found)
    desk.locator("#case-reply summary").click()
    desk.click("button[name=insert][value=day]")
    assert "You were on my mind" in desk.locator("[name=reply-words]").input_value()
    desk.click("#case-reply button.button--main")
    desk.locator("#case-staying", has_text="Somebody wrote").wait_for()
    author.reload()
    author.locator("#thread", has_text="You were on my mind").wait_for()

    # One person would end it; it goes on until another has looked.
    desk.locator("#case-close summary").click()
    desk.locator("#case-close label", has_text="We talked").locator("input").check()
    desk.click("#case-close button[type=submit]")
    desk.locator("#case-staying", has_text="It goes on until somebody else has looked").wait_for()
    look_at(desk, found)
    author.reload()
    assert not author.locator("text=This conversation ended").count()
    second = tab("demo-ola", at=night_site, viewport=DESKTOP, color_scheme="dark")
    second.goto(desk.url)
    second.locator("#case-staying", has_text="Yes, it can end").wait_for()
    look_at(second, found)
    second.click("button[name=ending-answer][value=yes]")
    second.locator("#case-now", has_text="Ended").wait_for()
    author.reload()
    author.locator("text=This conversation ended on").wait_for()
    author.locator("main button", has_text="I need help").wait_for()
    look_at(author, found)
    assert not found, "\n".join(found)
