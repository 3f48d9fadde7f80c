"""axe finds nothing on any page, light and dark, with the panel open and an error shown where there is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest

from tests.browser.conftest import DESKTOP, PHONE, enter_room, fits

pytestmark = pytest.mark.browser
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What the other colours of the same page can break.
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}

VISITOR = [
    "/", "/help/", "/help/country/", "/help/young/", "/groups/", "/account/login/", "/account/signup/",
    "/account/password/reset/", "/offline/", "/not-here/", "/about/what-this-is/", "/about/who-reads-what/",
    "/about/cover-your-tracks/", "/about/accessibility/", "/help/services/", "/help/services/?need=grief",
    "/search/", "/strategies/", "/exercises/", "/words-that-help/", "/what-people-ask/", "/team-in-numbers/",
]  # fmt: skip
MEMBER = ["/home/", "/groups/", "/groups/new/", "/you/", "/you/data/", "/conversations/", "/account/2fa/"]
MEMBER += ["/growth/", "/steps/", "/journal/", "/toolbox/", "/strategies/write/", "/stories/wishes/"]
MEMBER += ["/account/password/change/", "/account/email/", "/account/sessions/"]
MODERATOR = [
    "/desk/",
    "/desk/?rules=1",
    "/desk/?ended=1",
    "/groups/oversight/",
    "/desk/openings/",
    "/strategies/reviews/",
]


# What stands half under the bar at the top is small only until somebody scrolls: it is looked at again in the open.
IN_THE_OPEN = """async target => {
    document.querySelector(target).scrollIntoView({block: "center"});
    return (await axe.run(target, {runOnly: {type: "rule", values: ["target-size"]}})).violations.length > 0;
}"""


def findings(page: Any) -> list[str]:
    """What axe finds on the page as it stands, in light and in dark."""
    page.wait_for_load_state()
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE)
    found = _violations(page, RULES)
    scheme = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    # Without motion, from here on, the other colours are there at once.
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("document.body.offsetWidth")
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    found += _violations(page, OF_COLOURS)
    page.emulate_media(color_scheme=scheme)
    return found


# What is right is not described either: that takes longer than finding what is wrong.
RUN = """async rules => {
    const {violations} = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
    return violations;
}"""


def _violations(page: Any, rules: Any) -> list[str]:
    result = page.evaluate(RUN, rules)
    return [
        f"{page.url} {violation['id']}: {node['target']} {node.get('failureSummary', '')[:160]}"
        for violation in result
        for node in violation["nodes"]
        if violation["id"] != "target-size" or page.evaluate(IN_THE_OPEN, node["target"][0])
    ]


def look(page: Any, paths: list[str]) -> list[str]:
    found = []
    for path in paths:
        page.goto(path)
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            found += findings(page)
            if not fits(page):
                found.append(f"{path} scrolls sideways at {size['width']}")
    return found


def test_axe_finds_nothing_on_the_pages_of_visitors(tab: Any) -> None:
    page = tab()
    found = look(page, VISITOR)
    page.goto("/account/login/")
    page.fill("[name=login]", "nobody")
    page.fill("[name=password]", "wrong")
    page.click("main form button[type=submit]")
    found += findings(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_on_a_service_and_on_a_search_that_reads_as_crisis(tab: Any, size: Any) -> None:
    page = tab(viewport=size)
    page.goto("/help/services/?country=IE")
    page.click("text=Quiet Harbour Talking Rooms")
    found = findings(page)
    page.locator('a[href="tel:0209150142"]').wait_for()
    page.goto("/help/services/")
    page.fill("[name=words]", "I want to die")
    page.press("[name=words]", "Enter")
    page.wait_for_selector("#first-help")
    assert "want" not in page.url
    found += findings(page)
    assert not found, "\n".join(found)


def test_axe_finds_nothing_on_the_pages_of_members(tab: Any) -> None:
    page = tab("demo-member")
    found = look(page, MEMBER)
    page.goto("/groups/")
    page.click("text=Awake at night")
    found += findings(page)
    group = page.url
    for name in ("members/", "rules/", "leave/"):
        page.goto(group + name)
        found += findings(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_in_the_room_with_the_panel_open_and_an_error_shown(tab: Any, size: Any) -> None:
    page = tab("demo-member", viewport=size)
    enter_room(page)
    found = findings(page)
    page.locator(".msg summary").last.click()
    page.click("button[name=need]")
    page.locator(".panel").wait_for()
    page.fill("#say", "x" * 4100)
    page.click("button[name=send]")
    page.locator("#problem:visible").wait_for()
    found += findings(page)
    assert not found, "\n".join(found)


def test_axe_finds_nothing_at_the_desk(tab: Any) -> None:
    author = tab("demo-jon")
    enter_room(author)
    author.click("button[name=need]")
    author.locator(".panel").wait_for()
    page = tab("demo-moderator")
    found = look(page, MODERATOR)
    page.goto("/desk/")
    with page.expect_navigation():
        page.locator(".case a").first.click()
    found += findings(page)
    assert not found, "\n".join(found)
