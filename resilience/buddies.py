"""Everything that buddies sign in at the registries of the floors below."""

from __future__ import annotations


def register() -> None:
    """Called once, from AppConfig.ready()."""
    from registries import retention
    from resilience import buddy_consequences, buddy_notices, buddy_pages, buddy_subjects
    from resilience.holdings import buddies as holdings
    from resilience.policies import buddies as policies  # noqa: F401
    from resilience.services.buddy_pairs import forget_buddies

    buddy_consequences.connect()
    buddy_notices.register()
    buddy_pages.register()
    buddy_subjects.register()
    holdings.register()
    retention.add("resilience.buddies", forget_buddies)
