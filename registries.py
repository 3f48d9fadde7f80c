"""Registries of pages and sweeps that belong to the roof but are filled from every floor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from registry import Registry


@dataclass(frozen=True)
class HomeCard:
    """One thing on the home page. `weight` orders (small comes first); `place` is "main" or "aside"."""

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
search: Registry[Callable[[Any, str], list[Found]]] = Registry("search")
# A sweep that removes what its app may no longer keep at the given moment; returns how many rows went.
retention: Registry[Callable[[datetime], int]] = Registry("retention")
