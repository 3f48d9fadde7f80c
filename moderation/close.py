"""Who was close to somebody: what the floors above know of it, for who looks in on people after a death."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from groups.models import Membership
from registry import Registry

# As many as somebody can look in on within a week.
CLOSE_MOST = 6

# Called with the membership of who has died; answers memberships of the same group, the closest first.
close_to: Registry[Callable[[Membership], Iterable[int]]] = Registry("moderation.close_to")


def close_of(membership: Membership) -> list[Membership]:
    """Those who are in the group now, by name: in no order, and without what made them close."""
    found: dict[int, None] = {}
    for ask in close_to:
        found.update(dict.fromkeys(ask(membership)))
    rows = Membership.objects.filter(pk__in=found, group=membership.group, state=Membership.State.ACTIVE)
    nearest = sorted(rows.exclude(pk=membership.pk), key=lambda row: list(found).index(row.pk))
    return sorted(nearest[:CLOSE_MOST], key=lambda row: row.display_name)
