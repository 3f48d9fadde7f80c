"""A small step without a script: kept, missed with grace, left to rest, and picked up again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Site, end, serve

pytestmark = pytest.mark.browser
DAY = 24 * 3600
WORDS = "Stand at the open window"


@pytest.fixture
def moved_site(tmp_path_factory: Any, newborn: Path) -> Iterator[Site]:
    """A site of its own whose clock is moved."""
    running = serve(tmp_path_factory.mktemp("steps"), newborn, DJANGO_SETTINGS_MODULE="tests.browser.moved")
    yield running
    end(running)


def test_a_step_is_kept_missed_with_grace_and_picked_up_again_without_a_script(moved_site: Site, tab: Any) -> None:
    def days_later(days: int) -> None:
        (moved_site.folder / "clock-offset").write_text(str(days * DAY))

    page = tab("demo-lou", at=moved_site, viewport=PHONE, java_script_enabled=False)
    on_home = page.locator("main section", has=page.locator("#small-step"))
    main = page.locator("main")

    page.goto("/steps/")
    page.fill("[name=words]", WORDS)
    page.get_by_label("Every day, with days of grace").check()
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url("**/steps/*/")
    here = page.url
    page.goto("/home/")
    with page.expect_navigation():
        on_home.get_by_role("button", name="Done").click()
    assert on_home.count() == 0

    # Four days on, nothing is held against anybody, and today is asked after like any other day.
    days_later(4)
    page.goto(here)
    assert main.locator(".week__grace").count() == 3 and main.locator(".week__done").count() == 1
    page.goto("/home/")
    with page.expect_navigation():
        on_home.get_by_role("button", name="Not this time").click()
    page.goto(here)
    assert "Not this time. That is fine" in main.inner_text()
    with page.expect_navigation():
        page.get_by_role("button", name="Let it rest").click()
    page.goto("/home/")
    assert on_home.count() == 0

    days_later(8)
    page.goto(here)
    page.get_by_role("button", name="Pick it up again").click()
    page.locator("main", has_text="Today").wait_for()
    page.locator("summary", has_text="How often did I come back to it?").click()
    assert "You came back to it once." in main.inner_text() and main.locator(".week__grace").count() == 0
    page.goto("/home/")
    with page.expect_navigation():
        on_home.get_by_role("button", name="Done").click()
    page.goto(here)
    assert "Done today." in main.inner_text()
