"""What is wrong with an answer that should stay in the house: what it loads, runs, links to or lets others keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.conf import settings

from tests.architecture.matrix import Seen
from tests.architecture.targets import Target

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

# Open to everybody and the same for everybody: a cache may keep them.
SHARED = {"offline", "service_worker", "jsi18n", "health_live", "health_ready"}


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
    """Says of the answer to a GET by `who` what is wrong with it."""
    if target.name in SHARED:
        return
    policy = seen.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy or re.search(r"https?://|\*", policy):
        yield f"has no strict policy: {policy!r}"
    if who != "visitor" and "no-store" not in seen.headers.get("Cache-Control", ""):
        yield f"may be kept: {seen.headers.get('Cache-Control')!r}"
    if seen.headers.get("X-Frame-Options") != "DENY" or seen.headers.get("X-Content-Type-Options") != "nosniff":
        yield "may be framed or sniffed"
    if seen.status == 200 and seen.is_page:
        page = Page(target.path)
        page.feed(seen.body.decode())
        yield from page.wrong
