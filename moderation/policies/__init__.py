"""Who may do what at the desk, and after a death."""

from moderation.policies import deaths, desk  # noqa: F401 - declare
