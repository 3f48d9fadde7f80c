"""Who may do what with strategies and toolboxes."""

from __future__ import annotations

from typing import Any

import rules

from accounts.access import declare
from accounts.policies import is_onboarded, is_signed_in, is_suspended
from accounts.standing import sees
from care.policies import is_owner
from groups.policies import agrees_now, is_moderator, participates
from resilience.models import Strategy


@rules.predicate
def sees_strategy(user: Any, row: Strategy | None) -> bool:
    return row is not None and sees(user, row)


@rules.predicate
def wrote_strategy(user: Any, row: Strategy | None) -> bool:
    """Whoever rests, or was suspended, still owns their words."""
    return row is not None and row.author_id is not None and row.author_id == getattr(user, "pk", None)


@rules.predicate
def is_standing_strategy(user: Any, row: Strategy | None) -> bool:
    """Also what a moderator took away, and could put back, is its author's to take back."""
    return row is not None and (row.removed_at is None or row.was_taken_away)


@rules.predicate
def strategy_is_there(user: Any, row: Strategy | None) -> bool:
    return row is not None and row.removed_at is None


@rules.predicate
def waits_for_the_team(user: Any, row: Strategy | None) -> bool:
    if row is None:
        return False
    waits = Strategy.objects.waiting_for_review().filter(pk=row.pk).exists()
    return waits or Strategy.objects.house_cards_kept_back().filter(pk=row.pk).exists()


@rules.predicate
def others_see_it(user: Any, row: Strategy | None) -> bool:
    """A member's card that was let out: it is put aside by a decision, with a case and an appeal."""
    return row is not None and not row.key and row.is_let_out


declare(
    resilience={
        "read_inside": is_signed_in & is_onboarded & agrees_now & ~is_suspended,
        "write_strategy": participates,
        "change_strategy": participates & wrote_strategy & strategy_is_there,
        "take_back_strategy": is_signed_in & wrote_strategy & is_standing_strategy,
        # What is one's own is kept in every state of the account.
        "keep_tool": is_signed_in & is_onboarded & is_owner,
        "keep_strategy": is_signed_in & is_onboarded & sees_strategy,
        "say_tried": participates & sees_strategy & ~wrote_strategy,
        "oversee_strategies": is_moderator,
        "review_strategy": is_moderator & waits_for_the_team & ~wrote_strategy,
        "keep_strategy_back": is_moderator & ~others_see_it,
    }
)
