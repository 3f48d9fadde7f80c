"""What follows here from what happened on the floors below. Runs inside the transaction of its cause."""

from __future__ import annotations

from typing import Any

from accounts import signals as account_signals
from groups import signals as group_signals
from groups.models import Group
from resilience.services.buddies import take_words_back
from resilience.services.buddy_pairs import (
    end_buddies_in,
    forget_buddies_of,
    leave_buddies,
    part,
    rest_buddies_of,
    take_buddy_words_back,
)
from resilience.services.showing import forget_shown_of


def words_taken_back(sender: Any, account: Any, group: Any, **kwargs: Any) -> None:
    """Sent before the transaction in which they leave."""
    take_words_back(actor=account, group=group)
    take_buddy_words_back(actor=account, group=group)


def membership_ended(sender: Any, membership: Any, **kwargs: Any) -> None:
    """Who is not in a group any more shows no step there, and has no buddy."""
    forget_shown_of(membership)
    leave_buddies(membership)


def role_changed(sender: Any, membership: Any, **kwargs: Any) -> None:
    """Who keeps the room looks after everybody in it, and is nobody's buddy there."""
    if membership.keeps_the_room:
        leave_buddies(membership)


def group_closed(sender: Any, group: Any, **kwargs: Any) -> None:
    """With a group that ended, its buddies end. One that nobody keeps for now leaves the two to each other."""
    if group.state == Group.State.ARCHIVED:
        end_buddies_in(group)


def block_changed(sender: Any, block: Any, blocker: Any, blocked: Any, **kwargs: Any) -> None:
    if block is not None and block.against is not None:
        part(blocker, blocked, block.against.group)


def account_hidden(sender: Any, user: Any, **kwargs: Any) -> None:
    rest_buddies_of(user)


def account_erased(sender: Any, user: Any, **kwargs: Any) -> None:
    forget_buddies_of(user)


def connect() -> None:
    """Called once, from AppConfig.ready()."""
    group_signals.words_taken_back.connect(words_taken_back, dispatch_uid="resilience")
    group_signals.membership_ended.connect(membership_ended, dispatch_uid="resilience")
    group_signals.role_changed.connect(role_changed, dispatch_uid="resilience")
    group_signals.group_closed.connect(group_closed, dispatch_uid="resilience")
    group_signals.block_changed.connect(block_changed, dispatch_uid="resilience")
    account_signals.account_hidden.connect(account_hidden, dispatch_uid="resilience")
    account_signals.account_erased.connect(account_erased, dispatch_uid="resilience")
