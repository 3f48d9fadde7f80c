"""What follows at meetings from what happened on the floors below. Runs inside the transaction of its cause."""

from __future__ import annotations

from typing import Any

from accounts import signals as account_signals
from groups import signals as group_signals
from groups.models import Group
from meetings.services import (
    change_role,
    end_calendar_of,
    end_plans_of,
    free_places_of,
    free_places_of_account,
    give_places_again_to,
    keep_no_places_for,
)


def membership_ended(sender: Any, membership: Any, **kwargs: Any) -> None:
    free_places_of(membership)


def role_changed(sender: Any, membership: Any, **kwargs: Any) -> None:
    change_role(membership)


def group_closed(sender: Any, group: Any, **kwargs: Any) -> None:
    """A group that ended meets no more. One that nobody keeps may find somebody before its next meeting."""
    if group.state == Group.State.ARCHIVED:
        end_plans_of(group)


def account_hidden(sender: Any, user: Any, **kwargs: Any) -> None:
    free_places_of_account(user)


def death_noted(sender: Any, user: Any, **kwargs: Any) -> None:
    keep_no_places_for(user)


def death_undone(sender: Any, user: Any, **kwargs: Any) -> None:
    give_places_again_to(user)


def locks_changed(sender: Any, user: Any, **kwargs: Any) -> None:
    end_calendar_of(user)


def connect() -> None:
    group_signals.membership_ended.connect(membership_ended, dispatch_uid="meetings")
    group_signals.role_changed.connect(role_changed, dispatch_uid="meetings")
    group_signals.group_closed.connect(group_closed, dispatch_uid="meetings")
    account_signals.account_hidden.connect(account_hidden, dispatch_uid="meetings")
    account_signals.death_noted.connect(death_noted, dispatch_uid="meetings")
    account_signals.death_undone.connect(death_undone, dispatch_uid="meetings")
    account_signals.locks_changed.connect(locks_changed, dispatch_uid="meetings")
