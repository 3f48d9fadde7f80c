"""The parts of a story, what helps to begin each, and how much fits. Words only; no Django models here."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from stories.helps import HELPS

# What a draft keeps in all its parts together: whatever somebody pastes, it is kept first and talked about then.
KEPT_MOST = 120_000
# What a story may have: about half an hour of reading.
STORY_MOST = 20_000
PARTS = ("how_it_was", "what_helped", "now")
TEXTS = ("title", *PARTS, "content_note", "note_help")
ONLY_ME = "me"


@dataclass(frozen=True)
class Part:
    key: str
    title: Any
    hint: Any
    prompts: tuple[Any, ...] = ()


IN_ORDER = (
    Part("how_it_was", _("How it was"), _("What it was like, in your words. You choose how much."), (
        _("One evening that I remember well was …"),
        _("What nobody saw was …"),
        _("If I had to explain it to a friend, I would say …"),
    )),
    Part("what_helped", _("What helped"), _("People, places, small things. Also what helped only a little."), (
        _("The first thing that made a difference was …"),
        _("Somebody said something that stayed with me: …"),
        _("What did not help, and what I wish people knew: …"),
    )),
    Part("now", _("Where I am now"), _("There need not be a happy end. Today is enough."), (
        _("A usual day now looks like this: …"),
        _("What is still hard is …"),
        _("To somebody who is where I was, I would say …"),
    )),
)  # fmt: skip


@dataclass(frozen=True)
class Choices:
    """For whom, under which name, about what: what somebody has chosen so far. Nothing of it is true until it is
    published."""

    audience: str = ONLY_ME
    byline: str = "nobody"
    name: str = ""
    # The uid of one of their groups, as text.
    group: str = ""
    topics: tuple[str, ...] = ()
    helped: tuple[str, ...] = ()
    still_in_it: bool = False
    replies_open: bool = True
    language: str = "en"

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Choices:
        """What was kept as JSON; what it does not know stays as it is at the beginning."""
        names = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        for name in ("topics", "helped"):
            if name in names:
                names[name] = tuple(names[name])
        return cls(**names)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Words:
    """The texts of a draft, opened."""

    texts: dict[str, str] = field(default_factory=lambda: dict.fromkeys(TEXTS, ""))
    choices: Choices = field(default_factory=Choices)

    def __repr__(self) -> str:
        return "<Words>"

    @property
    def letters(self) -> int:
        return sum(len(text) for text in self.texts.values())

    @property
    def is_empty(self) -> bool:
        return not any(self.texts.values())

    @property
    def helped_labels(self) -> list[Any]:
        return [HELPS[key] for key in self.choices.helped if key in HELPS]
