"""What people fill in on the care floor."""

from __future__ import annotations

from care.forms.directory import ConfirmServiceForm, ImportForm, SearchForm
from care.forms.lines import ConfirmForm

__all__ = ["ConfirmForm", "ConfirmServiceForm", "ImportForm", "SearchForm"]
