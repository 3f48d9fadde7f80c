"""Asking for permission, by name.

`can` and `require` ask the `rules` registry and never `user.has_perm`, which answers yes to everything for superusers
and would open private rooms to whoever runs the server.
"""

from __future__ import annotations

from typing import Any

import rules
from django.core.exceptions import PermissionDenied


def can(user: Any, perm: str, obj: Any = None) -> bool:
    """May `user` do `perm` (to `obj`)? KeyError for a name that no policies.py declares."""
    if not rules.perm_exists(perm):
        raise KeyError(f"no policy is declared for {perm!r}")
    return bool(rules.permissions.permissions.test_rule(perm, user, obj))


def require(user: Any, perm: str, obj: Any = None) -> None:
    """PermissionDenied unless `can(user, perm, obj)`."""
    if not can(user, perm, obj):
        raise PermissionDenied(perm)


def declare(**policies: Any) -> None:
    """Declare policies of one app: `declare(groups=dict(join=..., ...))` names them `groups.join`."""
    for app, perms in policies.items():
        for name, predicate in perms.items():
            rules.add_perm(f"{app}.{name}", predicate)
