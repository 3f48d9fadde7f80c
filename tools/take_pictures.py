"""Pictures of every page of a running demo: phone and desktop, light and dark.

    make run PORT=9000 &    then    .venv/bin/python tools/take_pictures.py http://localhost:9000 var/pictures

Look at them after every change to a page. `--readme` writes only the few that README.md and the docs show, to docs/img.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from peersupport.demo.people import PASSWORD  # noqa: E402

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
SIZES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 860}}
PLAIN = ["what-this-is", "who-reads-what", "cover-your-tracks", "accessibility"]
PAGES: dict[str, list[tuple[str, str]]] = {
    "": [
        ("landing", "/"), ("help", "/help/"), ("help-country", "/help/country/"), ("help-young", "/help/young/"),
        ("groups", "/groups/"), ("group", "Awake at night"), ("signup", "/account/signup/"),
        ("login", "/account/login/"), ("reset", "/account/password/reset/"),
        ("stories", "/stories/"), ("story", "story:"), ("stories-heard", "/stories/heard/"),
        ("search", "/search/"), ("strategies", "/strategies/"), ("exercises", "/exercises/"),
        ("words-that-help", "/words-that-help/"), ("what-people-ask", "/what-people-ask/"),
        ("team-in-numbers", "/team-in-numbers/"), ("offline", "/offline/"),
        ("not-found", "/not-here/"), *[(name, f"/about/{name}/") for name in PLAIN],
    ],
    "demo-member": [
        ("home", "/home/"), ("groups-member", "/groups/"), ("group-member", "Awake at night"),
        ("found", "/groups/new/"), ("you", "/you/"), ("mail", "/you/mail/"), ("data", "/you/data/"),
        ("conversations", "/conversations/"), ("mfa", "/account/2fa/"), ("room", "room:Awake at night"),
        ("members", "members:Awake at night"), ("meetings", "meetings:Awake at night"),
        ("meeting", "meeting:Awake at night"), ("meeting-door", "door:Awake at night"),
        ("reminders", "/meetings/reminders/"), ("calendar", "/meetings/calendar/"),
        ("attendance", "/meetings/attendance/"), ("plan", "/plan/"), ("plan-now", "/plan/now/"), ("circle", "/circle/"),
        ("services", "/help/services/"), ("need-help", "/need-help/"), ("after", "link:/after/"),
        ("stories-member", "/stories/"), ("story-member", "story:"), ("stories-mine", "/stories/mine/"),
        ("growth", "/growth/"), ("steps", "/steps/"), ("step", "first:/steps/"), ("journal", "/journal/"),
        ("toolbox", "/toolbox/"), ("strategy", "first:/strategies/"), ("strategy-write", "/strategies/write/"),
        ("buddy", "buddy:Awake at night"),
        ("story-begin", "/stories/write/"), ("story-write", "draft:"), ("story-look", "draft:look/"),
    ],
    # Something of theirs was put aside: the statement, and asking somebody else to look again.
    "demo-ida": [("statement", "statement:"), ("appeal", "appeal:")],
    "demo-facilitator": [
        ("keep", "keep:Awake at night"), ("room-keeper", "room:Awake at night"),
        ("shown", "meetings/shown:Awake at night"),
        ("roles", "roles:Awake at night"), ("kit", "/meetings/kit/"),
        ("stories-waiting", "/stories/waiting/"), ("guests", "guests:Awake at night"),
        ("debrief", "link:/debrief/"), ("note", "past:there/"), ("debrief-told", "past:debrief/"),
    ],
    "demo-moderator": [
        ("desk", "/desk/"), ("case", "case:"), ("decide", "decide:"), ("oversight", "/groups/oversight/"),
        ("desk-rules", "/desk/?rules=1"), ("rota", "/desk/rota/"), ("stories-reviews", "/stories/reviews/"),
        ("strategies-reviews", "/strategies/reviews/"), ("openings", "/desk/openings/"),
    ],
    "demo-admin": [
        ("admin", "/admin/"), ("admin-users", "/admin/accounts/user/"), ("lines", "/support-lines/check/"),
        ("directory", "/directory/"), ("figures", "/reading-figures/"),
    ],
}  # fmt: skip


def link(page: Any, ending: str) -> None:
    """Where home leads with an address of this ending."""
    page.goto("/home/")
    page.locator(f"main a[href$='{ending}']").first.click()


def first(page: Any, shelf: str) -> None:
    """The first of what stands on a page, by its own address."""
    page.goto(shelf)
    addresses = page.locator(f"main a[href^='{shelf}']").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    page.goto(next(one for one in addresses if len(one) >= len(shelf) + 36))


def case(page: Any, name: str) -> None:
    page.goto("/desk/")
    page.locator("main .case a").first.click()


def story(page: Any, name: str) -> None:
    page.goto("/stories/")
    page.locator(".tale h3 a").first.click()


def draft(page: Any, part: str) -> None:
    """The first thing that was begun, or a new one with a few words."""
    page.goto("/stories/write/")
    begun = page.locator("main a[href^='/stories/drafts/']").first
    if begun.count():
        begun.click()
    else:
        page.locator("main form button").first.click()
        page.locator("#story textarea").first.fill("It rained, and I had forgotten how to be asleep.")
        page.locator("#kept:not([hidden])").wait_for()
        page.wait_for_timeout(1500)
    if part:
        page.goto(f"{page.url.split('?')[0]}{part}")


def decide(page: Any, name: str) -> None:
    """The first case about which something can be decided."""
    page.goto("/desk/?rules=1")
    for address in page.locator("main .case a").evaluate_all("all => all.map((a) => a.href)"):
        page.goto(address)
        if page.locator("main a[href$='/decide/']").count():
            page.locator("main a[href$='/decide/']").first.click()
            return


def statement(page: Any, name: str) -> None:
    page.goto("/conversations/")
    page.locator("main a[href^='/conversations/']").first.click()


def appeal(page: Any, name: str) -> None:
    statement(page, name)
    page.locator("main a[href*='/again/']").first.click()


def past(page: Any, part: str) -> None:
    """A page of the oldest meeting that is listed as over."""
    page.goto("/groups/")
    page.click("main a:has-text('Back to work, gently')")
    page.goto(f"{page.url}meetings/")
    page.locator("[aria-labelledby=lately] a").last.click()
    page.goto(f"{page.url}{part}")


SPECIAL = {
    "link": link,
    "first": first,
    "story": story,
    "draft": draft,
    "case": case,
    "decide": decide,
    "statement": statement,
    "appeal": appeal,
    "past": past,
}


def go(page: Any, where: str) -> None:
    """An address, the name of a group on the shelf, a key of SPECIAL, or `room:`, `keep:` … and the name of a group."""
    if where.startswith("/"):
        page.goto(where)
        return
    kind, _, name = where.rpartition(":")
    if kind == "room":
        page.goto("/home/")
        page.click(f"main a[href^='/rooms/']:has-text('{name}')")
        page.wait_for_timeout(700)
        return
    if kind in SPECIAL:
        SPECIAL[kind](page, name)
        return
    page.goto("/groups/")
    page.click(f"main a:has-text('{name}')")
    if kind in ("meeting", "door", "guests"):
        page.goto(f"{page.url}meetings/")
        page.locator("main a[href^='/meetings/']").first.click()
        if kind != "meeting":
            page.goto(f"{page.url}{'live' if kind == 'door' else kind}/")
        return
    if kind:
        page.goto(f"{page.url}{kind}/")


def sign_in(page: Any, user: str) -> None:
    page.goto("/account/login/")
    page.fill("[name=login]", user)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/home/")


def every_page(browser: Any, url: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for user, pages in PAGES.items():
        for scheme in ("light", "dark"):
            context = browser.new_context(base_url=url, color_scheme=scheme, service_workers="block")
            page = context.new_page()
            if user:
                sign_in(page, user)
            for name, where in pages:
                for size, viewport in SIZES.items():
                    page.set_viewport_size(viewport)
                    go(page, where)
                    page.screenshot(
                        path=folder / f"{name}-{size}-{scheme}.png", full_page=not where.startswith("room:")
                    )
            context.close()


def for_the_readme(browser: Any, url: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [
        ("demo-member", "room", "room:Awake at night", "desktop", "light"),
        ("demo-member", "room-phone", "room:Awake at night", "phone", "dark"),
        ("", "help-phone", "/help/?country=IE", "phone", "light"),
        ("", "groups", "/groups/", "desktop", "light"),
    ]
    for user, name, where, size, scheme in wanted:
        context = browser.new_context(base_url=url, color_scheme=scheme, viewport=SIZES[size], service_workers="block")
        page = context.new_page()
        if user:
            sign_in(page, user)
        go(page, where)
        page.screenshot(path=folder / f"{name}.png")
        context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("folder", nargs="?", default="docs/img", type=Path)
    parser.add_argument("--readme", action="store_true")
    options = parser.parse_args()
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        (for_the_readme if options.readme else every_page)(browser, options.url, options.folder)
        browser.close()


if __name__ == "__main__":
    main()
