"""No page calls a third party, runs what stands in it, or stays in a cache of somebody who was signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from tests.architecture.addresses import row_of
from tests.architecture.matrix import Seen, Visit
from tests.architecture.standing import AUDIENCES
from tests.architecture.targets import Target, targets
from tests.factories.house import House

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PEOPLE = ("visitor", "new", "ana", "ben", "mo", "ada")
OURS = {"", "testserver", "localhost"}
# What a browser fetches by itself.
LOADING = {
    ("script", "src"), ("img", "src"), ("iframe", "src"), ("link", "href"), ("source", "src"), ("object", "data"),
    ("form", "action"), ("use", "href"), ("video", "src"), ("audio", "src"), ("button", "formaction"),
}  # fmt: skip
# A person follows these themselves: the way out, and helplines on the pages that show them.
ON_HELP = ("/help/", "/need-help/", "/conversations/", "/rooms/", "/welcome/young/", "/send-to-team/", "/report/")
ON_HELP += ("/plan/", "/circle/", "/shared/")
# In a live room also where the group meets by video, which it chose itself.
LIVE = re.compile(r"/meetings/[0-9a-f-]{36}/live/$")


class Page(HTMLParser):
    """Collects what is wrong with a page."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.wrong, self.links = path, list[str](), 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = {key: value or "" for key, value in attributes}
        for key, value in named.items():
            if key.startswith("on") or key == "style":
                self.wrong.append(f"<{tag} {key}>")
            if value.strip().lower().startswith(("javascript:", "vbscript:")):
                self.wrong.append(f"<{tag} {key}={value}>")
            if (tag, key) in LOADING and not self._is_ours(value):
                self.wrong.append(f"<{tag}> loads {value}")
        if tag == "style" or (tag == "script" and not named.get("src") and "json" not in named.get("type", "")):
            self.wrong.append(f"<{tag}> with something inside")
        if tag == "a":
            self._link(named)

    def _is_ours(self, value: str) -> bool:
        parts = urlsplit(value)
        return (parts.hostname or "") in OURS and parts.scheme in ("", "http", "https") or parts.scheme == "data"

    def _link(self, named: dict[str, str]) -> None:
        self.links += 1
        href = named.get("href", "")
        host = urlsplit(href).hostname
        if not host or host in OURS or href == settings.EXIT_URL:
            return
        may = self.path.startswith(ON_HELP) or LIVE.match(self.path)
        if not (may and "noreferrer" in named.get("rel", "")):
            self.wrong.append(f"links to {href} rel={named.get('rel')!r}")


def faults(who: str, target: Target, seen: Seen) -> Iterator[str]:
    policy = seen.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy or re.search(r"https?://|\*", policy):
        yield f"has no strict policy: {policy!r}"
    if who != "visitor" and "no-store" not in seen.headers.get("Cache-Control", ""):
        yield f"may be kept: {seen.headers.get('Cache-Control')!r}"
    if seen.headers.get("X-Frame-Options") != "DENY" or seen.headers.get("X-Content-Type-Options") != "nosniff":
        yield "may be framed or sniffed"
    if seen.status == 200 and seen.headers.get("Content-Type", "").startswith("text/html"):
        page = Page(target.path)
        page.feed(seen.body.decode())
        yield from page.wrong


# Open to everybody and the same for everybody: a cache may keep them.
SHARED = {"offline", "service_worker", "jsi18n", "health_live", "health_ready"}


@pytest.mark.parametrize("who", PEOPLE)
def test_pages_stay_in_the_house(who: str, house: House, visits: dict[str, Visit]) -> None:
    wrong, pages, names = [], 0, set()
    for target in targets(house):
        row = row_of(target.name)
        assert row is not None
        allowed = bool(row.get) and AUDIENCES[row.get](who, target.facts)
        if (target.name, allowed) in names or (target.facts.get("admin") and who != "ada"):
            continue
        names.add((target.name, allowed))
        seen = visits[who].send("GET", target.path)
        pages += seen.status == 200
        if target.name not in SHARED:
            wrong += [f"{target.path} {seen.status} {fault}" for fault in faults(who, target, seen)]
    assert not wrong, "\n".join(wrong)
    assert pages > 12


def test_refusals_carry_the_policy_too(visits: dict[str, Visit]) -> None:
    for method, path in (("GET", "/nowhere/"), ("POST", "/home/"), ("PUT", "/home/"), ("GET", "/groups/?q=%00")):
        seen = visits["ana"].send(method, path)
        assert seen.status in (400, 404, 405)
        assert "default-src 'none'" in seen.headers.get("Content-Security-Policy", ""), (method, path)


BAD = (
    ('<img src="https://elsewhere.example/a.png">', "loads"), ('<a href="https://elsewhere.example/">x</a>', "links"),
    ('<p onclick="x()">', "onclick"), ("<script>x()</script>", "inside"), ('<p style="color:red">', "style"),
    ('<form action="//elsewhere.example/">', "loads"), ('<a href="javascript:x()">', "javascript"),
)  # fmt: skip


@pytest.mark.parametrize(("html", "word"), BAD)
def test_the_reader_of_pages_sees_what_is_wrong(html: str, word: str) -> None:
    page = Page("/home/")
    page.feed(html)
    assert len(page.wrong) >= 1 and word in page.wrong[0]


def test_helplines_may_be_linked_where_help_is_shown_and_nowhere_else(house: House, visits: dict[str, Visit]) -> None:
    chat: Any = '<a href="https://chat.example/" rel="noopener noreferrer">x</a>'
    for path, wrong in (("/help/", 0), ("/groups/", 1)):
        page = Page(path)
        page.feed(chat)
        assert len(page.wrong) == wrong
