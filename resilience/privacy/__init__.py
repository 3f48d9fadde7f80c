"""What this floor holds of a person, a file for each thing they keep at."""

from __future__ import annotations

from resilience.privacy import buddies, growth, journal, steps, strategies


def register() -> None:
    """Called once, from AppConfig.ready(). Erasure walks this backwards."""
    buddies.register()
    growth.register()
    steps.register()
    journal.register()
    strategies.register()
