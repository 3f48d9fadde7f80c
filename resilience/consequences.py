"""What follows here from what happened on the floors below. Runs inside the transaction of its cause."""

from __future__ import annotations

from typing import Any

from groups import signals as group_signals
from resilience.services.showing import forget_shown_of


def membership_ended(sender: Any, membership: Any, **kwargs: Any) -> None:
    """Who is not in a group any more shows no step there."""
    forget_shown_of(membership)


def connect() -> None:
    """Called once, from AppConfig.ready()."""
    group_signals.membership_ended.connect(membership_ended, dispatch_uid="resilience.steps")
