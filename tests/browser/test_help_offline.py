"""The server is gone: the help page still comes, with its numbers, and works by keyboard."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Site, end

pytestmark = pytest.mark.browser


def until(page: Any, expression: str, seconds: float = 20) -> None:
    """Asked from outside: the policy of our pages forbids what Playwright polls with."""
    end_at = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end_at, expression
        page.wait_for_timeout(100)


def tab_to(page: Any, selector: str, most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by keyboard")


def test_help_its_numbers_and_the_exercise_are_there_when_the_server_is_gone(tab: Any, mortal: Site) -> None:
    page = tab(at=mortal, strict=False, viewport=PHONE, service_workers="allow")
    page.goto("/help/?country=IE")
    until(page, "caches.open('numbers-1').then((kept) => kept.match('/help/kept/?country=IE&for=fear')).then(Boolean)")
    until(page, "navigator.serviceWorker.controller?.state === 'activated'")
    plan = {"of": "x", "at": 0, "parts": [{"title": "What I can do", "lines": [{"text": "A walk by the water"}]}]}
    bare = tab(at=mortal, strict=False)
    bare.goto("/help/?country=IE")
    end(mortal)

    # A page that was open already, in a browser that keeps nothing: quick exit needs no server.
    bare.context.route(lambda address: not address.startswith(mortal.url), lambda route: route.fulfill(body="away"))
    bare.keyboard.press("Tab")
    bare.keyboard.press("Enter")
    bare.wait_for_url(lambda address: not address.startswith(mortal.url))
    assert "116" not in bare.content()

    # Each page comes in its own words, with its own numbers first; a quiet one stays shut until it is safe.
    page.goto("/help/for/home/")
    assert page.inner_text("h1") == "A page to read in quiet." and page.title() == "Notes"
    assert not page.locator("main a[href^='tel:']").first.is_visible()
    page.goto("/help/for/now/")
    assert page.inner_text("h1") == "Call for help now."
    assert page.locator("main a[href^='tel:']").first.get_attribute("href") == "tel:112"
    page.goto("/help/young/")
    assert page.locator("[data-first] a[href^='tel:']").first.get_attribute("href") == "tel:1800666666"
    page.goto("/help/for/other/")
    assert page.inner_text("h1") == "You noticed. That matters."
    # One's own plan comes before every number, where somebody chose to keep it here.
    assert not page.locator("#kept-plan").is_visible()
    page.evaluate("(plan) => localStorage.setItem('kept-plan', JSON.stringify(plan))", plan)
    page.reload()
    said = page.inner_text("main")
    assert said.index("A walk by the water") < said.index("1800 247 247")
    page.evaluate("localStorage.clear()")
    page.reload()
    said = page.inner_text("main")
    assert "This is the copy for when the line is gone. Its numbers are from" in said
    assert "Open now" not in said
    page.locator("main a[href='tel:116123']").first.wait_for()
    # By keyboard alone: the way out first, then a number, a fear and its answer, and the circle.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "exit"
    tab_to(page, "main a[href^='tel:']")
    tab_to(page, "main summary")
    page.keyboard.press("Enter")
    page.locator("main details[open] p").first.wait_for()
    tab_to(page, "#breath-on")
    page.keyboard.press("Space")
    name = "getComputedStyle(document.querySelector('.breath .ring--in')).animationName"
    assert page.evaluate(name) == "breathe"
    assert page.evaluate("getComputedStyle(document.querySelector('.bar')).position") == "sticky"

    # Whoever wants no motion gets the words, and nothing moves.
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(name) == "none"
    assert "Breathe in and count to four." in page.inner_text("main")

    # The exercises come as they are; their light moves only once it was started, and never where motion is not wanted.
    page.goto("/exercises/")
    assert page.inner_text("h1") == "Do one now" and "Before sleep" in page.inner_text("main")
    lit = "getComputedStyle(document.querySelector('.slow > li')).animationName"
    page.evaluate("document.getElementById('slowly-on').click()")
    assert page.evaluate(lit) == "none"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(lit) == "lit"

    # Elsewhere on the site there is the plain page.
    page.goto("/groups/")
    assert "The line is gone for now." in page.inner_text("main")

    # Quick exit takes the numbers away, and works without the server.
    page.context.route(lambda address: not address.startswith(mortal.url), lambda route: route.fulfill(body="away"))
    page.goto("/help/")
    page.evaluate("document.getElementById('exit').click()")
    page.wait_for_url(lambda address: not address.startswith(mortal.url))
    back = page.context.new_page()
    back.goto("/help/")
    assert "The line is gone for now." in back.inner_text("main")
