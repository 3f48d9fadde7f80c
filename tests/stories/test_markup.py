"""What is pasted stays text: every field of every form, on every page that shows it."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from stories.parts import TEXTS
from stories.prose import rendered
from tests.factories.stories import answer, let_out, tell, write
from tests.look.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CORPUS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '<a href="javascript:alert(1)">press</a>',
    "[press](javascript:alert(1))",
    "![x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>*{background:url(https://elsewhere.example/)}</style>",
    "<form action=https://elsewhere.example/><button>go</button></form>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<meta http-equiv=refresh content=0;url=https://elsewhere.example/>",
    "**<b onmouseover=alert(1)>**",
    '*"onfocus=alert(1) autofocus="*',
    "> <script>alert(1)</script>",
    "- <img src=x onerror=alert(1)>",
    "1. <svg onload=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e<script>alert(1)</script>",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "https://elsewhere.example/<script>",
]
# What our own pages are made of; no field of anybody's adds to it.
OURS = re.compile(r"/static/|/help/|^#|^/|https://www\.wikipedia\.org")


def is_clean(html: str) -> bool:
    """No element, address or handler of somebody's words: those of our own pages only."""
    page = Page(html)
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert tag not in ("iframe", "object", "embed", "math", "base"), tag
        for name in ("href", "src", "action"):
            assert not attributes.get(name) or OURS.search(attributes[name]), (tag, attributes)
        assert tag != "style" and (tag != "script" or attributes.get("src")), attributes
        assert tag != "img" and attributes.get("http-equiv") is None
    assert "elsewhere.example" not in str(
        [attributes for _tag, attributes in page.elements if "value" not in attributes]
    )
    return True


@pytest.mark.parametrize("text", CORPUS)
def test_a_story_of_markup_is_a_story_about_markup(text: str, ana: Any, cy: Any, mo: Any, client_of: Any) -> None:
    short = text[:100]
    fields = {name: text if name in ("how_it_was", "what_helped", "now") else short for name in TEXTS}
    draft = write(ana, **fields, name=short[:20], byline="nobody")
    own, other = client_of(ana), client_of(cy)
    for path in ("/stories/write/", f"/stories/drafts/{draft.uid}/", f"/stories/drafts/{draft.uid}/look/",
                 f"/stories/drafts/{draft.uid}/remove/"):  # fmt: skip
        assert is_clean(own.get(path).content.decode())
    stale = {"version": 1, "page": "x", **fields, "how_it_was": f"{text} other"}
    assert is_clean(own.post(f"/stories/drafts/{draft.uid}/", stale).content.decode())
    story = let_out(tell(ana, **fields, audience="everyone"), mo)
    said = other.post(f"{story.get_absolute_url()}answer/", {"body": text, "content_note": short, "name": text})
    assert said.status_code in (302, 422) and (said.status_code == 302 or is_clean(said.content.decode()))
    answer(cy, story, text, content_note=short)
    for client, path in (
        (own, story.get_absolute_url()), (other, story.get_absolute_url()), (other, "/stories/"),
        (own, "/stories/mine/"), (other, "/stories/mine/"), (other, f"/report/story/{story.uid}/"),
        (client_of(mo), "/stories/reviews/"),
        (own, f"{story.get_absolute_url()}take-back/"),
    ):  # fmt: skip
        assert is_clean(client.get(path).content.decode()), path
    found = other.post("/stories/", {"q": text})
    assert found.status_code == 200 and is_clean(found.content.decode())


def test_plain_writing_becomes_paragraphs_lists_quotes_and_emphasis() -> None:
    text = (
        "One.\nStill one.\n\n- tea\n- *warm* toast\n\n1. first\n2. second\n\n> so it was\n> and is\n\nA **strong** end"
    )
    assert rendered(text) == (
        "<p>One.<br>Still one.</p><ul><li>tea</li><li><em>warm</em> toast</li></ul>"
        "<ol><li>first</li><li>second</li></ol>"
        "<blockquote><p>so it was<br>and is</p></blockquote><p>A <strong>strong</strong> end</p>"
    )


@pytest.mark.parametrize(
    "text", ["", "   ", "*", "**", "***a***", "* ", ">", "- ", "1.", "a*b*c", "2 * 3 * 4", "\n\n\n"]
)
def test_odd_writing_is_no_error_and_loses_no_letter(text: str) -> None:
    kept = re.sub(r"<[^>]*>", "", rendered(text))
    assert [sign for sign in kept if sign.isalnum()] == [sign for sign in text if sign.isalnum()] or text == "1."


def test_a_long_line_of_marks_is_quick() -> None:
    start = time.perf_counter()
    for text in ("*" * 20_000, "**a " * 5_000, "> " * 10_000, "*a" * 10_000, "&" * 20_000):
        rendered(text)
    assert time.perf_counter() - start < 2
