"""Before others read it: what in a text could tell who or where somebody is, or could hurt. A hint, never a bar.

It is asked only when somebody presses “Share it”, nothing of it is stored, and it says nothing about the words that
people use for themselves. One hint at a time; whoever does not want one again, does not get it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from moderation.engine import read_text
from stories.models import HintPutAway
from stories.parts import IN_ORDER, PARTS, TEXTS, Words

PASSAGE_MOST = 120


@dataclass(frozen=True)
class Hint:
    """`why` is the reason; `passages` are the words that it is about, with the part in which they stand."""

    key: str
    title: Any
    why: Any
    passages: tuple[tuple[Any, str], ...] = ()


@dataclass(frozen=True)
class Matter:
    key: str
    kinds: tuple[str, ...]
    title: Any
    why: Any


MATTERS = (
    Matter(
        "method",
        ("method_detail", "encouragement", "pact"),
        _("This may be too close for somebody tonight"),
        _("Some readers are in the middle of it. Details of how to get hurt can stay in a head for long. "
          "The story is as true without them."),
    ),
    Matter(
        "identifying",
        ("identifying_detail",),
        _("Somebody could find you, or somebody else, by this"),
        _("What is written here can be read for years, also by people who know you. "
          "An address or a number leads to a person."),
    ),
)  # fmt: skip
HINTS = {matter.key for matter in MATTERS}
TITLES = {part.key: part.title for part in IN_ORDER} | {
    "title": _("Title"), "content_note": _("Content note"), "note_help": _("What can help while reading")
}  # fmt: skip


def next_hint(user: Any, words: Words, passed: set[str]) -> Hint | None:
    """The first thing worth a second look that `user` has neither passed just now nor put away for good."""
    away = set(HintPutAway.objects.visible_to(user).values_list("hint", flat=True))
    wanted = [matter for matter in MATTERS if matter.key not in passed | away]
    if not wanted:
        return None
    found = _findings(words)
    for matter in wanted:
        passages = tuple((TITLES[name], passage) for name, kind, passage in found if kind in matter.kinds)
        if passages:
            return Hint(matter.key, matter.title, matter.why, passages[:5])
    return None


def _findings(words: Words) -> list[tuple[str, str, str]]:
    """(part, kind, the words themselves). An engine that does not answer has no hints."""
    found: list[tuple[str, str, str]] = []
    for name in TEXTS:
        text = words.texts[name]
        reading = read_text(text, language=words.choices.language).reading if text else None
        for one in reading.findings if reading is not None else ():
            found.append((name, one.kind, _whole_words(text, one.start, one.end)))
    return sorted(found, key=lambda entry: entry[0] not in PARTS)


def _whole_words(text: str, start: int, end: int) -> str:
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    passage = " ".join(text[start:end].split())
    return passage if len(passage) <= PASSAGE_MOST else f"{passage[:PASSAGE_MOST]} …"
