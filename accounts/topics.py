"""What the sockets ask about accounts every few seconds: may this account still listen, and has anything changed?"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from accounts import second_step
from accounts.models import User
from realtime import watch


def tokens(user_ids: Iterable[int]) -> dict[int, Hashable]:
    """The access epoch of each account that may sign in; the others are missing."""
    rows = User.objects.filter(pk__in=list(user_ids), is_active=True).values_list("pk", "access_epoch")
    return dict(rows)


def note_second_step(user: Any, session: Any) -> None:
    """Sockets do not pass the middleware that keeps half signed-in people of the team out; their topics ask this."""
    user.lacks_second_step = second_step.is_missing(user, session)


def register() -> None:
    watch.identified.add("accounts", note_second_step)
    watch.accounts.add("accounts", tokens)
