"""No page calls a third party, runs what stands in it, or stays in a cache of somebody who was signed in.

Every page is held to that where all of them are visited (test_leaks); here its reader is tried, and what refuses.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.architecture.house_pages import Page
from tests.architecture.matrix import Visit
from tests.factories.house import House

pytestmark = [pytest.mark.django_db, pytest.mark.once]


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
