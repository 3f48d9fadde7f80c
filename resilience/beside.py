"""What apps beside this one know: meetings that people kept, and stories. Joined in peersupport/wiring.py."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from registry import Registry

# Called with the person; answers when the meetings were in which they were there, in any order.
meetings_kept: Registry[Callable[[Any], list[dt.datetime]]] = Registry("resilience.meetings_kept")
# Called with ids of memberships; answers how many meetings of their group each of them was at. Absent: none.
counters: Registry[Callable[[Collection[int]], dict[int, int]]] = Registry("resilience.times_there")


def times_there(memberships: Collection[int]) -> dict[int, int]:
    """Membership id → how many meetings of the group they kept, for those who kept any."""
    found: dict[int, int] = {}
    for ask in counters if memberships else ():
        for pk, times in ask(memberships).items():
            found[pk] = found.get(pk, 0) + times
    return found


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
