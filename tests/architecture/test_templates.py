"""What a page may hold: no inline style or script, nothing from elsewhere, and words that can be translated."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from tests.architecture import source

INLINE = re.compile(r"\s(style|on[a-z]+)\s*=\s*[\"']", re.I)
BLOCK = re.compile(r"<style\b|<script\b(?![^>]*\bsrc=)(?![^>]*type=[\"'](?:application|text)/json)|javascript:", re.I)
# What the browser fetches by itself; a link that a person follows is another matter.
LOADING = "script|img|iframe|link|source|video|audio|embed|object"
FETCHED = re.compile(rf"<(?:{LOADING})\b[^>]*(?:src|href|data)=[\"'](?:https?:)?//", re.I)
CODE = re.compile(r"{%\s*(comment|blocktranslate|blocktrans)\b.*?{%\s*end\1\s*%}|{%.*?%}|{{.*?}}|{#.*?#}", re.S)
SILENT = re.compile(r"{%\s*block (?:nav_current|body_class|robots|referrer)\b.*?{%\s*endblock\b.*?%}", re.S)
SPOKEN = ("alt", "aria-label", "title", "placeholder", "aria-description")
WORD = re.compile(r"[A-Za-z]{2,}")


def templates() -> list[Path]:
    return [*source.files(".html", under="templates/"), *source.files(".html", under="deploy/")]


def without_comments(path: Path) -> str:
    return re.sub(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->", "", source.text(path), flags=re.S)


def test_there_are_templates() -> None:
    assert len(templates()) > 5


def test_no_template_has_a_style_or_a_script_inside() -> None:
    wrong = [
        f"{source.name(path)}: {match[0]}"
        for path in templates()
        for pattern in (INLINE, BLOCK)
        for match in pattern.finditer(without_comments(path))
    ]
    assert wrong == []


def test_no_page_fetches_from_elsewhere() -> None:
    wrong = [
        f"{source.name(path)}: {match[0]}"
        for path in [*templates(), *source.files(".css", ".js", under="static/")]
        for pattern in (FETCHED, re.compile(r"url\(\s*[\"']?(?:https?:)?//|@import\s+[\"'](?:https?:)?//"))
        for match in pattern.finditer(source.text(path))
    ]
    assert wrong == []


def test_scripts_build_text_and_never_markup_or_code() -> None:
    banned = re.compile(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function)\b")
    wrong = [
        f"{source.name(path)}: {match[0]}"
        for path in source.files(".js", under="static/")
        if "/vendor/" not in source.name(path)
        for match in banned.finditer(source.text(path))
    ]
    assert wrong == []


def test_nothing_is_marked_safe_in_a_template() -> None:
    unescaped = re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off")
    # A field's help text is our own words; Django's password rules are a list.
    ours = {"templates/components/field_words.html"}
    wrong = [
        name for path in templates() if (name := source.name(path)) not in ours and unescaped.search(source.text(path))
    ]
    assert wrong == []


class Words(HTMLParser):
    """Collects what a person would read or hear that no translation tag has made."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        for key, value in attributes:
            if key in SPOKEN and value and WORD.search(value):
                self.found.append(f'{key}="{value}"')

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent and WORD.search(data):
            self.found.append(data.strip())


def test_every_visible_word_can_be_translated() -> None:
    wrong = []
    for path in source.files(".html", under="templates/"):
        # The style page is for developers and is not translated.
        if source.name(path).startswith("templates/style/"):
            continue
        reader = Words()
        # A tag becomes a mark without letters, so that only words of our own remain.
        reader.feed(CODE.sub("\u00b7", SILENT.sub("", source.text(path))))
        wrong += [f"{source.name(path)}: {word[:60]}" for word in reader.found]
    assert wrong == []


# A token would need a cookie, which help does not set. A search changes nothing and posts so that no address holds the
# words; the other acts for nobody who is signed in (care/views/checking.py).
WITHOUT_TOKEN = (
    "care:services", "care:did_not_work", "groups:discover", "stories:discover", "resilience:shelf", "url 'search'",
)  # fmt: skip


def test_forms_that_post_carry_a_token() -> None:
    wrong = []
    for path in source.files(".html", under="templates/"):
        for form in re.findall(r"<form\b.*?</form>", source.text(path), re.S | re.I):
            opening = form.partition(">")[0]
            if any(name in opening for name in WITHOUT_TOKEN):
                continue
            if re.search(r"method=[\"']post", opening, re.I) and "csrf_token" not in form and "{% include" not in form:
                wrong.append(f"{source.name(path)}: {opening}")
    assert wrong == []
