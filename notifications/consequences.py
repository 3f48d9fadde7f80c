"""What follows here when somebody asks to be erased: their devices hear nothing any more."""

from __future__ import annotations

from typing import Any

from accounts import signals as account_signals
from notifications.services import end_devices_of


def account_hidden(sender: Any, user: Any, **kwargs: Any) -> None:
    end_devices_of(user)


def connect() -> None:
    account_signals.account_hidden.connect(account_hidden, dispatch_uid="notifications")
