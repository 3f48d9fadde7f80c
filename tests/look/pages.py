"""Renders pages for the tests of the look, and reads them back as a browser would list them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import loader

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
ERRORS = ["400.html", "403.html", "404.html", "429.html", "500.html"]
PLAIN = ["what-this-is", "who-reads-what", "cover-your-tracks", "accessibility"]
ALONE = [*ERRORS, "offline.html", "form_expired.html", *(f"pages/{name}.html" for name in PLAIN)]


def render(name: str, **context: Any) -> str:
    """The page as it is sent, without a request: what a test of the look needs no database for."""
    return loader.get_template(name).render(context)


class Page(HTMLParser):
    """Every element of a page in order, as (tag, attributes); text that a person reads is in `text`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @property
    def static(self) -> set[str]:
        """Our files that the page loads, as paths below static/. The manifest and icons load later, on their own."""
        found = set()
        for tag, attributes in self.elements:
            address = attributes.get("src") or attributes.get("href") or ""
            if tag in ("script", "use") or tag == "link" and attributes.get("rel") == "stylesheet":
                found.add(address.partition("#")[0].removeprefix(settings.STATIC_URL))
        return found


def icons() -> set[str]:
    return set(re.findall(r'id="i-([\w-]+)"', (STATIC / "img/sprite.svg").read_text()))
