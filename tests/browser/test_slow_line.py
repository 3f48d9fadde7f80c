"""On a line of 50 kbit/s: what a page weighs when it is loaded for the first time, and when help can be read."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.alone]
BYTES_A_SECOND = 50_000 // 8
HELP_MOST, ROOM_MOST = 15 * 1024, 120 * 1024


class SlowLine:
    """Counts the bodies that come over a throttled line with an empty cache, as compressed as they come."""

    def __init__(self, page: Any) -> None:
        self.devtools = page.context.new_cdp_session(page)
        self.bytes = 0
        self.devtools.send("Network.enable")
        self.devtools.send("Network.clearBrowserCache")
        self.devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.devtools.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": 400,
                "downloadThroughput": BYTES_A_SECOND,
                "uploadThroughput": BYTES_A_SECOND,
            },
        )
        self.devtools.on("Network.dataReceived", self._received)

    def _received(self, event: Any) -> None:
        self.bytes += int(event["encodedDataLength"])


@pytest.mark.parametrize("path", ["/help/?country=IE", "/help/?country=US", "/not-here/", "/offline/"])
def test_help_and_error_pages_are_light_and_can_be_read_soon(tab: Any, path: str) -> None:
    page = tab(viewport=PHONE)
    line = SlowLine(page)
    start = time.monotonic()
    page.goto(path, timeout=60_000)
    page.locator("main h1").wait_for()
    took = time.monotonic() - start
    page.wait_for_load_state("networkidle")
    assert 0 < line.bytes <= HELP_MOST, f"{line.bytes} bytes"
    assert took < 20


def test_the_room_is_light_enough_to_be_entered_on_a_slow_line(tab: Any) -> None:
    page = tab("demo-member", viewport=PHONE)
    page.set_default_timeout(90_000)
    page.goto("/home/")
    line = SlowLine(page)
    page.click("main a[href^='/rooms/']:has-text('Awake at night')")
    page.wait_for_selector("#line:has-text('Connected')")
    assert 0 < line.bytes <= ROOM_MOST, f"{line.bytes} bytes"


def test_the_panel_comes_over_a_slow_line(tab: Any) -> None:
    page = tab("demo-member", viewport=PHONE)
    page.set_default_timeout(90_000)
    page.goto("/home/")
    page.click("main a[href^='/rooms/']:has-text('Awake at night')")
    page.wait_for_selector("#line:has-text('Connected')")
    SlowLine(page)
    page.click("button[name=need]")
    page.locator(".panel").wait_for(timeout=20_000)
