"""What no app may keep any longer goes. Each app answers for its own rows."""

from __future__ import annotations

import logging

import clock
from registries import retention

log = logging.getLogger(__name__)


def forget_old() -> int:
    """Sweep. Returns how many rows went; an app whose part fails is named in the log and asked again next time."""
    count = 0
    for name, forget in retention.items():
        try:
            count += forget(clock.now())
        except Exception as error:
            log.error("what %s no longer needs could not go: %s", name, type(error).__name__)
    return count
