"""Strategies by words and by situation, those of a story, and what somebody keeps. Reads only."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.sealed import CannotOpen
from registries import Found
from resilience import search
from resilience.models import Strategy, Tool, TriedIt
from resilience.querysets.strategies import StrategyQuerySet
from resilience.services import own_words
from resilience.told import Told, told

A_PAGE = 12
# Deeper than anybody turns pages.
PAGES_MOST = 20
RESULTS_MOST = 5
# A summary looks at so many answers, the newest: more would change no rough word.
TRIES_MOST = 2000


@dataclass(frozen=True)
class Kept:
    """One thing in somebody's toolbox as they read it. `gone` where its card cannot be seen at the moment."""

    tool: Tool
    card: Strategy | None
    words: str

    @property
    def text(self) -> str:
        return self.words or (str(self.card.called) if self.card is not None else "")

    @property
    def url(self) -> str:
        return self.card.get_absolute_url() if self.card is not None else ""

    @property
    def exercise(self) -> str:
        return self.card.exercise if self.card is not None else ""

    @property
    def gone(self) -> bool:
        return self.card is None and self.tool.strategy_id is not None


def page_of(user: Any, *, words: str, at: str, number: int) -> tuple[list[Strategy], bool]:
    """The cards of one page, the newest first, and whether more come after. Nothing is counted or ranked."""
    rows: StrategyQuerySet = Strategy.objects.all()
    if at:
        rows = rows.filter(situations__contains=f",{at},")
    first = (number - 1) * A_PAGE
    last = first + A_PAGE + 1
    found = search.found(user, words, most=last, rows=rows) if words.strip() else list(rows.visible_to(user)[:last])
    return found[first : first + A_PAGE], len(found) == last


def results(user: Any, words: str) -> list[Found]:
    """For a search over the whole house."""
    rows = search.found(user, words, most=RESULTS_MOST)
    return [
        Found(title=str(row.called), url=row.get_absolute_url(), line=str(row.helps_when), when=row.written_at)
        for row in rows
    ]


def of_story(user: Any, story_uid: uuid.UUID, *, mine: bool) -> SafeString:
    """For the page of a story: what was made of it, as `user` may see it, and for its author the way to make a card."""
    cards = list(Strategy.objects.visible_to(user).filter(story_uid=story_uid)[:A_PAGE])
    return render_to_string("resilience/_of_story.html", {"cards": cards, "story": story_uid, "mine": mine})


def toolbox_of(user: Any) -> list[Kept]:
    """Everything in the toolbox of `user`, favourites first, opened for them alone."""
    tools = list(Tool.objects.visible_to(user))
    return _opened(user, tools)


def kept_of(user: Any, tool: Tool) -> Kept:
    """One tool of `user`, opened for them alone, and no other with it."""
    return _opened(user, [tool])[0]


def favourites_of(user: Any) -> list[Kept]:
    """What `user` marked as theirs and can be read now, the newest first. Words under a lost key are left out: the page
    of helplines asks here, and must come."""
    tools = list(Tool.objects.visible_to(user).favourites())
    return [kept for kept in _opened(user, tools, gently=True) if kept.text]


def _opened(user: Any, tools: list[Tool], *, gently: bool = False) -> list[Kept]:
    wanted = [tool.strategy_id for tool in tools if tool.strategy_id is not None]
    cards = Strategy.objects.visible_to(user).in_bulk(wanted) if wanted else {}
    return [Kept(tool, cards.get(tool.strategy_id), _words_of(user, tool, gently)) for tool in tools]


def _words_of(user: Any, tool: Tool, gently: bool) -> str:
    try:
        return own_words(actor=user, tool=tool)
    except CannotOpen:
        if not gently:
            raise
        return ""


def told_of(strategy: Strategy) -> Told:
    """How it was for others, in rough words."""
    rows = TriedIt.objects.filter(strategy=strategy).order_by("-tried_at", "-pk")
    return told(rows.values_list("owner_id", "situation", "outcome")[:TRIES_MOST])
