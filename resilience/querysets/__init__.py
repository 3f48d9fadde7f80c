"""Who sees which rows."""

from resilience.querysets.steps import ShownStepQuerySet

__all__ = ["ShownStepQuerySet"]
