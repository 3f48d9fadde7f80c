"""What stands at a group's door for one person: why they may come in, or kindly why not. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from accounts.access import can
from accounts.ages import fits
from accounts.policies import address_is_settled
from accounts.raids import is_closed_to_new_people
from groups.ground_rules import needs_rules
from groups.models import Group, JoinRequest, Membership
from groups.policies import membership_of, takes_people_in, was_refused_lately, was_removed


class Stand(StrEnum):
    """How someone stands to a group. The page has one fragment for each."""

    MEMBER = "member"
    AGREE = "agree"
    PROPOSED = "proposed"
    DECLINED = "declined"
    WAITING = "waiting"
    REFUSED = "refused"
    REMOVED = "removed"
    CLOSED = "closed"
    BEGUN = "begun"
    SIGN_IN = "sign_in"
    ADDRESS = "address"
    NOT_NOW = "not_now"
    CLOSED_FOR_NOW = "closed_for_now"
    FULL = "full"
    JOIN = "join"
    ASK = "ask"
    KEEP = "keep"


@dataclass(frozen=True)
class Entrance:
    stand: Stand
    membership: Membership | None = None
    request: JoinRequest | None = None


def not_yet(user: Any) -> Stand | None:
    """What keeps this person from joining any group, or None."""
    if not getattr(user, "is_authenticated", False):
        return Stand.SIGN_IN
    if can(user, "accounts.may_join_groups"):
        return None
    return Stand.NOT_NOW if address_is_settled(user) else Stand.ADDRESS


def entrance(user: Any, group: Group, *, invited: bool = False) -> Entrance:
    """Where `user` stands to `group`, which carries `places` (`with_places`). `invited` opens a door of any kind."""
    membership = membership_of(user, group)
    if group.state in {Group.State.PROPOSED, Group.State.DECLINED}:
        return Entrance(Stand(group.state), membership=membership)
    if membership is not None:
        return Entrance(Stand.AGREE if needs_rules(membership) else Stand.MEMBER, membership=membership)
    if getattr(user, "is_authenticated", False):
        if was_removed(user, group):
            return Entrance(Stand.REMOVED)
        waiting = JoinRequest.objects.waiting().filter(group=group, account=user).first()
        if waiting is not None and not invited:
            return Entrance(Stand.WAITING, request=waiting)
    if group.unkept_since is not None and can(user, "groups.step_in", group):
        return Entrance(Stand.KEEP)
    if invited and is_closed_to_new_people():
        return Entrance(Stand.CLOSED_FOR_NOW)
    if not takes_people_in(user, group):
        begun = group.cohort_starts_on is not None and not group.closed_to_posts_at and not group.unkept_since
        return Entrance(Stand.BEGUN if begun else Stand.CLOSED)
    if getattr(group, "places", 0) < 1:
        return Entrance(Stand.FULL)
    if (hindrance := not_yet(user)) is not None:
        return Entrance(hindrance)
    if not invited and not fits(user, group.ages, keeping=False):
        # An adult who may keep groups for the young sees this one, and comes in only where they are asked to keep it.
        return Entrance(Stand.CLOSED)
    if invited or group.entry == Group.Entry.OPEN:
        return Entrance(Stand.JOIN)
    if group.entry == Group.Entry.REQUEST and was_refused_lately(user, group):
        return Entrance(Stand.REFUSED)
    return Entrance(Stand.ASK if group.entry == Group.Entry.REQUEST else Stand.CLOSED)
