"""Who may do what with what people keep at."""

from resilience.policies import strategies  # noqa: F401 - declares
