"""Where a strategy comes from: a story, which an app beside this one keeps. Joined in peersupport/wiring.py."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry import Registry


@dataclass(frozen=True)
class Source:
    """A story as the one who asks may know of it. `helped` is what its author said of what helped, for them alone."""

    title: str
    url: str
    mine: bool
    helped: str = ""


# Each answers None where `user` may not know of it, or where there is nothing (any more).
sources: Registry[Callable[[Any, uuid.UUID], Source | None]] = Registry("resilience.sources")


def source_of(user: Any, uid: uuid.UUID | None) -> Source | None:
    """The story with this uid, as `user` may know of it."""
    if uid is None:
        return None
    return next((found for asked in sources if (found := asked(user, uid)) is not None), None)
