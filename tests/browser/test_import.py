"""An admin brings a large file of services in: looked through first, seen on its way, then taken."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from playwright.sync_api import Error

from tests.browser.conftest import DESKTOP, Site, fits
from tests.browser.test_access import findings
from tests.care.test_importing import many

pytestmark = pytest.mark.browser
SERVICES = 2000
BAR = "(() => { const bar = document.querySelector('main progress'); return bar && [bar.value, bar.max]; })()"


def follow(page: Any, words: str, seconds: float = 240) -> list[tuple[int, int]]:
    """Wait as a person does, on the page that looks again by itself; what its bar showed meanwhile."""
    seen: list[tuple[int, int]] = []
    end_at = time.monotonic() + seconds
    while words not in page.inner_text("main [role=status]"):
        assert time.monotonic() < end_at, page.inner_text("main")
        try:
            bar = page.evaluate(BAR)
        except Error:
            # The page looked again in this very moment.
            bar = None
        if bar:
            seen.append((int(bar[0]), int(bar[1])))
        page.wait_for_timeout(300)
        page.wait_for_load_state()
    return seen


def test_two_thousand_services_are_looked_through_shown_on_their_way_and_taken(tab: Any, mortal: Site) -> None:
    page = tab("demo-admin", at=mortal, strict=False, viewport=DESKTOP)
    before = int(mortal.manage("from care.models import Service; print(Service.objects.count())"))
    for path in ("/support-lines/check/", "/support-lines/check/IE/", "/support-lines/exchange/", "/directory/"):
        page.goto(path)
        assert not findings(page), path
        page.set_viewport_size({"width": 360, "height": 640})
        assert fits(page), path
        page.set_viewport_size(DESKTOP)
    file = {"name": "many.json", "mimeType": "application/json", "buffer": json.dumps(many(SERVICES)).encode()}
    page.set_input_files("[name=file]", file)
    page.click("button:text-is('Look through the file')")
    page.wait_for_url("**/directory/imports/**")
    looked = follow(page, "nothing changed yet")
    assert page.locator("dt:text-is('New') + dd").inner_text() == str(SERVICES)
    assert "Service 7" in page.text_content("main") and not findings(page)
    assert int(mortal.manage("from care.models import Service; print(Service.objects.count())")) == before
    page.click("button:text-is('Take it')")
    taken = follow(page, "Taken")
    assert not findings(page)
    assert int(mortal.manage("from care.models import Service; print(Service.objects.count())")) == before + SERVICES
    # A machine that is done before anybody looks shows no step; what was shown has to be true.
    assert all(of == SERVICES and 0 < done <= of for done, of in looked + taken)
    page.goto("/help/services/?need=grief")
    page.locator("main ul.lines > li").first.wait_for()
