"""What can be done about a person on a floor above: an app signs this contract in its moderation.py.

Only `services.effects` asks here, so nothing of it happens without a decision.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Protocol

from registry import Registry


class Power(Protocol):
    """A building block: it holds for the account in the group until then; None lets go of it."""

    def __call__(self, *, account_id: int, group_uid: uuid.UUID, until: datetime | None) -> None: ...


powers: Registry[Power] = Registry("moderation.powers")
