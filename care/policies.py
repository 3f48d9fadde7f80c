"""Who may vouch for a number."""

from __future__ import annotations

from typing import Any

import rules

from accounts.access import declare
from accounts.policies import is_signed_in


@rules.predicate
def is_admin(user: Any) -> bool:
    return bool(user.is_staff)


declare(
    care={
        "confirm_lines": is_signed_in & is_admin,
        "load_lines": is_signed_in & is_admin,
    }
)
