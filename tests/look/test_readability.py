"""What members read can be read at the age of eleven: short sentences, ordinary words, a calm voice."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.look.pages import ROOT, TEMPLATES
from tests.look.reading import grade, sentences, syllables, words

# Age 11 to 12 is year 6.
MOST, LONGEST = 6.0, 25
# Pages of the team and of developers, and the admin.
STAFF = {"admin", "style"}
STAFF_PAGES = {"moderation/desk.html", "moderation/case.html", "resilience/reviews.html"}
ENOUGH_WORDS = 40

TRANSLATE = re.compile(r"""{%\s*trans(?:late)?\s+(?:"([^"]*)"|'([^']*)')""")
BLOCK = re.compile(r"{%\s*blocktrans(?:late)?\b[^%]*%}(.*?){%\s*endblocktrans(?:late)?\s*%}", re.S)


def said_in_template(text: str) -> list[str]:
    found = [first or second for first, second in TRANSLATE.findall(text)]
    for block in BLOCK.findall(text):
        for part in re.split(r"{%\s*plural\s*%}", block):
            found.append(re.sub(r"<[^>]+>", "", re.sub(r"{{.*?}}", "this", part)))
    return [" ".join(one.split()) for one in found]


def said_in_code(path: Path) -> list[str]:
    """Every constant text that a module hands to gettext."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "gettext", "gettext_lazy", "ngettext"}:
            for value in node.args:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    found.append(re.sub(r"%\(\w+\)[sd]", "this", value.value))
    return found


def member_pages() -> dict[str, list[str]]:
    pages = {}
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = str(path.relative_to(TEMPLATES))
        if path.relative_to(TEMPLATES).parts[0] not in STAFF and name not in STAFF_PAGES:
            pages[name] = said_in_template(path.read_text())
    for app in ("accounts", "care", "groups", "chat", "meetings", "resilience"):
        for path in sorted((ROOT / app).rglob("*.py")):
            if not {"migrations", "management", "admin.py", "countries.py", "models.py"} & set(path.parts):
                pages[str(path.relative_to(ROOT))] = said_in_code(path)
    return {name: said for name, said in pages.items() if said}


PAGES = member_pages()
LONG = [
    name
    for name, said in PAGES.items()
    if sum(len(words(sentence)) for text in said for sentence in sentences(text)) >= ENOUGH_WORDS
]


def test_the_pages_that_matter_most_are_read() -> None:
    assert {"landing.html", "pages/who-reads-what.html", "care/help.html"} <= set(LONG)


@pytest.mark.parametrize("name", LONG)
def test_a_page_is_easy_enough_at_eleven(name: str) -> None:
    assert grade(PAGES[name]) <= MOST


@pytest.mark.parametrize("name", PAGES)
def test_no_sentence_is_too_long(name: str) -> None:
    long = [one for text in PAGES[name] for one in sentences(text) if len(words(one)) > LONGEST]
    assert long == []


@pytest.mark.parametrize("name", PAGES)
def test_the_voice_is_calm_and_the_marks_are_set_with_care(name: str) -> None:
    wrong = [text for text in PAGES[name] if "!" in text or re.search(r"\w'\w", text)]
    assert wrong == []


@pytest.mark.parametrize(
    ("word", "count"),
    [("help", 1), ("people", 2), ("emergency", 4), ("listen", 2), ("facilitator", 5), ("closed", 1), ("needed", 2),
     ("table", 2), ("being", 2), ("pages", 2), ("time", 1), ("quiet", 2)],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_hard_text_is_told_from_easy_text() -> None:
    easy = "You can talk, or just listen. You can leave at any time."
    hard = (
        "Notwithstanding the aforementioned limitations, participants acknowledge that moderation personnel may, "
        "subject to applicable confidentiality obligations, examine communications."
    )
    assert grade([easy]) < 3 < 15 < grade([hard])
