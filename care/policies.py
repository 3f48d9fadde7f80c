"""Who may vouch for a number or a service, and bring in lists of them."""

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
        "confirm_services": is_signed_in & is_admin,
        "import_services": is_signed_in & is_admin,
        "export_services": is_signed_in & is_admin,
    }
)
