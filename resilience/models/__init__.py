"""What people keep at."""

from resilience.models.strategies import Strategy, Tool, TriedIt

__all__ = ["Strategy", "Tool", "TriedIt"]
