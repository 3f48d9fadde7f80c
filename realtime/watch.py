"""Who is still who they were: asked of the database every few seconds, whatever became of the hints."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from django.contrib.sessions.models import Session

import clock
from registry import Registry

# Called once for each handshake with the account and its session: what the account's topics want to know of it.
identified: Registry[Callable[[Any, Any], None]] = Registry("realtime.identified")
# account ids -> a token for each that may still use sockets; a missing or changed one closes its sockets.
accounts: Registry[Callable[[Iterable[int]], dict[int, Hashable]]] = Registry("realtime.watch")


def live_sessions(keys: Iterable[str]) -> set[str]:
    """Those of `keys` that still name a session."""
    return set(
        Session.objects.filter(session_key__in=list(keys), expire_date__gt=clock.now()).values_list(
            "session_key", flat=True
        )
    )


def account_tokens(user_ids: Iterable[int]) -> dict[int, Hashable]:
    """For each account, what every source says of it; accounts that any source leaves out are missing."""
    ids = list(user_ids)
    answers = [source(ids) for source in accounts]
    return {i: tuple(answer[i] for answer in answers) for i in ids if all(i in answer for answer in answers)}
