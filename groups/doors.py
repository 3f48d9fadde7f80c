"""What the floors above add to pages about groups, without this floor knowing them.

`doors`: ways in for a member (their room). `acts`: what can be done about a name or a group (report it).
`blocks`: what stands beside the door for a member (their next meeting). `shown`: what everybody may know, where the
group chose so (when it meets). `chosen`: whether a group chose to be found by who searches the web.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from groups.models import Group, Membership
from registry import Registry


@dataclass(frozen=True)
class Door:
    """A link: words, where it leads, and an icon of the sprite. `main` marks the one filled button of the page."""

    label: str
    href: str
    icon: str = "on"
    main: bool = False


@dataclass(frozen=True)
class Block:
    """A fragment beside the door: the template of a floor above, and what it needs."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """What a group shows to everybody: links, and the same as data that machines read (schema.org)."""

    links: list[Door] = field(default_factory=list)
    data: list[dict[str, Any]] = field(default_factory=list)


# Called with the group and the viewer's live membership; None adds nothing.
doors: Registry[Callable[[Group, Membership], Door | None]] = Registry("groups.doors")
# Called with the viewer and a Group or Membership row that they see; None adds nothing.
acts: Registry[Callable[[Any, Group | Membership], Door | None]] = Registry("groups.acts")
# Called with the viewer, the group and their live membership; None adds nothing.
blocks: Registry[Callable[[Any, Group, Membership], Block | None]] = Registry("groups.blocks")

# Called with a group that the viewer sees; None adds nothing.
shown: Registry[Callable[[Group], Shown | None]] = Registry("groups.shown")

# As an expression about the group around it.
chosen: Registry[Callable[[], Any]] = Registry("groups.chosen")


def may_be_found() -> Q:
    """Groups that chose to be found by who searches the web. Pages for search engines name no other."""
    return reduce(or_, (Q(chose()) for chose in chosen), Q(pk__in=[]))


def doors_of(group: Group, membership: Membership | None) -> list[Door]:
    """Every way in for this member; none for who is not in the group."""
    if membership is None or not takes_part(membership):
        return []
    return [door for make in doors if (door := make(group, membership))]


def blocks_of(user: Any, group: Group, membership: Membership | None) -> list[Block]:
    """What the floors above show this member beside the door; nothing for who is not in the group."""
    if membership is None or not takes_part(membership):
        return []
    return [block for make in blocks if (block := make(user, group, membership))]


def takes_part(membership: Membership) -> bool:
    """They have agreed to the ground rules, and have not left."""
    return membership.state in {Membership.State.ACTIVE, Membership.State.PAUSED}


def acts_on(user: Any, row: Group | Membership) -> list[Door]:
    """What `user` can do about `row`, besides what this floor offers."""
    return [door for make in acts if (door := make(user, row))]


def shown_of(group: Group) -> list[Shown]:
    """What the floors above show of `group` to everybody."""
    return [found for make in shown if (found := make(group))]
