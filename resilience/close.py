"""Somebody’s buddy in a group. Whoever reads it reads a name among others, and not why it is there."""

from __future__ import annotations

from groups.models import Membership
from resilience.models import BuddyPair


def close_to(membership: Membership) -> list[int]:
    pairs = BuddyPair.objects.live().of_membership(membership).select_related("asker", "asked")
    return [pair.other_than(membership.account_id).pk for pair in pairs]
