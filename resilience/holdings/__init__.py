"""What this floor holds of a person."""

from __future__ import annotations

from resilience.holdings import strategies


def register() -> None:
    """Called once, from AppConfig.ready()."""
    strategies.register()
