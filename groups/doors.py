"""What the floors above add to pages about groups, without this floor knowing them.

`doors`: ways in for a member (their room). `acts`: what can be done about a name or a group (report it).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from groups.models import Group, Membership
from registry import Registry


@dataclass(frozen=True)
class Door:
    """A link: words, where it leads, and an icon of the sprite. `main` marks the one filled button of the page."""

    label: str
    href: str
    icon: str = "on"
    main: bool = False


# Called with the group and the viewer's live membership; None adds nothing.
doors: Registry[Callable[[Group, Membership], Door | None]] = Registry("groups.doors")
# Called with the viewer and a Group or Membership row that they see; None adds nothing.
acts: Registry[Callable[[Any, Group | Membership], Door | None]] = Registry("groups.acts")


def doors_of(group: Group, membership: Membership | None) -> list[Door]:
    """Every way in for this member; none for who is not in the group."""
    if membership is None or membership.state not in {Membership.State.ACTIVE, Membership.State.PAUSED}:
        return []
    return [door for make in doors if (door := make(group, membership))]


def acts_on(user: Any, row: Group | Membership) -> list[Door]:
    """What `user` can do about `row`, besides what this floor offers."""
    return [door for make in acts if (door := make(user, row))]
