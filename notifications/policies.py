"""Who chooses which messages somebody gets, and where: the person."""

from __future__ import annotations

from typing import Any

from rules import predicate

from accounts.access import declare
from accounts.policies import is_onboarded, is_own_account, is_signed_in
from notifications.push.vapid import is_on


@predicate
def push_is_on(user: Any, obj: Any) -> bool:
    """The installation has a key for it."""
    return is_on()


@predicate
def is_own_device(user: Any, device: Any) -> bool:
    return device is not None and device.account_id == getattr(user, "pk", None)


declare(
    notifications={
        "choose_mail": is_signed_in & is_own_account,
        "turn_on_push": is_signed_in & is_onboarded & is_own_account & push_is_on,
        "end_device": is_signed_in & is_own_device,
    }
)
