"""What buddies leave behind of a person, how it is given back, and what is left when they go: nothing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, holdings
from moderation.privacy import FOLDABLE
from resilience.models import BuddyPair, BuddyRequest, BuddyWish
from resilience.services.buddy_pairs import forget_buddies_of

P, S, T = Class.PRIVATE, Class.SENSITIVE, Class.TECHNICAL
_ROW = {"id": T, "uid": T}


def _wishes(account: Any) -> list[dict[str, Any]]:
    rows = BuddyWish.objects.filter(membership__account=account).select_related("membership__group")
    return [{"group": row.membership.group.name, "since": row.since} for row in rows]


def _requests(account: Any) -> list[dict[str, Any]]:
    """What one asked; never what became of it. What others asked are their words."""
    rows = BuddyRequest.objects.filter(account=account).select_related("asker__group")
    return [
        {"group": row.asker.group.name, "as": row.asker.display_name, "text": row.words, "asked_at": row.asked_at}
        for row in rows
    ]


def _pairs(account: Any) -> list[dict[str, Any]]:
    rows = BuddyPair.objects.of(account).select_related("asker__group", "asked")
    found = []
    for row in rows:
        mine = row.asker if row.asker.account_id == account.pk else row.asked
        agreed = row.asker_agreed_at if mine == row.asker else row.asked_agreed_at
        group = row.asker.group.name
        found.append(
            {"group": group, "as": mine.display_name, "agreed": agreed, "begun": row.begun_at, "ended": row.ended_at}
        )
    return found


def register() -> None:
    holdings.add("resilience.buddywish", Holding(
        model=BuddyWish, kind="where_you_may_be_asked", export=_wishes, erase=forget_buddies_of,
        retention=_("Until you switch it off, find a buddy, leave the group or erase your account."),
        fields={**_ROW, "membership": Class.GROUP, "since": P},
    ))  # fmt: skip
    holdings.add("resilience.buddyrequest", Holding(
        model=BuddyRequest, kind="what_you_asked_to_find_a_buddy", export=_requests, erase=forget_buddies_of,
        retention=_("30 days, answered or not."),
        fields={**_ROW, **FOLDABLE, "asker": P, "asked": P, "account": T, "words": S,
                "asked_at": P, "lapses_at": P, "put_away_at": P, "over_at": P, "is_settled": T, "hidden_at": P},
    ))  # fmt: skip
    holdings.add("resilience.buddypair", Holding(
        model=BuddyPair, kind="buddies", export=_pairs, erase=forget_buddies_of,
        retention=_("30 days after it ended, with all that was said."),
        fields={**_ROW, "asker": P, "asked": P, "room": T, "asker_agreed_at": P, "asked_agreed_at": P,
                "asker_is_adult": P, "asked_is_adult": P, "begun_at": P, "ended_at": P},
    ))  # fmt: skip
