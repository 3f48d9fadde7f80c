"""Ways to be there for others, for who looks for them. Each is shown to those alone who may go it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import can
from groups.models import Membership
from moderation.distress import in_distress
from registry import Registry
from resilience.models import BuddyPair, BuddyWish

# In so many groups, the newest first, is it looked whether somebody could be a buddy.
GROUPS_MOST = 3


@dataclass(frozen=True)
class Way:
    """One thing that somebody could do for others: what, and where."""

    words: str
    href: str


# What apps beside this one add: peersupport/wiring.py.
ways_to_help: Registry[Callable[[Any], list[Way]]] = Registry("resilience.ways_to_help")


def invitation(user: Any) -> list[Way] | None:
    """The ways that `user` may go; None where nobody is invited: who is in distress, or may do nothing for others now.

    A visitor reads the invitation without ways: each of them needs an account.
    """
    if not getattr(user, "is_authenticated", False):
        return []
    if not can(user, "accounts.participate") or in_distress(user):
        return None
    return [way for source in (*ways_to_help, _own) for way in source(user)]


def _own(user: Any) -> list[Way]:
    found = [Way(_("Write down what helped you"), reverse("resilience:write"))]
    mine = Membership.objects.of(user).filter(state="active", group__state="active").select_related("group")
    for row in mine.order_by("-joined_at", "-pk")[:GROUPS_MOST]:
        taken = BuddyPair.objects.live().of_membership(row) or BuddyWish.objects.filter(membership=row)
        if can(user, "resilience.switch_on", row) and not taken:
            there = reverse("resilience:buddy", args=[row.group.slug])
            return [*found, Way(_("Be somebody’s buddy in “%(group)s”") % {"group": row.group.name}, there)]
    return found
