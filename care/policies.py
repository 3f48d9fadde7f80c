"""Who may vouch for a number or a service, who brings in lists of them, and who keeps what is private: its owner."""

from __future__ import annotations

from typing import Any

import rules

from accounts.access import declare
from accounts.policies import is_signed_in


@rules.predicate
def is_admin(user: Any) -> bool:
    return bool(user.is_staff)


@rules.predicate
def is_owner(user: Any, row: Any) -> bool:
    """Of whatever somebody keeps for themself (a plan, a tool, a draft), also of what is not stored yet."""
    return row is not None and row.owner_id == user.pk


declare(
    care={
        "confirm_lines": is_signed_in & is_admin,
        "load_lines": is_signed_in & is_admin,
        "confirm_services": is_signed_in & is_admin,
        "import_services": is_signed_in & is_admin,
        "export_services": is_signed_in & is_admin,
        # No other state of an account matters here: whoever may sign in has their plan.
        "keep_plan": is_signed_in & is_owner,
        "share_plan": is_signed_in & is_owner,
        "keep_circle": is_signed_in & is_owner,
    }
)
