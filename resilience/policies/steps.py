"""One's own steps; and showing one to a group, where what holds for words in its room holds too."""

from __future__ import annotations

from typing import Any

import rules

from accounts.access import declare
from accounts.policies import is_onboarded, is_signed_in
from care.policies import is_owner
from groups.models import Membership
from groups.policies import agrees_now, participates
from resilience.querysets.steps import speaking


@rules.predicate
def speaks_there(user: Any, membership: Membership | None) -> bool:
    """It is theirs, the group takes words, and they are not muted in it."""
    return membership is not None and speaking(user).filter(pk=membership.pk).exists()


declare(
    resilience={
        "keep_steps": is_signed_in & is_onboarded & is_owner,
        "show_step": participates & agrees_now & speaks_there,
    }
)
