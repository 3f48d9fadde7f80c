"""The support card as a small telephone shows it: in every variant, on error pages, for every country's numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import RequestFactory

from care.loader import LINES, SHIPPED_LINES, read
from care.variants import VARIANTS
from peersupport import views
from tests.browser.conftest import Site, fits
from tests.browser.test_access import findings

pytestmark = pytest.mark.browser
SMALL_PHONE = {"width": 360, "height": 640}
WORDS_MOST, ACTIONS_MOST = 60, 3
TAP_LEAST = 44
QUIET = {key for key, variant in VARIANTS.items() if variant.quiet}
WAYS = {key: f"/help/for/{key}/" if key != "self" else "/help/" for key in VARIANTS} | {"young": "/help/young/"}
# Many lines, only the emergency number, one with a menu, only the young, one list only, none that we know.
COUNTRIES = ["IE", "TV", "GB", "RO", "BD", "US", ""]

# What can be read and done in the page before anybody scrolls: words with a letter, and different places to go.
# The fold of a quiet page that is open already is no third thing to do.
BEFORE_SCROLLING = r"""() => {
  const main = document.querySelector("main"), shown = (box) => box.height > 0 && box.top < innerHeight;
  const acts = [...main.querySelectorAll("a, button, label.button, details:not([open]) > summary")]
    .filter((one) => one.checkVisibility() && shown(one.getBoundingClientRect()));
  const words = [];
  const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    if (!node.parentElement.checkVisibility() || node.parentElement.closest(".aloud, script")) continue;
    for (const word of node.data.matchAll(/\S+/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (/\p{L}/u.test(word[0]) && shown(range.getBoundingClientRect())) words.push(word[0]);
    }
  }
  return [words.join(" "), [...new Set(acts.map((one) => one.href ?? one.innerText))]];
}"""


def too_much(page: Any, name: str) -> list[str]:
    words, acts = page.evaluate(BEFORE_SCROLLING)
    found = [f"{name}: {len(words.split())} words: {words}"] if len(words.split()) > WORDS_MOST else []
    found += [f"{name}: {acts}"] if len(acts) > ACTIONS_MOST else []
    if not fits(page):
        found.append(f"{name} scrolls sideways")
    return found


def look(page: Any, name: str, *, quiet: bool, axe: bool = True) -> list[str]:
    """The page as it comes, and a quiet one also after it was opened."""
    found = too_much(page, name)
    if quiet:
        assert "tel:" not in " ".join(page.evaluate(BEFORE_SCROLLING)[1]), name
        page.locator("main details > summary").first.click()
        found += too_much(page, f"{name}, opened")
    return found + (findings(page) if axe else [])


def test_every_variant_has_few_words_and_three_things_to_do_before_scrolling(tab: Callable[..., Any]) -> None:
    page = tab(viewport=SMALL_PHONE)
    found = []
    for key, path in WAYS.items():
        for country in COUNTRIES:
            page.goto(f"{path}?country={country}" if country else path)
            found += look(page, f"{key} {country}", quiet=key in QUIET, axe=country in ("IE", ""))
        page.goto(f"/help/kept/?country=IE&for={key}")
        found += look(page, f"kept {key}", quiet=key in QUIET)
    page.goto("/offline/")
    found += look(page, "offline", quiet=False)
    assert not found, "\n".join(found)


def test_pages_about_an_error_are_as_calm_with_the_card_on_them(tab: Callable[..., Any]) -> None:
    page = tab(viewport=SMALL_PHONE)
    pages = [views.bad_request, views.forbidden, views.not_found, views.server_error]
    found = []
    for path in ("/rooms/x/", "/plan/now/", *WAYS.values()):
        for answer in pages if path == "/rooms/x/" else pages[-1:]:
            # Made here, where no test asks for a database, and shown by the browser with the looks of the site.
            body = answer(RequestFactory().get(path, {"country": "IE"})).content.decode()
            page.route(
                "**/broken/", lambda route, _request, body=body: route.fulfill(body=body, content_type="text/html")
            )
            page.goto("/broken/")
            quiet = any(f"/for/{key}/" in path for key in QUIET)
            found += look(page, f"{answer.__name__} {path}", quiet=quiet)
            page.unroute("**/broken/")
    assert not found, "\n".join(found)


# By who searches and from where: with a country and without one, signed in and as a visitor.
SEARCHES = [
    ("demo-member", "/search/"),
    ("demo-member", "/strategies/"),
    ("", "/help/services/?country=IE"),
    ("", "/groups/"),
]


def test_a_search_that_reads_as_crisis_is_answered_with_few_words_and_three_things_to_do(
    tab: Callable[..., Any],
) -> None:
    pages = {user: tab(user, viewport=SMALL_PHONE) for user, _path in SEARCHES}
    found = []
    for user, path in SEARCHES:
        page = pages[user]
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        field = page.locator("main :is([name=q], [name=words])").first
        field.fill("I want to die")
        field.press("Enter")
        page.wait_for_selector("#first-help")
        found += look(page, f"{path} {user}", quiet=False)
    assert not found, "\n".join(found)


def test_every_seeded_number_can_be_tapped_on_a_small_phone(tab: Callable[..., Any], site: Site) -> None:
    page = tab(viewport=SMALL_PHONE)
    rows = [row for row in read(LINES, SHIPPED_LINES.read_text("utf-8")) if row["status"] != "D"]
    # Where no line is confirmed none is shown.
    sure = {row["country"] for row in rows if row["status"] in "AB"}
    dialled = [row for row in rows if row["channel"] in ("phone", "sms") and row["country"] in sure]
    assert len(dialled) > 140
    found = []
    for country in sorted({row["country"] for row in dialled}):
        page.goto(f"/help/?country={country}")
        boxes = page.evaluate(
            """() => [...document.querySelectorAll('main a[href^="tel:"], main a[href^="sms:"]')].map((link) => {
              const box = link.getBoundingClientRect();
              const { left, right, height } = box;
              return [link.getAttribute("href"), link.checkVisibility(), left, right, height, link.textContent.length];
            })"""
        )
        there = {href.partition(":")[2].partition("?")[0].replace(",", "") for href, *_ in boxes}
        digits = {
            "".join(sign for sign in row["dial"] if sign in "*0123456789")
            for row in dialled
            if row["country"] == country
        }
        found += [f"{country} {number} is not there" for number in digits - there]
        for href, visible, left, right, height, letters in boxes:
            if not (visible and left >= 0 and right <= SMALL_PHONE["width"] and letters):
                found.append(f"{country} {href}: {left} to {right}, {visible}")
            if height < TAP_LEAST:
                found.append(f"{country} {href} is {height} high")
    assert not found, "\n".join(sorted(set(found)))
