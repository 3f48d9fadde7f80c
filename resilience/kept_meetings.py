"""How many meetings somebody kept, as the app beside this one knows it: joined in peersupport/wiring.py."""

from __future__ import annotations

from collections.abc import Callable, Collection

from registry import Registry

# Called with ids of memberships; answers how many meetings of their group each of them was at. Absent: none.
counters: Registry[Callable[[Collection[int]], dict[int, int]]] = Registry("resilience.times_there")


def times_there(memberships: Collection[int]) -> dict[int, int]:
    """Membership id → how many meetings of the group they kept, for those who kept any."""
    found: dict[int, int] = {}
    for ask in counters if memberships else ():
        for pk, times in ask(memberships).items():
            found[pk] = found.get(pk, 0) + times
    return found
