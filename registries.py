"""Registries of pages and sweeps that belong to the roof but are filled from every floor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from registry import Registry


@dataclass(frozen=True)
class HomeCard:
    """One thing on the home page; `place` is "main" or "aside", and `weight` orders each of the two:

    1 to 9 for what somebody else waits for or has written, 10 to 14 for what is next for oneself, 15 to 19 for whom one
    could answer, 20 to 39 for one's places, 40 and more for what may be read when there is time.
    """

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    weight: int = 50
    place: str = "main"


@dataclass(frozen=True)
class Found:
    """One search result, already filtered by `visible_to`."""

    title: str
    url: str
    line: str = ""
    when: datetime | None = None


home: Registry[Callable[[Any], list[HomeCard]]] = Registry("home")
# Under the name of such a source, where most people have nothing of it: whether there is something for this person, as
# an expression. Home asks all of these in one question, and the sources behind a no ask none.
home_when: Registry[Callable[[Any], Any]] = Registry("home.when")
search: Registry[Callable[[Any, str], list[Found]]] = Registry("search")
# A sweep that removes what its app may no longer keep at the given moment; returns how many rows went.
retention: Registry[Callable[[datetime], int]] = Registry("retention")
