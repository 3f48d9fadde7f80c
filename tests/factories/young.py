"""People under 18, the adults whom the team trusts with them, and their groups."""

from __future__ import annotations

from typing import Any

import clock
from accounts.ages import Ages
from groups.models import Group
from tests.factories.accounts import make_account
from tests.factories.groups import make_group


def make_young(name: str = "kit", **fields: Any) -> Any:
    return make_account(name, profile={"age_band": "minor"}, **fields)


def make_trusted(name: str = "fay", **fields: Any) -> Any:
    return make_account(name, profile={"age_band": "adult", "approved_for_young_at": clock.now()}, **fields)


def make_young_group(keeper: Any, **fields: Any) -> Group:
    return make_group(keeper, **({"entry": "request", "ages": Ages.UNDER_18} | fields))
