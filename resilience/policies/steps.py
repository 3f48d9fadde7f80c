"""One's own steps; and showing one to a group, where what holds for words in its room holds too."""

from __future__ import annotations

from typing import Any

import rules

import clock
from accounts.access import declare
from accounts.policies import is_onboarded, is_signed_in
from care.policies import is_owner
from chat.models import Participant
from chat.services.rooms import muted_in_group
from groups.models import Membership
from groups.policies import agrees_now, participates


@rules.predicate
def speaks_there(user: Any, membership: Membership | None) -> bool:
    """It is theirs, the group takes words, and they are not muted in it."""
    if membership is None or membership.account_id != user.pk or membership.state != Membership.State.ACTIVE:
        return False
    group = membership.group
    if group.state != "active" or group.closed_to_posts_at is not None:
        return False
    until = muted_in_group(Participant.objects.filter(room__group=group, membership__account=user))
    return until is None or until <= clock.now()


declare(
    resilience={
        "keep_steps": is_signed_in & is_onboarded & is_owner,
        "show_step": participates & agrees_now & speaks_there,
    }
)
