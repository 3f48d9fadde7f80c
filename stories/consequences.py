"""What follows for stories from what happened on the floors below."""

from __future__ import annotations

from typing import Any

from accounts import signals as account_signals
from groups import signals as group_signals
from stories.services import erase_stories_of, rename, take_words_back


def words_taken_back(sender: Any, account: Any, group: Any, **kwargs: Any) -> None:
    """Sent before the transaction in which they leave."""
    take_words_back(actor=account, group=group)


def membership_renamed(sender: Any, membership: Any, **kwargs: Any) -> None:
    rename(membership)


def account_erased(sender: Any, user: Any, **kwargs: Any) -> None:
    erase_stories_of(user)


def connect() -> None:
    group_signals.words_taken_back.connect(words_taken_back, dispatch_uid="stories")
    group_signals.membership_renamed.connect(membership_renamed, dispatch_uid="stories")
    account_signals.account_erased.connect(account_erased, dispatch_uid="stories")
