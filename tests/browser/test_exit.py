"""Quick exit and the offline page in a real browser, on pages that need no server but a folder of files."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.conf import settings

from tests.look.pages import STATIC, render

CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small site: two pages, the kept page, the service worker, our files, our strict policy."""
    folder = tmp_path_factory.mktemp("site")
    for path, name in (("first", "403.html"), ("second", "500.html"), ("offline", "offline.html")):
        (folder / path).mkdir()
        (folder / path / "index.html").write_text(render(name), encoding="utf-8")
    (folder / "sw.js").write_text((STATIC / "js/sw.js").read_text())
    (folder / "static").symlink_to(STATIC)

    class Files(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(folder))

        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", CSP)
            super().end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


@pytest.fixture
def tab(place: str, chromium: Any) -> Iterator[Any]:
    """A tab that has been on two pages. The address of the way out answers without any network."""
    context = chromium.new_context()
    context.route(
        lambda address: not address.startswith(place),
        lambda route: route.fulfill(body="<title>away</title>", content_type="text/html"),
    )
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{place}/first/")
    page.goto(f"{place}/second/")
    page.evaluate("sessionStorage.setItem('draft', 'words')")
    yield page
    context.close()


def gone(page: Any) -> bool:
    return bool(page.url == settings.EXIT_URL)


def test_three_times_shift_leaves_and_takes_the_page_and_the_drafts_with_it(tab: Any, place: str) -> None:
    for _ in range(3):
        tab.keyboard.press("Shift")
    tab.wait_for_url(settings.EXIT_URL)
    tab.go_back()
    assert tab.url == f"{place}/first/"
    assert tab.evaluate("sessionStorage.length") == 0


def test_capital_letters_and_shortcuts_never_leave(tab: Any) -> None:
    for key in ("Shift+A", "Shift+B", "Shift+C", "Shift+Tab", "Control+Shift+K", "Shift", "a", "Shift", "b", "Shift"):
        tab.keyboard.press(key)
    tab.wait_for_timeout(200)
    assert not gone(tab)


def test_each_press_is_said_and_the_count_ends_after_five_seconds(tab: Any) -> None:
    said = tab.locator("p[role=status]")
    tab.keyboard.press("Shift")
    assert "two more times" in said.inner_text()
    tab.keyboard.press("Shift")
    assert "once more" in said.inner_text()
    tab.wait_for_timeout(5300)
    assert "still on this page" in said.inner_text()
    tab.keyboard.press("Shift")
    tab.wait_for_timeout(200)
    assert not gone(tab)


def test_the_first_tab_stop_is_the_way_out_and_the_second_skips_to_the_page(tab: Any, place: str) -> None:
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.id") == "exit"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("location.hash") == "#main"


def test_leaving_works_when_the_server_is_down_and_takes_other_tabs_along(tab: Any, place: str) -> None:
    other = tab.context.new_page()
    other.goto(f"{place}/first/")
    tab.context.route(f"{place}/**", lambda route: route.abort())
    tab.bring_to_front()
    tab.click("#exit")
    tab.wait_for_url(settings.EXIT_URL)
    other.wait_for_url(settings.EXIT_URL)


def test_nothing_on_the_page_breaks_the_policy(tab: Any) -> None:
    assert tab.complaints == []
    assert tab.evaluate("document.querySelector('.exit .icon').getBoundingClientRect().width") > 10


def test_without_a_line_the_kept_page_comes_drawn_and_holds_help(tab: Any, place: str) -> None:
    tab.evaluate("navigator.serviceWorker.ready.then((found) => Boolean(found.active))")
    tab.wait_for_function("caches.open('offline-2').then((kept) => kept.match('/offline/')).then(Boolean)")
    addresses = "all.map((one) => new URL(one.url).pathname)"
    kept = tab.evaluate(f"caches.open('offline-2').then((cache) => cache.keys()).then((all) => {addresses})")
    assert set(kept) == {"/offline/"} | {path for path in kept if path.startswith("/static/")}
    tab.context.set_offline(True)
    tab.goto(f"{place}/first/")
    assert "your local emergency number" in tab.inner_text("main")
    assert tab.evaluate("getComputedStyle(document.querySelector('.bar')).position") == "sticky"
