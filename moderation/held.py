"""Words that a rule holds, as the desk knows them: the app that keeps them says what waits, and draws its lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from registry import Registry

# From then on the desk says on all its pages that something waits for too long.
LATE = timedelta(hours=24)


@dataclass(frozen=True)
class Held:
    """`waiting(user)` are the rows that wait for `user`, by `held_at`; `template` draws them, with `rows` and `now`."""

    waiting: Callable[[Any], Any]
    template: str


held: Registry[Held] = Registry("moderation.held")
