"""Who may do what with what people keep at."""

from resilience.policies import buddies, growth, journal, steps, strategies  # noqa: F401 - declare
