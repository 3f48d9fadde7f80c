"""What this floor holds of a person, a file for each thing they keep at."""

from __future__ import annotations

from resilience.holdings import growth, journal, steps, strategies


def register() -> None:
    """Called once, from AppConfig.ready(). Erasure walks this backwards."""
    growth.register()
    steps.register()
    journal.register()
    strategies.register()
