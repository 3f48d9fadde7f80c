"""What people fill in on the care floor."""

from __future__ import annotations

from care.forms.lines import ConfirmForm

__all__ = ["ConfirmForm"]
