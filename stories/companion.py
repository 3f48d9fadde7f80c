"""Before others read it: what in a text could tell who or where somebody is, or could hurt. A hint, never a bar.

It is asked only when somebody presses “Share it”, nothing of it is stored, and it says nothing about the words that
people use for themselves. More than that only where somebody switched it on. One hint at a time; whoever does not want
one again, does not get it again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from moderation.engine import Outcome, read_text
from stories.models import HintPutAway
from stories.parts import IN_ORDER, PARTS, TEXTS, Words
from stories.services.wishes import wishes_of

PASSAGE_MOST = 120
# About two minutes of a voice without a rest; where a listener stops, it begins again at the paragraph.
WORDS_AT_ONCE = 220
# Below that, somebody has told a moment, and not a way through.
TOLD_MUCH = 300


@dataclass(frozen=True)
class Hint:
    """`why` is the reason; `passages` are the words that it is about, with the part in which they stand."""

    key: str
    title: Any
    why: Any
    passages: tuple[tuple[Any, str], ...] = ()
    help_first: bool = False


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
# Only where somebody switched them on. None looks at a word that somebody uses for themselves.
NOW = Matter(
    "now", (),
    _("This sounds as if it is happening now"),
    _("A story can wait, and it is kept. If tonight is hard, a person can be with you first. "
      "You can share it before that, too."),
)  # fmt: skip
LONG = Matter(
    "long", (),
    _("A long part without a rest"),
    _("People also have stories read aloud to them. An empty line lets the voice pause, and they find their place "
      "again."),
)  # fmt: skip
HELPED = Matter(
    "helped", (),
    _("Nothing stands under “What helped”"),
    _("Many look for that part first, and find a story by it. What helped only a little counts, and so does that "
      "nothing did. It may stay empty."),
)  # fmt: skip
MORE = (NOW, LONG, HELPED)
HINTS = {matter.key for matter in (*MATTERS, *MORE)}
TITLES = {part.key: part.title for part in IN_ORDER} | {
    "title": _("Title"), "content_note": _("Content note"), "note_help": _("What can help while reading")
}  # fmt: skip


def next_hint(user: Any, words: Words, passed: set[str]) -> Hint | None:
    """The first thing worth a second look that `user` has neither passed just now nor put away for good."""
    away = passed | set(HintPutAway.objects.visible_to(user).values_list("hint", flat=True))
    more = MORE if wishes_of(actor=user).more_hints else ()
    # Help comes before everything; how a story reads comes last.
    wanted = [one for one in (*more[:1], *MATTERS, *more[1:]) if one.key not in away]
    if not wanted:
        return None
    read = _readings(words)
    for matter in wanted:
        passages = _passages(matter, words, read)
        if passages is not None:
            return Hint(matter.key, matter.title, matter.why, passages[:5], help_first=matter is NOW)
    return None


def _readings(words: Words) -> dict[str, Outcome]:
    """What the engine says of each text. One that does not answer has no hints."""
    texts = sorted(TEXTS, key=lambda name: name not in PARTS)
    return {name: read_text(words.texts[name], language=words.choices.language) for name in texts if words.texts[name]}


def _passages(matter: Matter, words: Words, read: dict[str, Outcome]) -> tuple[tuple[Any, str], ...] | None:
    """The words that `matter` is about, with their part; None where there is nothing to say."""
    if matter is NOW:
        # Their own words need not be held up to them here.
        return () if any(outcome.is_crisis for outcome in read.values()) else None
    if matter is LONG:
        return tuple((TITLES[part], _beginning(text)) for part in PARTS for text in _long(words.texts[part])) or None
    if matter is HELPED:
        return () if _leaves_out_what_helped(words) else None
    return (
        tuple(
            (TITLES[name], _whole_words(words.texts[name], one.start, one.end))
            for name, outcome in read.items()
            for one in (outcome.reading.findings if outcome.reading is not None else ())
            if one.kind in matter.kinds
        )
        or None
    )


def _long(text: str) -> list[str]:
    """Its paragraphs that nobody reads aloud in one breath."""
    return [one for one in re.split(r"\n\s*\n", text) if len(one.split()) > WORDS_AT_ONCE]


def _leaves_out_what_helped(words: Words) -> bool:
    """Much is told and nothing of what helped. Whoever is still in it is not asked for it."""
    told = len(words.texts["how_it_was"]) + len(words.texts["now"])
    said = words.texts["what_helped"] or words.choices.helped or words.choices.still_in_it
    return told > TOLD_MUCH and not said


def _whole_words(text: str, start: int, end: int) -> str:
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return _beginning(text[start:end])


def _beginning(text: str) -> str:
    passage = " ".join(text.split())
    return passage if len(passage) <= PASSAGE_MOST else f"{passage[:PASSAGE_MOST]} …"
