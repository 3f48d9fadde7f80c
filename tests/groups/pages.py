"""What the tests of pages share."""

from __future__ import annotations

import re
from typing import Any

from groups.ground_rules import rules_in_force


def text(response: Any) -> str:
    """The page with every run of white space as one."""
    return re.sub(r"\s+", " ", response.content.decode())


def join_fields(group: Any, **more: Any) -> dict[str, Any]:
    """A filled-in form that would let somebody in."""
    return {
        "rules": str(rules_in_force(group).uid),
        "display_name": "Quiet Heron",
        "agree": "on",
        "avatar_seed": "0123456789abcdef",
    } | more
