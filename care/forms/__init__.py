"""What people fill in on the care floor."""

from __future__ import annotations

from care.forms.directory import ConfirmServiceForm, ImportForm, SearchForm
from care.forms.lines import ConfirmForm, TableForm
from care.forms.plans import BringForm, CircleForm, CodeForm, PlanForm, ShareForm, new_page

__all__ = [
    "BringForm",
    "CircleForm",
    "CodeForm",
    "ConfirmForm",
    "ConfirmServiceForm",
    "ImportForm",
    "PlanForm",
    "SearchForm",
    "ShareForm",
    "TableForm",
    "new_page",
]
